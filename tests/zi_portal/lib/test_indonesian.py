"""Letters, Roman numerals, names of months, quarters and semesters; nobody keeps a copy of them."""

import pytest

from tests.house.test_architecture import lines_that_match, python_files
from zi_portal.lib.indonesian import (
    MONTH_NUMBERS,
    MONTHS,
    QUARTERS,
    ROMAN_NUMBERS,
    SEMESTERS,
    SHORT_MONTHS,
    letter,
    roman,
)

HOME = "zi_portal/lib/indonesian.py"


def test_letters_go_on_after_z():
    assert [letter(number) for number in (0, 1, 26, 27, 53)] == ["", "a", "z", "aa", "ba"]


def test_roman_numerals_are_written_and_read():
    assert [roman(number) for number in (0, 1, 4, 9, 14, 40, 99)] == ["", "I", "IV", "IX", "XIV", "XL", "XCIX"]
    assert all(roman(number) == text for text, number in ROMAN_NUMBERS.items()) and len(ROMAN_NUMBERS) == 399


def test_every_month_is_known_by_its_name_and_its_short_name():
    assert [MONTH_NUMBERS[name.lower()] for name in MONTHS] == list(range(1, 13))
    assert [MONTH_NUMBERS[name.lower()] for name in SHORT_MONTHS] == list(range(1, 13))


def test_quarters_and_semesters_bear_roman_numbers():
    assert (QUARTERS[3], SEMESTERS) == ("Triwulan IV", ("Semester I", "Semester II"))


COPIES = ["anuari.{1,6}ebruari", '"Triwulan I"', r'chr\((ord\("a"\)|65) ', '40, "XL"', '"II", "III", "IV"']


@pytest.mark.parametrize("copy", COPIES)
def test_no_other_module_keeps_a_copy(copy):
    words_of_passphrases = "zi_portal/entrance/words.py"
    copies = lines_that_match(python_files(tests=False), copy)
    assert [line for line in copies if not line.startswith((HOME, words_of_passphrases))] == []
