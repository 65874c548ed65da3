"""Bare numbers under a heading that names their unit, said as a time that can be read."""

import pytest

from plans.schedule.parsing import due_dates, parse_time, with_unit

YEAR = 2026


@pytest.mark.parametrize(
    ("text", "unit", "printed"),
    [
        ("1", "quarter", "Triwulan I"),
        ("IV", "quarter", "Triwulan IV"),
        ("ke-2", "quarter", "Triwulan II"),
        ("Pertama", "quarter", "Triwulan I"),
        ("1 & 3", "quarter", "Triwulan I, Triwulan III"),
        ("II s/d IV", "quarter", "Triwulan II, Triwulan III, Triwulan IV"),
        ("1–3", "quarter", "Triwulan I, Triwulan II, Triwulan III"),
        ("1\n4", "quarter", "Triwulan I, Triwulan IV"),
        ("kedua", "semester", "Semester II"),
        ("I dan II", "semester", "Semester I, Semester II"),
        ("02, 04, 11", "month", "Februari, April, November"),
        ("V; X", "month", "Mei, Oktober"),
        ("4 s.d. 6, 12", "month", "April s.d. Juni, Desember"),
    ],
)
def test_numbers_take_the_unit_of_their_heading(text, unit, printed):
    assert with_unit(text, unit) == printed
    assert due_dates(parse_time(printed, YEAR))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "month"),
        (None, "month"),
        ("Triwulan I", "quarter"),
        ("5", "quarter"),
        ("III", "semester"),
        ("13", "month"),
        ("0", "month"),
        ("4-1", "quarter"),
        ("1-2-3", "quarter"),
        ("2 -", "quarter"),
        ("2026", "quarter"),
        ("1 kali", "quarter"),
        ("Maret", "month"),
        ("√", "month"),
    ],
)
def test_any_other_text_is_left_as_it_is(text, unit):
    assert with_unit(text, unit) == ""
