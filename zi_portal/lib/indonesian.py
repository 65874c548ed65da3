"""Letters of lists, Roman numerals and the Indonesian names of months, quarters and semesters."""

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ABBREVIATIONS = {
    "jan": 1, "feb": 2, "peb": 2, "pebruari": 2, "mar": 3, "mrt": 3, "apr": 4, "jun": 6, "jul": 7,
    "agu": 8, "agt": 8, "ags": 8, "agust": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "nop": 11, "nopember": 11,
    "des": 12,
}  # fmt: skip
"""{other spelling of a month, in lower case: its number}."""
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | ABBREVIATIONS
"""{word for a month, in lower case: its number}."""

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_HIGHEST = 399


def letter(number):
    """Return the letter of a list: 1 is "a", 26 "z", 27 "aa"; "" for 0."""
    text = ""
    while number:
        number, offset = divmod(number - 1, 26)
        text = chr(ord("a") + offset) + text
    return text


def roman(number):
    """Return the Roman numeral of 1 to 399, in capitals; "" for 0."""
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


ROMAN_NUMBERS = {roman(number): number for number in range(1, _HIGHEST + 1)}
"""{Roman numeral, in capitals: its number}, for 1 to 399."""
QUARTERS = tuple(f"Triwulan {roman(number)}" for number in range(1, 5))
SEMESTERS = tuple(f"Semester {roman(number)}" for number in range(1, 3))
