"""Faults in wording: what is found and what is rightly left alone."""

import pytest

from plans.decree import wording

REGISTER = {
    "KABUPATEN LUWU",
    "KABUPATEN LUWU UTARA",
    "KOTA PALOPO",
    "PROVINSI SULAWESI SELATAN",
    "KABUPATEN KOTAWARINGIN BARAT",
}
OWN = {"KABUPATEN LUWU", "PROVINSI SULAWESI SELATAN"}


@pytest.mark.parametrize(
    ("text", "name", "office", "registered"),
    [
        ("di Kabupaten Luwu Utara.", "Kabupaten Luwu Utara", False, True),
        ("DI LINGKUNGAN KOMISI PEMILIHAN UMUM KABUPATEN LUWU UTARA TAHUN 2026", "KABUPATEN LUWU UTARA", True, True),
        ("pegawai KPU Kota Palopo, yang", "Kota Palopo", True, True),
        ("Komisi Pemilihan Umum Kabupaten Lubu tentang", "Kabupaten Lubu", True, False),
        ("kpu kabupaten Kotawaringin Barat", "kabupaten Kotawaringin Barat", True, True),
    ],
)
def test_a_foreign_region_is_found_by_its_longest_name(text, name, office, registered):
    assert wording.foreign_regions(text, OWN, REGISTER) == [wording.Mention(name, office, registered)]


@pytest.mark.parametrize(
    "text",
    [
        "Komisi Pemilihan Umum Kabupaten Luwu Tahun 2026",
        "KOMISI PEMILIHAN UMUM KABUPATEN LUWU.",
        "Sekretaris Komisi Pemilihan Umum Provinsi Sulawesi Selatan Nomor 7",
        "Komisi Pemilihan Umum Provinsi, dan Komisi Pemilihan Umum Kabupaten/Kota",
        "KOMISI PEMILIHAN UMUM PROVINSI DAN KOMISI PEMILIHAN UMUM KABUPATEN/KOTA",
        "pemerintah kabupaten setempat dan Kabupaten Lubu",
    ],
)
def test_the_own_region_those_above_it_and_general_words_are_left_alone(text):
    assert wording.foreign_regions(text, OWN, REGISTER) == []


def test_a_mention_that_comes_twice_is_told_once():
    assert len(wording.foreign_regions("Kota Palopo dan Kota Palopo", OWN, REGISTER)) == 1


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("rencana aksi Tahun 2025 dan TAHUN 2026", [2025]),
        ("Tahun Anggaran 2024, tahun 2024", [2024]),
        ("Peraturan Nomor 90 Tahun 2021 tentang", []),
        ("Surat Edaran Nomor: 6 Tahun 2025", []),
        ("(Lembaran Negara Republik Indonesia Tahun 1999 Nomor 140)", []),
        ("tanggal 9 Januari Tahun 2025", []),
        ("Rencana Strategis Tahun 2020-2024 dan Tahun 2025 s.d. 2029", []),
        ("Nomor 52 Tahun 2025 tentang Tim Tahun 2024", [2024]),
    ],
)
def test_years_other_than_the_plans_are_found_but_not_those_of_rules_letters_and_periods(text, years):
    assert wording.other_years(text, {2026}) == years


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
