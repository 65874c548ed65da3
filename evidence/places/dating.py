"""Times in a file's name: dates, months, quarters, semesters and years, however they are written. Pure."""

import re
from dataclasses import dataclass

from zi_portal.lib.indonesian import MONTH_NUMBERS, MONTHS, roman

_MONTHS = MONTH_NUMBERS | {"agst": 8, "agus": 8}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = "20[0-4][0-9]"
_MONTH = "0[1-9]|1[0-2]"
_DAY = "0[1-9]|[12][0-9]|3[01]"
_UNTIL = r"[ ]{0,2}(?:[-–&,]|s\.?[/]?d\.?|sampai|hingga|dan)[ ]{0,2}"
_KE = r"[ .-]{0,3}(?:ke[ -]?)?"
_TIME = re.compile(
    rf"""
    (?<![0-9])(?P<iso>(?:{_YEAR})(?P<sign>[-./ ]?)(?:{_MONTH})(?P=sign)(?:{_DAY}))(?![0-9])
    | (?<![0-9])(?P<ymd>(?:{_YEAR})[-./ ][0-9]{{1,2}}[-./ ][0-9]{{1,2}})(?![0-9])
    | (?<![0-9])(?P<dmy>[0-9]{{1,2}}[-./ ][0-9]{{1,2}}[-./ ](?:{_YEAR}|[23][0-9]))(?![0-9.-][0-9]|[0-9])
    | (?<![0-9])(?P<dmy8>(?:{_DAY})(?:{_MONTH})(?:{_YEAR}))(?![0-9])
    | (?<![0-9])(?P<ym>(?:{_YEAR})[-./ ](?:{_MONTH}))(?![0-9])
    | (?<![0-9.-])(?P<my>(?:{_MONTH})[-./](?:{_YEAR}))(?![0-9])
    | (?:(?<![0-9.-])(?P<day>[0-9]{{1,2}})[ .-]{{0,3}})?(?<![a-z])(?P<month>{_NAME})(?![a-z])\.?
      (?:{_UNTIL}(?P<until>{_NAME})(?![a-z]))?(?:[ .'-]{{0,3}}(?P<of>{_YEAR}|(?<=')[0-9]{{2}})(?![0-9]))?
    | (?<![a-z])(?:tw|tri[ -]?wulan|kuartal|q){_KE}(?P<quarter>iv|i{{1,3}}|[1-4])(?![a-z0-9])
    | (?<![a-z])(?:semester|smt|smtr){_KE}(?P<half>i{{1,2}}|[12])(?![a-z0-9])
    | (?<![a-z])(?:(?:bulan|bln){_KE}|b(?=[0-9]{{2}}))(?P<number>0?[1-9]|1[0-2])(?![0-9])
    | (?<![0-9])(?P<year>{_YEAR})(?:\s?[-–]\s?(?P<last>{_YEAR}))?(?![0-9])
    """,
    re.VERBOSE,
)
_LAW = re.compile(r"(?<![a-z])(?:pkpu|permen[a-z]*|peraturan|perpres|undang|uu|inpres|pp|perka)(?![a-z])")
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """Months first to last (1–12) of a year (None: not stated); label: the time in Indonesian, as a reason."""

    first: int
    last: int
    year: int | None
    label: str

    def contains(self, day):
        """Return whether a date lies in the period."""
        return self.first <= day.month <= self.last and self.year in (None, day.year)

    def overlaps(self, period):
        """Return whether both periods may be about the same day."""
        return self.first <= period.last and period.first <= self.last


def month(number, year=None):
    """Return the Period of one month."""
    return Period(number, number, year, f"bulan {MONTHS[number - 1]}")


def read(text):
    """Return (text without its times, [Period], [(first, last year)]) of a text in lower case.

    The years of laws ("Peraturan … Tahun 2021") are not years of the document.
    """
    law = _LAW.search(text)
    law_start = law.start() if law else len(text)
    pieces, periods, years, position = [], [], [], 0
    for match in _TIME.finditer(text):
        period, year = _meaning(match)
        if period is None and year is None:
            continue
        pieces += [text[position : match.start()], " "]
        position = match.end()
        periods += [period] if period else []
        years += [year] if year and match.start() < law_start else []
    return "".join([*pieces, text[position:]]), periods, years


