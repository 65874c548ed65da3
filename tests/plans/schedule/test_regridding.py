"""A row's time in another form of schedule: gathered, spread, said in words; nothing is lost."""

import pytest

from plans.schedule.regridding import regrid


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("months", "quarters", ("", [1, 2, 12], {}), ("", [1, 4], {})),
        ("quarters", "months", ("", [2, 4], {}), ("", [6, 12], {})),
        ("months", "quarters", ("", [], {"4": "awal", "5": "akhir"}), ("", [], {"2": "awal; akhir"})),
        ("months", "text", ("", [1, 2], {}), ("Januari, Februari 2026", [], {})),
        ("months", "text", ("Bertahap", [], {"5": "minggu I"}), ("Bertahap\nminggu I", [], {})),
        ("months", "text", ("", [3], {"3": "2 (dua) SK"}), ("Maret 2026 (2 [dua] SK)", [], {})),
        ("quarters", "text", ("", [1, 4], {"4": "50%"}), ("Triwulan I, Triwulan IV (50%)", [], {})),
        ("text", "months", ("Januari s.d. Maret 2026", [], {}), ("Januari s.d. Maret 2026", [1, 2, 3], {})),
        ("text", "quarters", ("Per Semester", [], {}), ("Per Semester", [2, 4], {})),
        ("text", "months", ("secepatnya", [], {}), ("secepatnya", [], {})),
        ("text", "months", ("November 2025", [], {}), ("November 2025", [], {})),
        ("months", "months", ("", [5], {}), ("", [5], {})),
    ],
)
def test_a_time_is_carried_over(old, new, before, after):
    assert regrid(*before, old=old, new=new, year=2026) == after
