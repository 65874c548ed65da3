"""Values are printed as a spreadsheet with Indonesian settings shows them, dates in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_portal.lib.grid.datewords import day_count_of, moment_of
from zi_portal.lib.grid.number_formats import BUILT_IN, LONGEST_CODE, shown

MOMENT = (date(2027, 4, 9) - date(1899, 12, 30)).days + 0.5625
"""9 April 2027, 13:30"""
ACCOUNTING = '_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0,3"),
        (2 / 3, "General", "0,666666667"),
        (12_345.678, "general", "12345,678"),
        (1e-12, "General", "1E-12"),
        (2.5e30, "General", "2,5E+30"),
        (123_456_789_012_345_680, "General", "123456789012345680"),
        (7, "General", "7"),
        (7, "", "7"),
        (7, "@", "7"),
        (7, 'General" orang"', "7 orang"),
        (7, '0" Dokumen"', "7 Dokumen"),
        (7, "0 dokumen", "7 dokumen"),
        (7, r"0\ \k\a\l\i", "7 kali"),
        (7, "000", "007"),
        (0, "#", ""),
        (62_811_234_567, "00-0000-0000", "628-1123-4567"),
        (2_750_000, "#,##0", "2.750.000"),
        (2_750_000, '"Rp"#,##0', "Rp2.750.000"),
        (2_750_000, '"Rp"\\ #,##0.00', "Rp 2.750.000,00"),
        (2_750_000, "[$Rp-421]#,##0", "Rp2.750.000"),
        (2_750_000, "[$Rp-421]* #,##0_-", "Rp2.750.000"),
        (2_750_000, ACCOUNTING, "Rp2.750.000"),
        (-2_750, ACCOUNTING, "-Rp2.750"),
        (0, ACCOUNTING, "Rp-"),
        ("dua", ACCOUNTING, "dua"),
        (2_750_000, '0.0,," juta"', "2,8 juta"),
        (2_750_000, "#,##0,", "2.750"),
        (1.5, "0.00", "1,50"),
        (1.005, "0.00", "1,01"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (0.25, ".00", ",25"),
        (12.25, "#.#", "12,3"),
        (12, "#.#", "12"),
        (12, '0.#" kali"', "12 kali"),
        (0.75, "0%", "75%"),
        (0.755, "0.0%", "75,5%"),
        (0.755, "0.00%", "75,50%"),
        (1.5, "# ?/?", "1 1/2"),
        (0.375, "# ?/8", "3/8"),
        (4, "# ?/?", "4"),
        (0, "# ?/?", "0"),
        (0.999, "# ?/8", "1"),
        (1.25, "?/?", "5/4"),
        (3.1416, "# ??/??", "3 14/99"),
        (54_321, "0.00E+00", "5,43E+04"),
        (54_321, "##0.0E+0", "54,3E+3"),
        (0.0054, "0.0E+00", "5,4E-03"),
        (9.99, "0.0E+0", "1,0E+1"),
        (-5, "#,##0 ;(#,##0)", "(5)"),
        (-5, "[Red]0;[Blue]-0", "-5"),
        (0, "0;-0;;@", ""),
        (0, '0;-0;"nihil"', "nihil"),
        ("dua", "0;-0;;@", "dua"),
        ("dua", '"target: "@', "target: dua"),
        (7, '"target: "@', "7"),
        (5, ";;;", ""),
        ("dua", ";;;", ""),
        (50, '[<100]0" kecil";0" besar"', "50 kecil"),
        (150, '[<100]0" kecil";0" besar"', "150 besar"),
        (1, '[=1]"Ya";[=0]"Tidak";General', "Ya"),
        (0, '[=1]"Ya";[=0]"Tidak";General', "Tidak"),
        (3, '[=1]"Ya";[=0]"Tidak"', "3"),
        (-3, '[<0]"kurang "0;0', "kurang 3"),
        (True, "General", "BENAR"),
        (False, "0", "SALAH"),
        (float("inf"), "0", "inf"),
        (1e308, "0%%", f"1{'0' * 312}%%"),
    ],
)
def test_numbers_and_texts(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("mmmm", "April"),
        ("mmm", "April"),
        ("mm", "April"),
        ("mmmm yyyy", "April 2027"),
        ("mmm-yy", "April 2027"),
        ("[$-421]mmmm yyyy;@", "April 2027"),
        ("[$-13809]mmm/yyyy", "April 2027"),
        ("d mmmm", "9 April"),
        ("d/m", "9 April"),
        ("dd/mm/yyyy", "9 April 2027"),
        ("m/d/yy", "9 April 2027"),
        ("yyyy-mm-dd;@", "9 April 2027"),
        ("yyyy", "2027"),
        ("dddd", "Jumat"),
        ("[$-421]dddd, dd mmmm yyyy", "Jumat, 9 April 2027"),
        ("dd/mm/yyyy (ddd) hh:mm", "Jumat, 9 April 2027"),
        (r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", "9 April 2027"),
        ("dd/mm/yyyy hh:mm:ss", "9 April 2027"),
        ('dd/mm/yyyy "pukul" hh:mm', "9 April 2027 pukul 13:30"),
        ('"Akhir "mmmm yyyy', "Akhir April 2027"),
        ('d" s.d. 20 "mmmm', "9 s.d. 20 April"),
        ('"Tahun "yyyy', "Tahun 2027"),
        ("h:mm", "13:30"),
        ('hh.mm" WIB"', "13.30 WIB"),
        ("h:mm AM/PM", "1:30 PM"),
        ("mmmm h:mm", "April 13:30"),
    ],
)
def test_a_date_goes_exactly_as_far_as_its_format(code, text):
    assert shown(MOMENT, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1.5, "[h]:mm", "36:00"),
        (1 / 48, "[mm]:ss", "30:00"),
        (1 / 86_400, "[s]", "1"),
        (0.5 + 1.25 / 86_400, "mm:ss.00", "00:01,25"),
        (0, "dd/mm/yyyy", "0 Januari 1900"),
        (1, "dd/mm/yyyy", "1 Januari 1900"),
        (59, "d mmmm yyyy", "28 Februari 1900"),
        (61, "d mmmm yyyy", "1 Maret 1900"),
        (-1, "dd/mm/yyyy", "-1"),
        (3e6, "mmmm", "3000000"),
    ],
)
def test_durations_and_the_ends_of_the_calendar(value, code, text):
    assert shown(value, code) == text


def test_days_may_be_counted_from_1904():
    assert shown(MOMENT - 1462, "mmmm yyyy", from_1904=True) == "April 2027"


def test_a_format_longer_than_any_program_takes_is_as_general():
    assert shown(7, f'0" {"a" * LONGEST_CODE}"') == "7"


def test_a_moment_is_counted_and_found_again():
    assert day_count_of(moment_of(MOMENT * 86_400)) == MOMENT


CODES = st.one_of(st.sampled_from(sorted(BUILT_IN.values())), st.text('0#?.,%/E+-*_\\"[]<=>@;dmyhs: aRp', max_size=30))
VALUES = st.one_of(st.floats(), st.integers(-(10**18), 10**18), st.booleans(), st.text(max_size=9))


@given(value=VALUES, code=CODES)
def test_whatever_the_format_a_text_comes_out(value, code):
    assert isinstance(shown(value, code), str)


@given(number=st.integers(-(10**15), 10**15))
def test_a_whole_number_keeps_its_digits(number):
    assert shown(number, "#,##0").replace(".", "") == shown(number, "0") == str(number)
