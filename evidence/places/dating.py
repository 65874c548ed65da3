"""What a name says of time: dates, months, quarters, semesters and years, however they are written. Pure."""

import re
from dataclasses import dataclass

from plans.schedule.timewords import MONTH_NAMES, SHORT_MONTHS

_MONTHS = {name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)} | SHORT_MONTHS | {"agst": 8, "agus": 8}
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
    """Months first to last (1–12) of a year (None: not said); said: in Indonesian, as a reason."""

    first: int
    last: int
    year: int | None
    said: str

    def holds(self, day):
        """Whether a date lies in it."""
        return self.first <= day.month <= self.last and self.year in (None, day.year)

    def meets(self, other):
        """Whether both may be about the same day."""
        return self.first <= other.last and other.first <= self.last


def month(number, year=None):
    """Period of one month."""
    return Period(number, number, year, f"bulan {MONTH_NAMES[number - 1]}")


def read(text):
    """(text without what says the time, [Period], [(first, last year)]) of small letters.

    The years of laws ("Peraturan … Tahun 2021") are none of the document's.
    """
    law = _LAW.search(text)
    end = law.start() if law else len(text)
    rest, periods, years, at = [], [], [], 0
    for match in _TIME.finditer(text):
        period, year = _meaning(match)
        if period is None and year is None:
            continue
        rest += [text[at : match.start()], " "]
        at = match.end()
        periods += [period] if period else []
        years += [year] if year and match.start() < end else []
    return "".join([*rest, text[at:]]), periods, years


def _meaning(match):
    """(Period or None, (first, last year) or None) of one match; both None for what is no time after all."""
    if match.lastgroup in ("year", "last"):
        first = int(match["year"])
        return None, (first, int(match["last"] or first))
    period = _READERS[_kind(match)](match)
    return period, (period.year, period.year) if period and period.year else None


def _kind(match):
    return next(kind for kind in _READERS if match[kind])


def _date(year, number, day):
    """Period of a date; None where there is no such month."""
    if not (1 <= number <= 12 and 1 <= day <= 31):
        return None
    return Period(number, number, year, f"tanggal {day} {MONTH_NAMES[number - 1]} {year}")


def _iso(match):
    digits = re.sub("[^0-9]", "", match["iso"])
    return _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _year_first(match):
    return _date(*map(int, re.split("[-./ ]", match["ymd"])))


def _day_first(match):
    """ "6-3-2026" and "06.03.26"; "6.3.26" may as well be a code."""
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


def _named(match):
    number = _MONTHS[match["month"]]
    year = int(match["of"]) % 2000 + 2000 if match["of"] else None
    last = _MONTHS.get(match["until"], number)
    if last > number:
        return Period(number, last, year, f"bulan {MONTH_NAMES[number - 1]}–{MONTH_NAMES[last - 1]}")
    day = int(match["day"] or 0)
    numbered = day == number  # "03. Maret": folders in their order
    return month(number, year) if not (year and day) or numbered else _date(year, number, day)


def _quarter(match):
    number = _number(match["quarter"])
    return Period(number * 3 - 2, number * 3, None, f"triwulan {('I', 'II', 'III', 'IV')[number - 1]}")


def _half(match):
    number = _number(match["half"])
    return Period(number * 6 - 5, number * 6, None, f"semester {number}")


def _number(text):
    return _NUMERALS.get(text) or int(text)


_READERS = {
    "iso": _iso, "ymd": _year_first, "dmy": _day_first, "dmy8": _eight, "ym": _year_month, "my": _month_year,
    "month": _named, "quarter": _quarter, "half": _half, "number": lambda match: month(int(match["number"])),
}  # fmt: skip


# How well due dates fit what was said

NEAR, FAR, SEVERAL, BEFORE = 0.8, 0.6, 0.6, 0.98
"""How far a time fits that no due date confirms (the next one, another one), one with several due dates, and of that
the share of those before the last one."""


def fits(periods, days):
    """[(how far the time fits, None where none was said; reason)] for each due date (None: undated) of one document."""
    if not periods:
        return [(None, "")] * len(days)
    for period in periods:
        hits = [day for day in days if day and period.holds(day)]
        if hits:
            return [_within(period, hits, day) if day in hits else (0.0, "") for day in days]
    dated = [day for day in days if day]
    following = min((day for day in dated if day.month >= periods[0].first), default=max(dated, default=None))
    return [(NEAR if len(days) == 1 or day == following else FAR, "") for day in days]


def _within(period, hits, day):
    """Of several due dates in a period the last goes ahead: what a quarter asks is filed at its end. None is sure."""
    several = SEVERAL if day == max(hits) else SEVERAL * BEFORE
    return (several if len(hits) > 1 else 1.0), period.said


def at_odds(periods):
    """Whether two of the periods exclude each other."""
    return any(not period.meets(other) for period in periods for other in periods)
