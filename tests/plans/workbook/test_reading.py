"""Strange tables in made-up sheets: what is understood, what is kept, what is said."""

from datetime import date

import pytest

from plans.plan.tree_json import counts
from plans.workbook.reading import headings
from plans.workbook.reading.words import component_of, split_label
from tests.plans.workbook.readings import codes, fields, rows_of
from tests.workbooks import AREAS, BAND_HEAD, ROMANS, band_rows

MONTHS = ["JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGU", "SEP", "OKT", "NOV", "DES"]
QUARTER_HEAD = ["NO", "AREA", "KEGIATAN", "OUTPUT", "TW I", "TW II", "TW III", "TW IV", "PIC"]


def band(*rows, head=BAND_HEAD):
    """A band table with one area and these rows."""
    return [list(head), ["I", AREAS[0]], *rows]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["PROGRAM KEGIATAN", "KEGIATAN", "SUB KEGIATAN"], ["area", "aspect", "action"]),
        (["KOMPONEN", "KEGIATAN"], ["aspect", "action"]),
        (["KOMPENEN", "LANGKAH  AKSI"], ["aspect", "action"]),
        (["No.", "PILAR", "SUB PILAR", "RENCANA AKSI"], ["number", "area", "aspect", "action"]),
        (["INDIKATOR KINERJA", "OUTPUT", "PENANGGUNGJAWAB"], ["indicator", "evidence", "responsible"]),
        (["KOMPONEN", "SUB KOMPONEN", "URAIAN"], ["area", "aspect", "action"]),
        (["TARGET", "WAKTU", "% REALISASI", "KET."], ["target", "time", "realisation", "note"]),
        (["NAMA", "JABATAN"], ["", ""]),
    ],
)
def test_headings_are_judged_together(printed, expected):
    assert headings.assign([headings.candidates(heading) for heading in printed])[0] == expected


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("MANAJEMEN PERUBAHAN (lanjutan)", 1),
        ("Penataan Tatalaksana", 2),
        ("Penataan Sistem Manajemen SDM dan Aparatur", 3),
        ("Penataan Sistem Manajemen Sumber Daya Manusia", 3),
        ("AREA IV : PENGUATAN AKUNTABILITAS", 4),
        ("Penguatan Pengawsan", 5),
        ("Penata Organisasi/Kelembagaan", None),
        ("Pembangunan unit kerja", None),
    ],
)
def test_areas_are_mapped_to_the_six_by_title(title, number):
    assert component_of(title) == number


@pytest.mark.parametrize(
    ("text", "label"),
    [("1. Tim", "1."), ("IV Penataan", "IV"), ("a) Rapat", "a)"), ("2.1 Rapat", "2.1"), ("Tim", ""), ("1.Tim", "")],
)
def test_labels_are_split_only_where_they_print_back(text, label):
    assert split_label(text)[0] == label


def test_quarters_beside_a_merged_area_and_amounts_are_read(read):
    head = [*QUARTER_HEAD[:8], "ANGGARAN"]
    rows = [head, [1, AREAS[0], "Rapat", "Notula", "√", None, "√", None, 5_000_000], [None, None, None, "Foto"]]
    rows += [[2, AREAS[4], "Lapor", "Laporan", None, None, None, "√"]]
    reading = read(rows, merges=["A2:A3", "B2:B3", "C2:C3"])
    assert counts(reading.tree) | {"rows": 3} == counts(reading.tree)
    assert [row.ticks for row in rows_of(reading)] == [[1, 3], [], [4]]
    assert rows_of(reading)[0].texts["note"] == "5000000"
    assert rows_of(reading)[1].continues == {"action"}
    assert reading.spec.area_style == "column" and reading.spec.schedule == "quarters"


def test_ticks_of_any_sign_and_spaces_that_do_not_break_are_read(read):
    marks = ["x", "✓", "1", 1, "V", "●", "-", None, " √ ", "ya", 0, "X"]
    rows = band(
        [1, "Tim\u00a0Kerja\u00a0", "Ukuran", "\u00a0Rapat", "Foto", *marks],
        head=[*BAND_HEAD[:5], *MONTHS],
    )
    reading = read(rows)
    assert rows_of(reading)[0].ticks == [1, 2, 3, 4, 5, 6, 9, 10, 12]
    assert reading.tree.areas[0].aspects[0].title == "Tim Kerja"
    assert rows_of(reading)[0].texts["action"] == "Rapat"


