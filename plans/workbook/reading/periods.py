"""Months and quarters in column headings, and the grids of ticks that the columns form."""

import re
from dataclasses import dataclass

from plans.tree import MONTHS, QUARTERS
from plans.workbook.reading.words import fold
from zi_portal.lib.indonesian import MONTH_NUMBERS, roman

MONTH_OF = {word.upper(): number for word, number in MONTH_NUMBERS.items()}
_ROMANS = [roman(number) for number in range(1, 13)]
_QUARTER = re.compile(r"(?:TW|TRI ?WULAN|Q|QUARTER|KUARTAL|TRIW)(?: KE)? ?(IV|III|II|I|[1-4])(?: (?:TAHUN )?20\d\d)?")
_MONTH = re.compile(r"(?:BULAN |BLN )?([A-Z]+)(?: (?:20)?\d\d)?")
_NUMBERED_MONTH = re.compile(r"(?:BULAN|BLN|B)(?: KE)? ?(\d{1,2})")
_QUARTER_WORDS = re.compile(r"\b(?:TW|TRI ?WULAN|QUARTER|KUARTAL)\b")
_TIME_WORDS = re.compile(r"\b(?:JADWAL|WAKTU|PELAKSANAAN|PERIODE|TIMELINE|TAHUN|RENCANA|TARGET|TAHAPAN)\b")
_MIN_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Period:
    """The period that headings name; kind: MONTHS, QUARTERS or "ordinal" (a bare number)."""

    kind: str
    number: int


def period_of(path):
    """Return the Period of a column, None when it has none; path: texts of its headings from top to bottom."""
    named_periods = [_named(fold(text)) for text in path]
    leaf, above = (
        named_periods[-1] if named_periods else None,
        next((period for period in reversed(named_periods[:-1]) if period), None),
    )
    if leaf is None:
        return above if above and above.kind == MONTHS else None
    if leaf.kind == "ordinal" and above and above.kind == MONTHS:
        return above
    if leaf.kind == "ordinal" and above and above.kind == QUARTERS and leaf.number <= 3:
        return Period(MONTHS, above.number * 3 - 3 + leaf.number)
    return leaf


def is_named(path):
    """Return whether the headings name a month or quarter by word, not by a bare number."""
    period = period_of(path)
    return period is not None and period.kind != "ordinal"


def _named(text):
    quarter = _QUARTER.fullmatch(text)
    if quarter:
        return Period(QUARTERS, _number(quarter[1]))
    numbered = _NUMBERED_MONTH.fullmatch(text)
    if numbered and 1 <= int(numbered[1]) <= 12:
        return Period(MONTHS, int(numbered[1]))
    month = _MONTH.fullmatch(text)
    if month and month[1] in MONTH_OF:
        return Period(MONTHS, MONTH_OF[month[1]])
    number = _number(text)
    return Period("ordinal", number) if number else None


def _number(text):
    """Return 1–12 for "3" or "III", 0 for any other text."""
    if text in _ROMANS:
        return _ROMANS.index(text) + 1
    return int(text) if text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12 else 0


def blocks(columns):
    """Return the grids of ticks among columns as a list of (kind, {column index: period}).

    columns: list of (column index, path of headings, group heading) in printed order. A grid consists of adjacent
    columns of one kind whose numbers do not decrease; bare numbers must also have the same group.
    """
    tick_blocks, run = [], []
    for index, path, group in columns:
        period = period_of(path)
        if run and not _goes_on(run[-1], index, period, group):
            tick_blocks.append(run)
            run = []
        if period:
            run.append((index, period, group, path))
    read = [_read_block(block) for block in [*tick_blocks, run] if len(block) >= _MIN_COLUMNS]
    return [block for block in read if block]


def _goes_on(last, index, period, group):
    """Return whether a column belongs to the same grid as the last one."""
    if period is None or index != last[0] + 1:
        return False
    same_group = group == last[2] or period.kind != "ordinal"
    return period.kind == last[1].kind and same_group and period.number >= last[1].number


def _read_block(block):
    kind, group, numbers = block[0][1].kind, fold(block[0][2]), [period.number for _, period, _, _ in block]
    if kind == "ordinal":
        kind = _kind_of_ordinals(group, numbers, roman=fold(block[0][3][-1]) in _ROMANS)
    if kind is None:
        return None
    return kind, {index: period.number for index, period, _, _ in block}


def _kind_of_ordinals(group, numbers, *, roman):
    """Return MONTHS or QUARTERS for bare numbers, by their count and the words above them, else None."""
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    if len(numbers) == 12 or re.search(r"\b(?:BULAN|BLN)\b", group):
        return MONTHS
    is_quarters = numbers == [1, 2, 3, 4] and (roman or _QUARTER_WORDS.search(group) or _TIME_WORDS.search(group))
    return QUARTERS if is_quarters else None
