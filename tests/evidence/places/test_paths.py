"""What the path of a file says: area, code and times, folder by folder."""

import pytest

from evidence.places.paths import read_name


@pytest.mark.parametrize(
    ("path", "area", "code"),
    [
        ("area 1 no 2 SK Tim.pdf", 1, (1, 2)),
        ("A1.2/SK Tim.pdf", 1, (1, 2)),
        ("AREA I - 2/SK Tim.pdf", 1, (1, 2)),
        ("komponen 3 nomor 4/SK.pdf", 3, (3, 4)),
        ("AREA II/butir 4.b SK.pdf", 2, (2, 4, 2)),
        ("AREA II/poin 2 SK.pdf", 2, (2, 2)),
        ("AREA I/12-03-2026 SK.pdf", 1, ()),
        ("AREA I/6-3-2026/SK.pdf", 1, ()),
        ("AREA I/03. Maret/SK.pdf", 1, ()),
        ("12 Maret 2026 Rapat/SK.pdf", None, ()),
        ("2026/03/SK.pdf", None, ()),
        ("TW 1/AREA_II/2.i.a_SK.pdf", 2, (2, 1, 1)),
        ("A4 SK Tim.pdf", None, ()),
        ("SK Nomor 12 Tahun 2026.pdf", None, ()),
    ],
)
def test_area_and_code_are_read_and_dates_are_none(path, area, code):
    name = read_name(path)
    assert (name.area, name.code) == (area, code)


def test_a_folder_that_names_its_area_wins_over_a_code_inside_it():
    name = read_name("AREA I/2.ii.c SK Tim.pdf")
    assert (name.area, name.code, name.contradictory) == (1, (), True)


def test_the_innermost_time_comes_first():
    name = read_name("TW I/AREA I/03. Maret/12-02-2026 Notula.pdf")
    assert [period.first for period in name.periods] == [2, 3, 1]


@pytest.mark.parametrize(
    ("abbreviation", "long_form"),
    [
        ("SK Tim ZI", "Surat Keputusan Tim Zona Integritas"), ("BA Rapat", "Berita Acara Rapat"),
        ("Lakip", "LKjIP"), ("RKT", "Rencana Kinerja Tahunan"), ("Dumas", "Pengaduan Masyarakat"),
        ("Monev ZI", "Monitoring dan Evaluasi Zona Integritas"), ("PK", "Perjanjian Kinerja"),
        ("ST Pegawai", "Surat Perintah Tugas Pegawai"), ("SKM", "Survei Kepuasan Masyarakat"),
        ("TL LHE", "Tindak Lanjut Laporan Hasil Evaluasi"), ("DaftarHadir_Rakor", "Absensi Rapat Koordinasi"),
        ("UPG", "Unit Pengendalian Gratifikasi"), ("SK_TIM_ZI_scan (1)", "SK Tim ZI"),
        ("WBS", "Whistle Blowing System"),
    ],
)  # fmt: skip
def test_abbreviations_of_the_field_mean_their_long_forms(abbreviation, long_form):
    assert read_name(f"{abbreviation}.pdf").words == read_name(f"{long_form}.pdf").words
