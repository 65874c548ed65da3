"""The unit of a time that stands in its column's heading: TRIWULAN above "1", BULAN above "3, 6, 9"."""

import re

from plans.schedule import parsing
from plans.workbook.reading.words import fold

_UNITS = {
    "quarter": re.compile(r"\b(?:TRI ?WULAN|TW|TRI ?BULAN|KUARTAL|QUARTER)\b"),
    "semester": re.compile(r"\b(?:SEMESTER|SMT)\b"),
    "month": re.compile(r"\b(?:BULAN|BLN)\b"),
}
_MARKS = re.compile(r"[vVxX](?:[\s,]+[vVxX])*+")
_LONGEST = 80


def unit_of(heading):
    """Return "quarter", "semester" or "month" for the one unit that a heading names, else ""."""
    plain = fold(heading[:_LONGEST])
    units = [unit for unit, words in _UNITS.items() if words.search(plain)]
    return units[0] if len(units) == 1 else ""


def in_full(text, unit, year):
    """Return a bare number or list of numbers as a time in words, any other text as it is.

    A lone V or X is a mark rather than a Roman number, and stays.
    """
    if not unit or not text or _MARKS.fullmatch(text) or parsing.parse_time(text, year).kind != parsing.UNREADABLE:
        return text
    return parsing.with_unit(text, unit) or text
