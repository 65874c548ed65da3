"""Months, quarters and semesters in column headings, and the grids that the columns form."""

import re
from dataclasses import dataclass, replace

from plans.tree import MONTHS, QUARTERS
from plans.workbook.reading.words import fold
from zi_portal.lib.indonesian import MONTH_NUMBERS, roman
from zi_portal.lib.indonesian import MONTHS as MONTH_NAMES
from zi_portal.lib.indonesian import SEMESTERS as SEMESTER_NAMES

SEMESTERS, ORDINAL = "semesters", "ordinal"
_ENGLISH = {
    "JANUARY": 1, "FEBRUARY": 2, "MARCH": 3, "MAY": 5, "JUNE": 6, "JULY": 7, "AUG": 8, "AUGUST": 8, "OCT": 10,
    "OCTOBER": 10, "DEC": 12, "DECEMBER": 12,
}  # fmt: skip
MONTH_OF = {word.upper(): number for word, number in MONTH_NUMBERS.items()} | _ENGLISH
_ROMANS = [roman(number) for number in range(1, 13)]
_WORDS = {"PERTAMA": 1, "KEDUA": 2, "KETIGA": 3, "KEEMPAT": 4}
_YEAR = r"(?: (?:TAHUN )?((?:20)?\d\d))?"
_QUARTER_WORD = r"(?:TW|TRI ?WULAN|TRIW|TRI ?BULAN|QUARTER|KUARTAL|KWARTAL)"
_QUARTER = re.compile(rf"(?:{_QUARTER_WORD}|Q)(?: KE)? ?(IV|III|II|I|[1-4]|{'|'.join(_WORDS)}){_YEAR}")
_SEMESTER = re.compile(rf"(?:SEMESTER|SMT|SEM)(?: KE)? ?(II|I|[12]|PERTAMA|KEDUA){_YEAR}")
_MONTH = re.compile(rf"(?:BULAN |BLN )?(?:0?1 )?([A-Z]+){_YEAR}")
_NUMBERED_MONTH = re.compile(rf"(?:BULAN|BLN|B)(?: KE)? ?(\d{{1,2}}){_YEAR}")
_DATED_MONTH = re.compile(r"(?:0?1 )?(0?[1-9]|1[0-2]) (20\d\d)")
_QUARTER_WORDS = re.compile(rf"\b{_QUARTER_WORD}\b")
_MONTH_WORDS = re.compile(r"\b(?:BULAN|BLN)\b")
_TIME_WORDS = re.compile(r"\b(?:JADWAL|WAKTU|PELAKSANAAN|PERIODE|TIMELINE|TAHUN|RENCANA|TARGET|TAHAPAN)\b")
_WHOLE_YEAR = re.compile(r"\b20\d\d\b")
_MIN_COLUMNS = 2
_FIRST_YEAR = 2015


@dataclass(frozen=True, slots=True)
class Period:
    """The period that headings name; kind: MONTHS, QUARTERS, SEMESTERS or ORDINAL (a bare number); year: 0 = none."""

    kind: str
    number: int
    year: int = 0

    def in_words(self):
        """Return the period as text that reads as a time: "Maret 2026", "Semester I"; a quarter is its last month."""
        year = f" {self.year}" if self.year else ""
        if self.kind == SEMESTERS and not year:
            return SEMESTER_NAMES[self.number - 1]
        months = {QUARTERS: 3, SEMESTERS: 6}.get(self.kind, 1)
        return f"{MONTH_NAMES[self.number * months - 1]}{year}"


def period_of(path):
    """Return the Period of a column, None when it has none; path: texts of its headings from top to bottom."""
    named_periods = [_named(fold(text)) for text in path]
    leaf, above = (
        named_periods[-1] if named_periods else None,
        next((period for period in reversed(named_periods[:-1]) if period), None),
    )
    if leaf is None:
        return above if above and above.kind == MONTHS else None
    period = _within(leaf, above) if leaf.kind == ORDINAL and above else leaf
    return period if period.year else replace(period, year=_year_of(path))


