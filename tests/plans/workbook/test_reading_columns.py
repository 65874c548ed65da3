"""Headers and columns of strange tables: how deep a header is, which field a column has."""

import pytest

from tests.plans.workbook.readings import (
    codes,
    due,
    fields,
    outline,
    plain_rows,
    printed_and_read_again,
    rows_of,
    texts,
)
from tests.workbooks import AREAS

TEXT_HEAD = ["NO", "RENCANA AKSI", "DATA DUKUNG", "TARGET WAKTU", "PIC"]


def test_rows_that_cells_of_the_header_cover_are_header_and_its_columns_stay_apart(read):
    head = ["Nomor", "Area", "Langkah Aksi", "Target per Triwulan", None, None, None, "Pelaksana"]
    rows = [head, [None, None, None, "I", "II", "III", "IV"]]
    rows += [[1, AREAS[0], "Menyusun jadwal", "1 Draf", None, "1 Naskah", None, "Tim A"]]
    rows += [[2, AREAS[1], "Menata arsip", None, "3 Rak", None, "5 Rak", "Tim B"]]
    reading = read(rows, merges=["D1:G1", "A1:A2", "B1:B2", "C1:C2", "H1:H2"])
    assert fields(reading) == ["number", "area", "action", "quarters", "responsible"]
    assert [row.tick_notes for row in rows_of(reading)] == [{1: "1 Draf", 3: "1 Naskah"}, {2: "3 Rak", 4: "5 Rak"}]
    assert due(reading) == [["03-31", "09-30"], ["06-30", "12-31"]]


def test_a_header_may_have_three_levels(read):
    rows = [["NO", "KEGIATAN", "JADWAL", *[None] * 5, "PIC"], [None, None, "TW I", None, None, "TW II"]]
    rows += [[None, None, "JAN", "FEB", "MAR", "APR", "MEI", "JUN"], ["I", AREAS[0]]]
    rows += [[1, "Rapat", None, "v", None, None, None, "v", "Tim"]]
    reading = read(rows, merges=["A1:A3", "B1:B3", "C1:H1", "C2:E2", "F2:H2", "I1:I3"])
    assert due(reading) == [["02-28", "06-30"]]


def test_a_number_below_a_group_is_neither_the_group_nor_the_action(read):
    rows = [["KOMPONEN", None, "LANGKAH AKSI", None, "BUKTI FISIK", "WAKTU"], ["NO.", "NAMA", "NOMOR", "KEGIATAN"]]
    rows += [
        ["I", AREAS[0]],
        [1, "Tim inti", 1, "Rapat", "Notula", "Januari"],
        [None, None, 2, "Lapor", "Naskah", "Mei"],
    ]
    reading = read(rows, merges=["A1:B1", "C1:D1", "E1:E2", "F1:F2"])
    assert fields(reading) == ["number", "aspect", "extra:LANGKAH AKSI NOMOR", "action", "evidence", "time"]
    assert outline(reading) == [("I", AREAS[0], 1, [("1", "Tim inti")], 2)]
    assert texts(reading, "action") == ["Rapat", "Lapor"]


def test_the_column_that_holds_the_official_areas_is_the_area_whatever_its_heading(read):
    rows = [["NO", "SASARAN", "AREA", "KEGIATAN", "OUTPUT", "WAKTU"]]
    rows += [[n + 1, AREAS[n], f"Bidang {n}", f"Rapat {n}", "Notula", "Mei 2026"] for n in range(4)]
    reading = read(rows)
    assert fields(reading)[1:4] == ["area", "aspect", "action"]
    assert [area.component for area in reading.tree.areas] == [1, 2, 3, 4]


def test_teams_named_after_the_areas_stay_responsible(read):
    rows = [["NO", "KEGIATAN", "OUTPUT", "WAKTU", "PENANGGUNG JAWAB"], ["I", AREAS[0]]]
    rows += [[n + 1, f"Rapat {n}", "Notula", "Mei 2026", AREAS[n]] for n in range(3)]
    assert fields(read(rows))[-1] == "responsible"


def test_a_target_that_holds_times_is_the_time(read):
    rows = [
        ["NO", "KEGIATAN", "OUTPUT", "TARGET", "PIC"],
        ["I", AREAS[0]],
        [1, "Rapat", "Notula", "Februari 2026", "Tim"],
    ]
    rows += [[2, "Lapor", "Naskah", "Per Semester", "Tim"]]
    assert due(read(rows)) == [["02-28"], ["06-30", "12-31"]]


