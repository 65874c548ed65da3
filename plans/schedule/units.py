"""Bare numbers of quarters, months or semesters: "1", "II, IV", "1-4", "ke-3 dan ke-6", "pertama". Pure."""

import re

from zi_portal.lib.indonesian import MONTHS, QUARTERS, SEMESTERS, roman
from zi_portal.lib.unicode import normal

NAMES = {"quarter": QUARTERS, "month": MONTHS, "semester": SEMESTERS}
COUNT_WORDS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "sepuluh": 10, "sebelas": 11, "duabelas": 12,
}  # fmt: skip
ROMANS = {roman(number).lower(): number for number in range(1, 13)}
_NUMBERS = {f"{number:0{width}}": number for number in range(1, 13) for width in (1, 2)} | ROMANS | COUNT_WORDS
_NUMBERS["pertama"] = 1
_ORDINAL = re.compile(r"\bke ?-? ?")
_RANGE = re.compile(r" ?(?:\bs ?[./] ?d\b\.?|\bsd\b\.?|\bsampai(?: dengan)?\b|\bhingga\b|[-‐-―−]) ?")
_LIST = re.compile(r"[,;/&+ ]|\b(?:dan|serta)\b")


def numbered_ranges(text):
    """Return the (first, last) pairs of a list of numbers from 1 to 12, equal for a single number; [] for other text.

    Numbers are digits, Roman numerals or ordinals; spaces and line breaks alone also make a list.
    """
    plain = _ORDINAL.sub("", " ".join(normal("NFKC", text or "").lower().split()))
    parts = [part.split("~") for part in _LIST.sub(",", _RANGE.sub("~", plain)).split(",") if part]
    ranges = [tuple(_NUMBERS.get(word.strip("."), 0) for word in part) for part in parts]
    if not all(len(numbers) <= 2 and all(numbers) for numbers in ranges):
        return []
    return [(numbers[0], numbers[-1]) for numbers in ranges]
