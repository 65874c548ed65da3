"""Codes of plans and file names: "1.i.a" is area 1, aspect 1, row 1; numbers may be roman or letters. Pure."""

import re

from zi_portal.lib import indonesian

ROMAN = {indonesian.roman(number).lower(): number for number in range(1, 13)}


def number_at(part, depth):
    """Return the number of one part of a code, None for any other text; single letters count from a.

    i, v and x are roman in the first two parts (depth 0 and 1).
    """
    part = part.strip(" .)").lower()
    if not (part.isdecimal() or part in ROMAN or re.fullmatch("[a-z]", part)):
        return None
    if part.isdecimal():
        return int(part)
    if part in ROMAN and (depth < 2 or len(part) > 1):
        return ROMAN[part]
    return ord(part[0]) - ord("a") + 1


def number_of(text):
    """Return the number that decimal digits or a roman numeral write, None for any other text."""
    return int(text) if text.isdecimal() else ROMAN.get(text)


def code_text(code):
    """Return the code as people write it: "1.i.a" for (1, 1, 1); parts that are None are left out."""
    area, aspect, row = code
    return ".".join(part for part in (str(area), roman(aspect), _letter(row)) if part)


def roman(number):
    """Return the roman numeral in lower case up to twelve, digits beyond; "" for None and 0."""
    return indonesian.roman(number).lower() if number in ROMAN.values() else str(number or "")


def _letter(number):
    if not number:
        return ""
    return indonesian.letter(number) if number <= 26 else str(number)
