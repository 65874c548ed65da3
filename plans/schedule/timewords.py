"""The tokens of a printed schedule: months, quarters, years, signs of range and list."""

import re
from typing import NamedTuple

from zi_portal.lib.indonesian import MONTH_NUMBERS, MONTHS, roman
from zi_portal.lib.unicode import normal

_FUZZY = [name.lower() for name in MONTHS if len(name) >= 5]
_NUMERALS = {roman(number).lower(): number for number in range(1, 5)}
_EVERY = r"(?:per|setiap|tiap(?:[\s-]*tiap)?)\b[\s-]*"
_QUARTER = r"(?:tri[\s-]?wulan|tw|kuartal)"
_SEMESTER = r"(?:semester|smt)"
_NUMERAL = r"[\s.-]*(?:ke[\s-]*)?(?P<{0}>iv|iii|ii|i|[1-4])\b"
_LEXER = re.compile(
    rf"""
    (?P<newline>\s*\n\s*) | \s+
    | (?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:\s00:00(?::00)?)?(?![0-9])
    | (?P<date>[0-9]{{1,2}}(?P<sep>[/.-])[0-9]{{1,2}}(?P=sep)[0-9]{{4}})(?![0-9])
    | (?P<quarterly>{_EVERY}{_QUARTER}\b | tri[\s-]?wulanan\b | (?:{_EVERY})3\s*bulan\b)
    | (?P<semesterly>{_EVERY}{_SEMESTER}\b | semesteran\b | (?:{_EVERY})6\s*bulan\b)
    | (?P<monthly>{_EVERY}bulan(?:nya)?\b | bulanan\b)
    | (?P<annual>{_EVERY}tahun(?:nya)?\b | tahunan\b)
    | (?:{_QUARTER}|q){_NUMERAL.format("quarter")}
    | {_SEMESTER}{_NUMERAL.format("half")}
    | (?P<bare_quarter>{_QUARTER}\b) | (?P<bare_half>{_SEMESTER}\b)
    | (?:(?:tahun|thn|th)\b\.?\s*)?(?P<year>20[0-9]{{2}})(?![0-9])
    | (?:(?:tanggal|tgl)\b\.?\s*)?(?P<number>[0-9]{{1,2}})(?![0-9])
    | (?P<numeral>iv|iii|ii|i)\b
    | (?P<range>s\s*[./]\s*d\.? | sd\b\.? | sampai(?:\s+dengan)?\b | hingga\b | [-‐-―−])
    | (?P<list>[,;/&] | dan\b | serta\b)
    | (?:(?:bulan|bln)\b\.?\s*)?(?P<month>[a-z]+)\.?
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """kind: month, number, year, date, quarter, half, numeral, quarterly, semesterly, monthly, annual, range, list.

    value: number of the month, day, year, quarter or half; (year, month, day) of a date; else None.
    """

    kind: str
    value: object = None


def tokens(text):
    """Return the text as a list of Token, None when a word or sign is unknown (only spaces are skipped)."""
    plain = normal("NFKC", text).lower().strip(" .\t\n")
    token_list, position = [], 0
    while position < len(plain):
        match = _LEXER.match(plain, position)
        token = match and _token(match)
        if not match or token is None:
            return None
        if token.kind != "space":
            token_list.append(token)
        position = match.end()
    return _without_idle_lines(token_list)


def _token(match):
    kind = match.lastgroup
    read = _READERS.get(kind)
    if read is None:
        return Token(_PLAIN.get(kind, kind or "space"))
    value = read(match[kind])
    return None if value is None else Token(_PLAIN.get(kind, kind), value)


def month_number(word):
    """Return 1–12 for a month's name, short name or name with one wrong letter (not the first), else None."""
    number = MONTH_NUMBERS.get(word)
    if number or len(word) < 5:
        return number
    similar_names = [name for name in _FUZZY if name[0] == word[0] and _one_edit(name, word)]
    return MONTH_NUMBERS[similar_names[0]] if len(similar_names) == 1 else None


def _one_edit(word, other):
    """Return whether changing, adding or dropping one letter, or swapping two neighbours, makes the words equal."""
    shorter, longer = sorted((word, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    index = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[index:] == longer[index + 1 :]
    swapped = (
        shorter[index : index + 2] == longer[index : index + 2][::-1] and shorter[index + 2 :] == longer[index + 2 :]
    )
    return swapped or shorter[index + 1 :] == longer[index + 1 :]


def _numeral(text):
    return _NUMERALS.get(text) or int(text)


def _half(text):
    value = _numeral(text)
    return value if value <= 2 else None


def _dotted_date(text):
    day, month, year = re.split(r"[/.-]", text)
    return int(year), int(month), int(day)


_READERS = {
    "iso": lambda text: tuple(map(int, text.split("-"))),
    "date": _dotted_date,
    "quarter": _numeral,
    "half": _half,
    "numeral": _numeral,
    "year": int,
    "number": int,
    "month": month_number,
}
_PLAIN = {"iso": "date", "bare_quarter": "quarterly", "bare_half": "semesterly"}
_ENDS = {"month", "year", "date", "quarter", "half", "numeral", "quarterly", "semesterly", "monthly", "annual"}
_STARTS = _ENDS - {"year", "numeral"} | {"number"}


def _without_idle_lines(token_list):
    """Return the tokens with line breaks as commas between two complete items, and dropped elsewhere."""
    meaningful_tokens = []
    for index, token in enumerate(token_list):
        if token.kind != "newline":
            meaningful_tokens.append(token)
        elif (
            meaningful_tokens
            and meaningful_tokens[-1].kind in _ENDS
            and index + 1 < len(token_list)
            and token_list[index + 1].kind in _STARTS
        ):
            meaningful_tokens.append(Token("list"))
    return meaningful_tokens
