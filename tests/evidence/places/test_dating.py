"""What a name says of time."""

import pytest

from evidence.places import dating


@pytest.mark.parametrize(
    ("text", "first", "last", "year"),
    [
        ("12-03-2026 notula", 3, 3, 2026), ("6-3-2026", 3, 3, 2026), ("06.03.26", 3, 3, 2026),
        ("2026-03-12", 3, 3, 2026), ("20260312", 3, 3, 2026), ("12032026", 3, 3, 2026), ("2026-3-2", 3, 3, 2026),
        ("03. maret", 3, 3, None), ("12 maret 2026 rapat", 3, 3, 2026), ("maret 2026", 3, 3, 2026),
        ("2026-03", 3, 3, 2026), ("03-2026", 3, 3, 2026), ("b03", 3, 3, None), ("bulan 3", 3, 3, None),
        ("tw 1", 1, 3, None), ("tw1", 1, 3, None), ("triwulan ii", 4, 6, None), ("q4", 10, 12, None),
        ("semester 1", 1, 6, None), ("smt ii", 7, 12, None), ("jan-feb", 1, 2, None), ("jan s.d. maret", 1, 3, None),
        ("nop", 11, 11, None), ("agt 2026", 8, 8, 2026), ("laporan 2.3 maret", 3, 3, None),
    ],
)  # fmt: skip
def test_dates_months_quarters_and_semesters_are_read(text, first, last, year):
    (period,) = dating.read(text)[1]
    assert (period.first, period.last, period.year) == (first, last, year)


@pytest.mark.parametrize(
    "text", ["1.2.3 sk", "3-1-2 daftar", "6.3.26", "1.i.a sk", "no 12", "199803122022031004", "desa", "marketing", "b3"]
)
def test_codes_and_other_words_say_no_time(text):
    assert dating.read(text)[:2] == (text, [])


def test_what_says_the_time_is_taken_out_and_years_are_told():
    assert dating.read("1.i.a sk 12-03-2025")[0].split() == ["1.i.a", "sk"]
    assert dating.read("renstra 2025-2029")[2] == [(2025, 2029)]
    assert dating.read("pkpu nomor 8 tahun 2021")[2] == []