def test_days_whose_year_has_two_digits_are_times(read):
    rows = [["NO", "KEGIATAN", "OUTPUT", "TARGET"], ["I", AREAS[0]]]
    rows += [
        [1, "Rapat", "Notula", "05/01/26"],
        [2, "Menyusun SK", "SK", "28-Feb-26"],
        [3, "Lapor", "Laporan", "Mar 26"],
    ]
    reading = read(rows)
    assert fields(reading)[3] == "time" and due(reading) == [["01-05"], ["02-28"], ["03-31"]]


@pytest.mark.parametrize("heading", ["TARGET", "JUMLAH", "VOLUME"])
def test_a_target_that_holds_quantities_stays_the_target(read, heading):
    rows = [["NO", "KEGIATAN", heading, "WAKTU", "PIC"], ["I", AREAS[0]], [1, "Rapat", "2 Notula", "Mei 2026", "Tim"]]
    rows += [[2, "Lapor", "100%", "Per Triwulan", "Tim"]]
    assert fields(read(rows)) == ["number", "action", "target", "time", "responsible"]


def test_a_weak_heading_that_the_cells_contradict_is_offered_not_taken(read):
    rows = [["NO", "KEGIATAN", "BUKTI", "TAHUN", "PIC"], ["I", AREAS[0]]]
    rows += [[n, f"Rapat {n}", "Notula", "sudah lengkap", "Tim"] for n in (1, 2, 3)]
    reading = read(rows)
    assert fields(reading)[3] == "extra:TAHUN"
    issue = next(issue for issue in reading.issues if issue.code == "weak_heading")
    assert (issue.severity, issue.column) == ("warning", "D") and "mungkin berisi target waktu" in issue.message
    assert "unknown_column" not in codes(reading)
    assert fields(read(rows, mapping={"D": "time"}))[3] == "time"


LKE = [
    ["Penilaian", *[None] * 5, "Bobot", "Rencana Aksi", "Data Dukung", "Target Waktu"],
    ["A.", "PENGUNGKIT", *[None] * 4, 60],
    [None, "I.", "PEMENUHAN"],
    [None, None, "1.", "Manajemen Perubahan", None, None, 4],
    [None, None, None, "i.", "Tim Kerja", None, 0.5],
    [None, None, None, None, "a.", "Tim ada", None, "Rapat", "Notula", "Januari"],
    [None, None, None, None, "b.", "Anggota dipilih", None, "Seleksi", "Naskah", "Mei"],
    [None, None, None, "ii.", "Rencana"],
    [None, None, None, None, "a.", "Rencana ada", None, "Menyusun", "Rencana", "Juni"],
    [None, "II.", "REFORM"],
    [None, None, "1.", "Manajemen Perubahan"],
    [None, None, None, "i.", "Komitmen"],
    [None, None, None, None, "a.", "Agen bekerja", None, "Lapor", "Laporan", "Desember"],
]


def test_an_outline_in_narrow_columns_gives_areas_aspects_and_indicators(read):
    reading = read(LKE, merges=["A1:F1"])
    assert outline(reading) == [
        ("1.", "Manajemen Perubahan", 1, [("i.", "Tim Kerja"), ("ii.", "Rencana")], 3),
        ("1.", "Manajemen Perubahan (Reform)", 1, [("i.", "Komitmen")], 1),
    ]
    assert [area.continued for area in reading.tree.areas] == [False, True]
    assert texts(reading, "indicator") == ["a. Tim ada", "b. Anggota dipilih", "a. Rencana ada", "a. Agen bekerja"]
    assert {"section_row", "beside_titles"} <= codes(reading)


def test_an_outline_printed_by_the_portal_is_read_again(read):
    reading = read(LKE, merges=["A1:F1"])
    again = printed_and_read_again(reading)
    assert outline(again) == outline(reading) and plain_rows(again) == plain_rows(reading)


def test_parts_of_the_evaluation_sheet_above_areas_are_no_areas_and_inside_an_area_are_headings(read):
    head = ["NO", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "WAKTU"]
    step = [1, "Tim", "Rapat", "Notula", "Mei"]
    above = [head, ["A.", "PENGUNGKIT"], ["I", AREAS[0]], step, ["II", AREAS[1]], step, ["B.", "HASIL"]]
    assert [area[1] for area in outline(read(above))] == list(AREAS[:2])
    inside = [head, ["I", AREAS[0]], ["A.", "PEMENUHAN"], step, ["B.", "REFORM"], step]
    assert [title for _, title in outline(read(inside))[0][3]] == ["PEMENUHAN", "Tim", "REFORM", "Tim"]


