"""Which years of a time have nothing to do with the plan's year, and which due dates are far from it."""

from datetime import date

import pytest

from plans.schedule.parsing import parse_time, schedule_of_ticks
from plans.schedule.years import is_far, years_outside

YEAR = 2026


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Maret", ()),
        ("Per Triwulan", ()),
        ("Setiap bulan 2026", ()),
        ("November 2025 s.d. Februari 2026", ()),
        ("November s.d. Februari", ()),
        ("Oktober, November, Desember 2025 dan Januari 2026", ()),
        ("TW III 2025 s.d. TW II 2026", ()),
        ("Desember 2026, Maret 2027", ()),
        ("sesuai kebutuhan", ()),
        ("", ()),
        ("Maret 2025", (2025,)),
        ("Januari 2062", (2062,)),
        ("Desember 2025", (2025,)),
        ("Maret 2025, Maret 2026", (2025,)),
        ("Maret 2025, April 2026, Juni 2028", (2025, 2028)),
        ("November 2024 s.d. Februari 2025", (2024, 2025)),
        ("Setiap bulan 2025", (2025,)),
        ("Triwulan I dan II 2027", (2027,)),
        ("Tahun 2025", (2025,)),
        ("31/12/25", (2025,)),
    ],
)
def test_years_beside_the_plans_are_told(text, years):
    assert years_outside(parse_time(text, YEAR)) == years


def test_ticks_are_always_of_the_plans_year():
    assert years_outside(schedule_of_ticks([1, 12], "months", YEAR)) == ()


@pytest.mark.parametrize(
    ("day", "far"),
    [
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
        (date(2027, 12, 31), False),
        (date(2028, 1, 1), True),
    ],
)
def test_a_due_date_is_far_before_the_plans_year_and_after_the_next(day, far):
    assert is_far(day, YEAR) is far