def test_text_in_a_tick_cell_is_planned_and_kept_with_a_warning_that_names_the_cell(read):
    reading = read(band([1, "Tim", "Ukuran", "Rapat", "Foto", "x", "minggu ke-2", "x"], head=[*BAND_HEAD[:5], *MONTHS]))
    assert rows_of(reading)[0].tick_notes == {2: "minggu ke-2"} and rows_of(reading)[0].ticks == [1, 2, 3]
    issue = next(issue for issue in reading.issues if issue.code == "text_in_tick_cell")
    assert (issue.row, issue.column, issue.severity) == (3, "G", "warning")
    assert 'Lembar "Lembar1", baris 3, kolom G' in issue.message


def test_a_merged_tick_covers_its_months(read):
    rows = band([1, "Tim", "Ukuran", "Rapat", "Foto", "√", None, None, "√"], head=[*BAND_HEAD[:5], *MONTHS])
    assert rows_of(read(rows, merges=["F3:H3"]))[0].ticks == [1, 2, 3, 4]


@pytest.mark.parametrize("sub", [list(range(1, 13)), MONTHS, [f"Bulan {n}" for n in range(1, 13)]])
def test_a_header_of_two_levels_gives_the_months(read, sub):
    head = ["NO", "KOMPONEN", "LANGKAH AKSI", "PELAKSANAAN (BULAN)", *[None] * 11, "KET"]
    rows = [head, [None, None, None, *sub], ["I", AREAS[0]], [1, "Tim", "Rapat", None, "v", *[None] * 10, "lihat"]]
    reading = read(rows, merges=["D1:O1", "A1:A2", "B1:B2", "C1:C2", "P1:P2"])
    assert fields(reading) == ["number", "aspect", "action", "months", "note"]
    assert rows_of(reading)[0].ticks == [2] and rows_of(reading)[0].texts["note"] == "lihat"


def test_weeks_under_months_count_for_their_month(read):
    head = ["NO", "KEGIATAN", "JANUARI", None, None, None, "FEBRUARI", None, None, None]
    rows = [head, [None, None, *[1, 2, 3, 4] * 2], ["I", AREAS[0]], [1, "Rapat", None, "x", "x", None, None, None, "x"]]
    reading = read(rows, merges=["C1:F1", "G1:J1", "A1:A2", "B1:B2"])
    assert rows_of(reading)[0].ticks == [1, 2]


def test_targets_per_quarter_are_planned_and_what_was_reached_is_a_remark(read):
    head = ["NO", "RENCANA AKSI", "OUTPUT", "TARGET", None, None, None, "REALISASI"]
    sub = [None, None, None, *["TW I", "TW II", "TW III", "TW IV"] * 2]
    reading = read(
        [head, sub, ["I", AREAS[0]], [1, "Rapat", "Foto", "25%", "50%", None, None, "10%"]], merges=["D1:G1", "H1:K1"]
    )
    assert reading.spec.schedule == "quarters" and rows_of(reading)[0].ticks == [1, 2]
    assert rows_of(reading)[0].tick_notes == {1: "25%", 2: "50%"}
    assert rows_of(reading)[0].extra["REALISASI TW I"] == "10%"