def _within(leaf, above):
    """Return the period of a bare number below a named one: a week of a month, a month of a quarter."""
    if above.kind == MONTHS:
        return above
    last = above.number * 3
    if above.kind == QUARTERS and (leaf.number <= 3 or last - 3 < leaf.number <= last):
        return Period(MONTHS, last - 3 + (leaf.number - 1) % 3 + 1, above.year)
    return leaf


def _year_of(path):
    """Return the one year that the headings above a period name, 0 when none or several do."""
    years = {int(year) for text in path[:-1] if len(text) <= _LONGEST for year in _WHOLE_YEAR.findall(text)}
    return years.pop() if len(years) == 1 else 0


_LONGEST = 120


def is_named(path):
    """Return whether the headings name a month, quarter or semester by word, not by a bare number."""
    period = period_of(path)
    return period is not None and period.kind != ORDINAL


def _named(text):
    for kind, pattern in ((QUARTERS, _QUARTER), (SEMESTERS, _SEMESTER), (MONTHS, _NUMBERED_MONTH)):
        match = pattern.fullmatch(text)
        number = _WORDS.get(match[1]) or _number(match[1]) if match else 0
        if number:
            return Period(kind, number, _full_year(match[2]))
    return _named_month(text)


def _named_month(text):
    month, dated = _MONTH.fullmatch(text), _DATED_MONTH.fullmatch(text)
    if month and month[1] in MONTH_OF:
        return Period(MONTHS, MONTH_OF[month[1]], _full_year(month[2]))
    if dated:
        return Period(MONTHS, int(dated[1]), int(dated[2]))
    number = _number(text)
    return Period(ORDINAL, number) if number else None


def _full_year(digits):
    """Return 2026 for "2026" and "26"; 0 for no digits, and for two that are rather a day."""
    year = int(digits) % 100 + 2000 if digits else 0
    return year if year >= _FIRST_YEAR else 0


def _number(text):
    """Return 1–12 for "3" or "III", 0 for any other text."""
    if text in _ROMANS:
        return _ROMANS.index(text) + 1
    return int(text) if text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12 else 0


def blocks(columns):
    """Return the grids of periods among columns, each as {column index: Period}.

    columns: list of (column index, path of headings, group heading) in printed order. A grid consists of adjacent
    columns of one kind whose periods do not go back; bare numbers must also have the same group, years aside.
    """
    grids, run = [], []
    for index, path, group in columns:
        period = period_of(path)
        place = period and (index, period, _without_year(group), path)
        if run and not (place and _goes_on(run[-1], place)):
            grids.append(run)
            run = []
        if place:
            run.append(place)
    read = [_read_block(block) for block in [*grids, run] if len(block) >= _MIN_COLUMNS]
    return [block for block in read if block]


def _without_year(group):
    return " ".join(_WHOLE_YEAR.sub(" ", fold(group)).split())


def _goes_on(last, place):
    """Return whether a column belongs to the same grid as the last one."""
    before, period = last[1], place[1]
    if place[0] != last[0] + 1 or period.kind != before.kind:
        return False
    same_group = place[2] == last[2] or period.kind != ORDINAL
    return same_group and (period.year, period.number) >= (before.year, before.number)


def _read_block(block):
    kind, group, numbers = block[0][1].kind, block[0][2], [period.number for _, period, _, _ in block]
    if kind == ORDINAL:
        kind = _kind_of_ordinals(group, numbers, roman=fold(block[0][3][-1]) in _ROMANS)
    if kind is None:
        return None
    return {index: replace(period, kind=kind) for index, period, _, _ in block}


def _kind_of_ordinals(group, numbers, *, roman):
    """Return MONTHS or QUARTERS for bare numbers, by their count and the words above them, else None."""
    if _QUARTER_WORDS.search(group) and max(numbers) <= 4:
        return QUARTERS
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return MONTHS if _MONTH_WORDS.search(group) else None
    if len(numbers) == 12 or _MONTH_WORDS.search(group):
        return MONTHS
    is_quarters = numbers == [1, 2, 3, 4] and (roman or _TIME_WORDS.search(group))
    return QUARTERS if is_quarters else None
