"""Faults in wording: what is found and what is rightly left alone."""

import pytest

from plans.decree import wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Tambrauw..", True), ("selesai. .", True), ("dan seterusnya...", False), ("s.d. Mei.", False)],
)
def test_a_double_full_stop_is_found_an_ellipsis_is_not(text, expected):
    assert wording.double_stop(text) is expected


def test_numerals_after_lampiran_are_read():
    assert wording.annex_numerals("Lampiran I, LAMPIRAN ii dan lampiran ini, dalam Lampiran Keputusan") == ["I", "II"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Rencana  Aksi\nTahun 2026.", True),
        ("PENETAPAN RENCANA AKSI TAHUN 2026", True),
        ("RENCANA KERJA TAHUN 2026", False),
    ],
)
def test_titles_are_compared_without_case_space_and_full_stop(other, expected):
    assert wording.same_title("RENCANA AKSI TAHUN 2026", other) is expected