def test_repeated_headers_number_rows_totals_and_spacers_are_skipped(read):
    numbers = [f"({n})" for n in range(1, 8)]
    later_row = [1, "Dokumen", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 (satu) Laporan"]
    rows = [["RENCANA AKSI"], [], BAND_HEAD, numbers, *band_rows(areas=1)[1:], [], BAND_HEAD, numbers]
    rows += [["I", f"{AREAS[0]} (lanjutan)"], later_row, ["JUMLAH", None, None, None, None, None, 3]]
    reading = read(rows)
    assert counts(reading.tree)["rows"] == 3 and counts(reading.tree)["areas"] == 1
    assert [area.continued for area in reading.tree.areas] == [False, True]
    assert {"repeated_header", "number_row", "total_row"} <= codes(reading)
    assert reading.spec.number_row == "paren" and reading.tree.title == "RENCANA AKSI"


def test_signatures_right_below_the_table_are_no_rows(read):
    signed = [["Mengetahui,", None, None, None, "Jernih, 5 Januari 2026"], ["Ketua", None, None, None, "Sekretaris"]]
    reading = read([*band_rows(), *signed, [], ["BUDI", None, None, None, "WATI"]])
    assert counts(reading.tree)["rows"] == 4
    assert [issue.row for issue in reading.issues if issue.code == "below_table"] == [8]


def test_a_last_row_that_speaks_of_the_chairman_stays(read):
    rows = [*band_rows(), [2, "Ketua tim", "Sekretaris hadir", "Ketua memimpin rapat", "Foto", "Mei 2026", "1 Foto"]]
    assert counts(read(rows).tree)["rows"] == 5


def test_a_blank_action_continues_unless_something_left_of_it_is_filled(read):
    first = [1, "Tim", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto"]
    rows = band(first, [None, None, None, None, "Notula"], [None, None, "Ukuran dua", None, "Foto"])
    read_rows = rows_of(read(rows))
    assert read_rows[1].continues == {"indicator", "action"}
    assert read_rows[2].continues == set() and not read_rows[2].texts["action"]


def test_a_blank_evidence_is_never_carried_down(read):
    first = [1, "Tim", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto"]
    read_rows = rows_of(read(band(first, [None, None, None, "Rapat dua"])))
    assert read_rows[1].continues == {"indicator"} and not read_rows[1].texts["evidence"]


@pytest.mark.parametrize("mark", ['"', "sda", "s.d.a.", "idem", "''"])
def test_ditto_marks_continue_any_cell(read, mark):
    first = [1, "Tim", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto"]
    read_rows = rows_of(read(band(first, [None, mark, mark, "Rapat dua", mark, mark, "1 Foto"])))
    assert read_rows[1].continues == {"indicator", "evidence", "time"}


def test_a_run_ends_at_an_area_band(read):
    head = ["NO", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "PENANGGUNG JAWAB"]
    rows = [head, [ROMANS[0], AREAS[0]], [1, "A", "Rapat", "Foto", "Tim 1"], [2, "B", "Lapor", "Foto"]]
    rows += [[ROMANS[1], AREAS[1]], [1, "C", "Susun", "SOP"]]
    read_rows = rows_of(read(rows, merges=["E3:E6"]))
    assert read_rows[1].continues == {"responsible"}
    assert read_rows[2].continues == set() and read_rows[2].texts["responsible"] == "Tim 1"


def test_heading_aspects_hold_unnumbered_children(read):
    first = [None, "Anak", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto"]
    reading = read(band([1, "Induk"], first, [2, "Lain", *first[2:]]), merges=["B3:G3"])
    area = reading.tree.areas[0]
    assert [(aspect.label, aspect.heading) for aspect in area.aspects] == [("1", True), ("2", False)]
    assert [child.title for child in area.aspects[0].aspects] == ["Anak"]


def test_areas_on_rows_of_their_own_are_bands_even_in_an_area_column(read):
    rows = [
        QUARTER_HEAD,
        ["A", AREAS[0]],
        [1, None, "Rapat", "Foto", "v"],
        ["B", "Inovasi"],
        [1, None, "Lomba", "Foto"],
    ]
    reading = read(rows)
    assert [(area.label, area.title, area.component) for area in reading.tree.areas] == [
        ("A", AREAS[0], 1),
        ("B", "Inovasi", None),
    ]
    assert reading.spec.area_style == "band" and counts(reading.tree)["rows"] == 2


def test_areas_repeated_on_each_row_are_one_area(read):
    rows = [["No", "Area", "Kegiatan", "Bukti", "Jadwal"]]
    rows += [[n, AREAS[n // 3], f"Kegiatan {n}", "Foto", "Mei"] for n in range(6)]
    reading = read(rows)
    assert counts(reading.tree)["areas"] == 2 and reading.spec.numbers == "row"
    assert [row.texts["number"] for row in rows_of(reading)] == ["0", "1", "2", "3", "4", "5"]


def test_a_component_column_that_holds_the_six_areas_is_the_area(read):
    rows = [["NO", "KOMPONEN", "KEGIATAN", "OUTPUT"]]
    rows += [[n + 1, area, "Rapat", "Foto"] for n, area in enumerate(AREAS)]
    assert fields(read(rows)) == ["number", "area", "action", "evidence"]


def test_the_title_of_an_area_above_its_own_header_opens_it(read):
    head = ["NO", "KEGIATAN", "OUTPUT", "WAKTU"]
    rows = [["RENCANA AKSI"], [], [f"AREA I : {AREAS[0]}"], head, [1, "Rapat", "Foto", "Mei"], []]
    rows += [[f"AREA II : {AREAS[1]}"], head, [1, "Susun", "SOP", "Mei"]]
    reading = read(rows, merges=["A1:D1", "A3:D3", "A7:D7"])
    assert [area.component for area in reading.tree.areas] == [1, 2] and reading.tree.title == "RENCANA AKSI"


def test_unknown_and_unheaded_columns_are_kept_as_remarks(read):
    head = [*BAND_HEAD, "SUMBER DANA"]
    reading = read(band([1, "Tim", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto", "DIPA", "lepas"], head=head))
    assert rows_of(reading)[0].extra == {"SUMBER DANA": "DIPA", "Kolom I": "lepas"}
    assert {"unknown_column", "column_without_heading"} <= codes(reading)


def test_a_hidden_column_is_left_out_with_a_warning_unless_it_is_needed(read):
    head = ["KODE", *BAND_HEAD]
    rows = [head, [None, "I", AREAS[0]], ["k1", 1, "Tim", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto"]]
    reading = read(rows, hidden=["A", "F"])
    assert "extra:KODE" not in fields(reading) and "evidence" in fields(reading)
    assert {"hidden_column", "hidden_column_kept"} <= codes(reading)


@pytest.mark.case("B6")
def test_dates_percents_and_whole_numbers_are_read_as_printed(read):
    rows = band([1.0, "Tim", "Ukuran", "Rapat", 2.5, date(2025, 10, 1), 0.75])
    row = rows_of(read(rows, formats={"F3": "mmmm yyyy", "G3": "0%"}))[0]
    assert (row.texts["time"], row.texts["target"], row.texts["evidence"]) == ("Oktober 2025", "75%", "2,5")


@pytest.mark.case("B6")
def test_formulas_are_said_and_those_without_result_warned_about(read):
    reading = read(band([1, "Tim", "Ukuran", "Rapat", "=1+1", "Mei 2026", "1 Foto"]))
    issue = next(issue for issue in reading.issues if issue.code == "formula_without_value")
    assert (issue.row, issue.column) == (3, "E")


@pytest.mark.case("B6")
def test_unreadable_times_and_odd_targets_warn(read):
    rows = band(
        [1, "Tim", "Ukuran", "Rapat", "Foto", "kalau sempat", "1 Foto"],
        [2, "Dua", "Ukuran", "Rapat", "Foto", "Setiap Bulan", "1 (satu) Laporan"],
    )
    reading = read(rows)
    assert {(issue.code, issue.row) for issue in reading.issues} >= {("time_unreadable", 3), ("target_disagrees", 4)}


def test_sentences_below_a_time_stay_in_the_cell_and_are_told(read):
    time = "Mei 2026\n1. Tersedianya denah\n2. Papan terpasang"
    reading = read(band([1, "Tim", "Ukuran", "Rapat", "Foto", time, "1 Foto"]))
    assert [row.texts["time"] for row in reading.tree.rows()] == [time]
    assert [(issue.severity, issue.row) for issue in reading.issues if issue.code == "time_with_prose"] == [("info", 3)]


def test_a_row_that_is_timed_but_says_no_action_warns(read):
    reading = read(band([1, "Tim", "Ukuran", None, "Foto", "Mei 2026", "1 Foto"]))
    assert [(issue.row, issue.column) for issue in reading.issues if issue.code == "missing_action"] == [(3, "D")]


def test_a_cell_that_is_too_long_refuses(read):
    reading = read(band([1, "Tim", "Ukuran", "a" * 5001, "Foto", "Mei 2026", "1 Foto"]))
    assert reading.refused and "cell_too_long" in codes(reading)


def test_a_header_without_rows_refuses(read):
    reading = read([BAND_HEAD])
    assert reading.refused and codes(reading) == {"no_rows"}


@pytest.mark.parametrize("rows", [[["halo"]], [["NO", "NAMA", "JABATAN"], [1, "Budi", "Ketua"]], [[1, 2], [3, 4]]])
def test_other_tables_are_no_plan(read, rows):
    assert read(rows) is None


def test_a_user_may_give_a_column_another_field(read):
    rows = band([1, "Tim", "Ukuran", "Rapat", "Foto", "Mei 2026", "1 Foto"])
    reading = read(rows, mapping={"E": "note", "G": "", "C": "extra"})
    assert fields(reading) == ["number", "aspect", "extra:INDIKATOR", "action", "note", "time"]
    assert "column_left_out" in codes(reading)


@pytest.mark.parametrize(("mapping", "code"), [({"C": "action"}, "mapping_twice"), ({"C": "gaji"}, "bad_mapping")])
def test_an_impossible_mapping_refuses(read, mapping, code):
    assert code in codes(read(band_rows(), mapping=mapping))


def test_the_suggested_mapping_given_back_reads_the_same(read):
    rows = [QUARTER_HEAD, [1, AREAS[0], "Rapat", "Foto", "v", None, None, "v", "Tim"]]
    first = read(rows)
    again = read(rows, mapping={column["column"]: column["field"] for column in first.mapping})
    assert again.spec == first.spec and counts(again.tree) == counts(first.tree)
