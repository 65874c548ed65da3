"""Months, quarters and semesters in column headings, and the grids that the columns form."""

import re
from dataclasses import dataclass, replace

from plans.tree import MONTHS, QUARTERS
from plans.workbook.reading.words import fold
from zi_portal.lib.indonesian import MONTH_NUMBERS, roman
from zi_portal.lib.indonesian import MONTHS as MONTH_NAMES
from zi_portal.lib.indonesian import QUARTERS as QUARTER_NAMES
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
_MONTHS = re.compile(rf"([A-Z]+)(?: S D| SD| SAMPAI| SAMPAI DENGAN| HINGGA)? ([A-Z]+){_YEAR}")
_DATED_MONTH = re.compile(r"(?:0?1 )?(0?[1-9]|1[0-2]) (20\d\d)")
_QUARTER_WORDS = re.compile(rf"\b{_QUARTER_WORD}\b")
_MONTH_WORDS = re.compile(r"\b(?:BULAN|BLN)\b")
_TIME_WORDS = re.compile(r"\b(?:JADWAL|WAKTU|PELAKSANAAN|PERIODE|TIMELINE|TAHUN|RENCANA|TARGET|TAHAPAN)\b")
_WHOLE_YEAR = re.compile(r"\b20\d\d\b")
_PARTS = {"TARGET", "RENCANA", "REALISASI", "CAPAIAN", "PROGRES", "PROGRESS", "PLAN", "ACTUAL", "R", "C", "T", "P"}
_INITIALS = "".join(name[0] for name in MONTH_NAMES).upper()
_MIN_COLUMNS = 2
_FIRST_YEAR = 2015


@dataclass(frozen=True, slots=True)
class Period:
    """The period that headings name; kind: MONTHS, QUARTERS, SEMESTERS or ORDINAL (a bare number); year: 0 = none.

    part: what the column below the period's heading holds ("TARGET", "REALISASI"), "" where it is the period itself;
    heading: the period's heading above such a part.
    """

    kind: str
    number: int
    year: int = 0
    part: str = ""
    heading: str = ""

    def in_words(self):
        """Return the period as text that reads as a time: "Maret 2026", "Triwulan III 2025", "Semester I"."""
        names = {QUARTERS: QUARTER_NAMES, SEMESTERS: SEMESTER_NAMES}.get(self.kind, MONTH_NAMES)
        return f"{names[self.number - 1]} {self.year or ''}".strip()


def period_of(path):
    """Return the Period of a column, None when it has none; path: texts of its headings from top to bottom."""
    named_periods = [_named(fold(text)) for text in path]
    leaf, above = (
        named_periods[-1] if named_periods else None,
        next((period for period in reversed(named_periods[:-1]) if period), None),
    )
    if leaf is None:
        return _part(path, named_periods) or (above if above and above.kind == MONTHS else None)
    period = _within(leaf, above) if leaf.kind == ORDINAL and above else leaf
    return period if period.year else replace(period, year=_year_of(path))


def _part(path, named_periods):
    """Return the period right above a column of its plan or outcome ("Target" below "TW I"), None for others."""
    leaf = fold(path[-1][:_LONGEST]) if path else ""
    above = named_periods[-2] if len(path) > 1 else None
    if above is None or above.kind == ORDINAL or leaf not in _PARTS:
        return None
    return replace(above, year=above.year or _year_of(path), part=leaf, heading=path[-2])


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
    return _named_months(text) or _named_month(text)


def _named_months(text):
    """Return the quarter or semester whose first and last month a heading names: "JAN MAR", "APRIL S D JUNI"."""
    match = _MONTHS.fullmatch(text)
    first, last = (MONTH_OF.get(word, 0) for word in match.groups()[:2]) if match else (0, 0)
    kind = {2: QUARTERS, 5: SEMESTERS}.get(last - first)
    length = last - first + 1
    if not first or kind is None or last % length:
        return None
    return Period(kind, last // length, _full_year(match[3]))


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
    places = _places(columns)
    parts = list(dict.fromkeys(period.part for _, period, _, _ in places))
    grids = [run for part in parts for run in _runs([place for place in places if place[1].part == part])]
    read = [_read_block(run) for run in grids if len(run) >= _MIN_COLUMNS]
    return [block for block in read if block]


def _places(columns):
    """Return [(column index, Period, group heading without year, path)] of the columns that name a period."""
    initials = "".join(text if len(text := fold(path[-1][:2])) == 1 else " " for _, path, _ in columns if path)
    start = initials.find(_INITIALS) if len(initials) == len(columns) else -1
    places = []
    for place, (index, path, group) in enumerate(columns):
        is_initial = start >= 0 and start <= place < start + len(_INITIALS)
        period = Period(MONTHS, place - start + 1, _year_of(path)) if is_initial else period_of(path)
        if period:
            places.append((index, period, _without_year(group), path))
    return places


def _runs(places):
    """Return the places in runs that go on from column to column; columns of a part stand between others."""
    runs = []
    for place in places:
        if runs and _goes_on(runs[-1][-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _without_year(group):
    return " ".join(_WHOLE_YEAR.sub(" ", fold(group)).split())


def _goes_on(last, place):
    """Return whether a column belongs to the same grid as the last one."""
    before, period = last[1], place[1]
    if place[0] != last[0] + 1 and not period.part or period.kind != before.kind:
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