def test_what_is_odd_about_the_whole_plan_is_said_once(read):
    rows = [TEXT_HEAD, *[line for n in range(14) for line in ([f"{n + 1}", f"Bidang {n}"], [1, "Rapat", "Foto", "-"])]]
    reading = read(rows, merges=[f"B{n}:E{n}" for n in range(2, 30, 2)])
    said = [issue.code for issue in reading.issues]
    assert {"no_due_date", "areas_unmapped", "areas_many"} <= set(said) and len(said) == len(set(said))


def test_times_of_another_year_are_said_with_their_rows(read):
    rows = [TEXT_HEAD, ["I", AREAS[0]], [1, "Rapat", "Foto", "Maret 2024", "Tim"], [2, "Lapor", "Foto", "Mei", "Tim"]]
    rows += [[3, "Rapat", "Foto", "November 2026 s.d. Februari 2027", "Tim"], [4, "Rapat", "Foto", "Mei 2024", "Tim"]]
    messages = [issue.message for issue in read(rows).issues if issue.code == "time_other_year"]
    assert len(messages) == 1 and "2 waktu menyebut tahun 2024 (baris 3, 6)" in messages[0]


def test_a_lone_number_leads_the_numbers_that_continue_it(read):
    rows = [["NO", "URAIAN", "LANGKAH AKSI", "BUKTI", "WAKTU"], ["1", AREAS[0]], ["1.1", "Tim"]]
    rows += [["1.1.1", "Tim ada", "Rapat", "Foto", "Mei"], ["1.1.2", "Tugas ada", "Lapor", "Foto", "Juni"]]
    rows += [["1.2", "Rencana"], ["1.2.1", "Rencana ada", "Menyusun", "Foto", "Mei"]]
    reading = read(rows)
    assert outline(reading) == [("1", AREAS[0], 1, [("1.1", "Tim"), ("1.2", "Rencana")], 3)]
    assert outline(printed_and_read_again(reading)) == outline(reading)


def test_rows_with_nothing_but_their_number_are_left_out_and_told(read):
    rows = [TEXT_HEAD, ["I", AREAS[0]], [1, "Rapat", "Foto", "Mei", "Tim"], [2], [3, "Lapor", "Foto", "Mei", "Tim"]]
    reading = read(rows)
    assert texts(reading, "action") == ["Rapat", "Lapor"]
    assert [issue.row for issue in reading.issues if issue.code == "only_number"] == [4]


def test_labels_and_titles_of_an_outline_may_share_a_cell(read):
    rows = [["KOMPONEN PENILAIAN", *[None] * 4, "RENCANA AKSI", "BUKTI", "WAKTU"], ["A. PENGUNGKIT"]]
    rows += [[None, "I. PEMENUHAN"], [None, None, f"1. {AREAS[0]}"], [None, None, None, "i. Tim"]]
    rows += [
        [None] * 4 + ["a. Tim ada", "Rapat", "Foto", "Mei"],
        [None] * 4 + ["b. Tugas ada", "Lapor", "Foto", "Juni"],
    ]
    reading = read(rows, merges=["A1:E1", "A2:E2", "B3:E3"])
    assert outline(reading) == [("1.", AREAS[0], 1, [("i.", "Tim")], 2)]
    assert texts(reading, "indicator") == ["a. Tim ada", "b. Tugas ada"]


def test_an_outline_without_labels_is_known_by_the_official_areas(read):
    rows = [["KOMPONEN / ASPEK / INDIKATOR", None, None, "RENCANA AKSI", "BUKTI", "WAKTU"], [AREAS[0]], [None, "Tim"]]
    rows += [[None, None, "Tim ada", "Rapat", "Foto", "Mei"], [AREAS[1]], [None, "Prosedur"]]
    rows += [[None, None, "Prosedur ada", "Menyusun", "Naskah", "Mei"]]
    reading = read(rows, merges=["A1:C1", "A2:C2", "B3:C3", "A5:C5", "B6:C6"])
    assert outline(reading) == [("", AREAS[0], 1, [("", "Tim")], 1), ("", AREAS[1], 2, [("", "Prosedur")], 1)]