def _meaning(match):
    """Return (Period or None, (first, last year) or None) of one match; both are None when it is no time after all."""
    if match.lastgroup in ("year", "last"):
        first = int(match["year"])
        return None, (first, int(match["last"] or first))
    period = _READERS[_kind(match)](match)
    return period, (period.year, period.year) if period and period.year else None


def _kind(match):
    return next(kind for kind in _READERS if match[kind])


def _date(year, number, day):
    """Return the Period of a date, None when there is no such month."""
    if not (1 <= number <= 12 and 1 <= day <= 31):
        return None
    return Period(number, number, year, f"tanggal {day} {MONTHS[number - 1]} {year}")


def _iso(match):
    digits = re.sub("[^0-9]", "", match["iso"])
    return _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _year_first(match):
    return _date(*map(int, re.split("[-./ ]", match["ymd"])))


def _day_first(match):
    """Read "6-3-2026" and "06.03.26"; "6.3.26" returns None because it may as well be a code."""
    day, number, year = re.split("[-./ ]", match["dmy"])
    if len(year) == 2 and not (day[0] == "0" or number[0] == "0" or int(day) > 12):
        return None
    return _date(int(year) % 2000 + 2000, int(number), int(day))


def _eight(match):
    digits = match["dmy8"]
    return _date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _year_month(match):
    return month(int(match["ym"][5:]), int(match["ym"][:4]))


def _month_year(match):
    return month(int(match["my"][:-5]), int(match["my"][-4:]))


def _named_month(match):
    number = _MONTHS[match["month"]]
    year = int(match["of"]) % 2000 + 2000 if match["of"] else None
    last = _MONTHS.get(match["until"], number)
    if last > number:
        return Period(number, last, year, f"bulan {MONTHS[number - 1]}–{MONTHS[last - 1]}")
    day = int(match["day"] or 0)
    numbered = day == number  # "03. Maret": folders in their order
    return month(number, year) if not (year and day) or numbered else _date(year, number, day)


def _quarter(match):
    number = _number(match["quarter"])
    return Period(number * 3 - 2, number * 3, None, f"triwulan {roman(number)}")


def _half(match):
    number = _number(match["half"])
    return Period(number * 6 - 5, number * 6, None, f"semester {number}")


def _number(text):
    return _NUMERALS.get(text) or int(text)


_READERS = {
    "iso": _iso, "ymd": _year_first, "dmy": _day_first, "dmy8": _eight, "ym": _year_month, "my": _month_year,
    "month": _named_month, "quarter": _quarter, "half": _half, "number": lambda match: month(int(match["number"])),
}  # fmt: skip


# How well due dates fit the periods of a name

NEAR, FAR, SEVERAL, BEFORE = 0.8, 0.6, 0.6, 0.98
"""Fit of the next due date and of another one when none lies in the period; fit of the last of several due dates in
the period; the share of that fit which the earlier ones get."""


def fits(periods, days):
    """Return [(fit 0–1, None when the name states no time; reason)] for each due date (None: undated) of a document."""
    if not periods:
        return [(None, "")] * len(days)
    for period in periods:
        matching_days = [day for day in days if day and period.contains(day)]
        if matching_days:
            return [_within(period, matching_days, day) if day in matching_days else (0.0, "") for day in days]
    dates = [day for day in days if day]
    next_day = min((day for day in dates if day.month >= periods[0].first), default=max(dates, default=None))
    return [(NEAR if len(days) == 1 or day == next_day else FAR, "") for day in days]


def _within(period, matching_days, day):
    """Return (fit, reason) of a due date within the period.

    Of several the last fits best, as what a quarter asks for is filed at its end; none of several is sure.
    """
    fit = SEVERAL if day == max(matching_days) else SEVERAL * BEFORE
    return (fit if len(matching_days) > 1 else 1.0), period.label


def contradict(periods):
    """Return whether two of the periods exclude each other."""
    return any(not period.overlaps(other_period) for period in periods for other_period in periods)
