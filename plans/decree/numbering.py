"""Printed labels of a decree's parts: points, dictums, nested lists, annexes. Pure."""

from plans.states import Section
from zi_portal.lib.indonesian import ROMAN_NUMBERS, letter, roman

ONES = (
    "",
    "SATU",
    "DUA",
    "TIGA",
    "EMPAT",
    "LIMA",
    "ENAM",
    "TUJUH",
    "DELAPAN",
    "SEMBILAN",
    "SEPULUH",
    "SEBELAS",
)
HUNDRED = 100


def ordinal(number):
    """Return the name of a dictum, 1–99: "KESATU", "KESEBELAS", "KEDUABELAS", "KEDUAPULUH", "KEDUAPULUH SATU"."""
    if number < len(ONES):
        return f"KE{ONES[number]}"
    if number < 20:
        return f"KE{ONES[number - 10]}BELAS"
    return f"KE{ONES[number // 10]}PULUH {ONES[number % 10]}".strip()


def following(labels, first):
    """Return the label after the last one: "II" after "I", "3." after "2."; "" when it does not follow from it."""
    last = next((label for label in reversed(list(labels)) if label), "")
    if not last:
        return first
    body, point = last.removesuffix("."), "." if last.endswith(".") else ""
    if body.isascii() and body.isdigit():
        return f"{int(body) + 1}{point}"
    place = ROMAN_NUMBERS.get(body, HUNDRED)
    return f"{roman(place + 1)}{point}" if place < HUNDRED else ""


def _digit_point(number):
    return f"{number}."


def _letter_point(number):
    return f"{letter(number)}."


def _digit_bracket(number):
    return f"{number})"


def _letter_bracket(number):
    return f"{letter(number)})"


LEVELS = {
    Section.CONSIDERING: (_letter_point, _digit_point, _letter_bracket, _digit_bracket),
    Section.RECALLING: (_digit_point, _letter_point, _digit_bracket, _letter_bracket),
    Section.NOTING: (_digit_point, _letter_point, _digit_bracket, _letter_bracket),
    Section.DICTUM: (ordinal, _digit_point, _letter_point, _digit_bracket),
}
"""Section → functions that format the label at level 0, 1, 2, 3."""


def labels(section, levels):
    """Return the labels of a section's clauses; levels: of each, 0–3. A nested list restarts below each point."""
    counters, printed_labels = [0, 0, 0, 0], []
    for level in levels:
        counters[level] += 1
        counters[level + 1 :] = [0] * (3 - level)
        printed_labels.append(LEVELS[section][level](counters[level]))
    return printed_labels


def annex_label(position, total):
    """Return the heading of an annex: "LAMPIRAN" for a single one, "LAMPIRAN II" when there are several."""
    return "LAMPIRAN" if total == 1 else f"LAMPIRAN {roman(position)}"
