"""The schedule of strange tables: periods with quantities, several years, beginning and end, units, colours."""

from dataclasses import replace
from datetime import date

import pytest

from plans.workbook.reading import read_sheet
from plans.workbook.reading.periods import period_of
from tests.plans.workbook.readings import codes, due, fields, plain_rows, printed_and_read_again, rows_of, texts
from tests.workbooks import AREAS
from zi_portal.lib.grid.model import Cell, Grid

BAND = ["I", AREAS[0]]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["B03"], ("months", 3, 0)),
        (["JADWAL", "Bulan ke-7"], ("months", 7, 0)),
        (["Jan-26"], ("months", 1, 2026)),
        (["Oktober 2025"], ("months", 10, 2025)),
        (["1 Mei 2026"], ("months", 5, 2026)),
        (["2025", "TW III"], ("quarters", 3, 2025)),
        (["Triwulan 4 Tahun 2025"], ("quarters", 4, 2025)),
        (["Triwulan Kedua"], ("quarters", 2, 0)),
        (["TW II", "5"], ("months", 5, 0)),
        (["TARGET 2026", "Semester II"], ("semesters", 2, 2026)),
    ],
)
def test_headings_name_periods(path, expected):
    period = period_of(path)
    assert (period.kind, period.number, period.year) == expected


def months_table(*rows):
    """Rows of a table with the months B03, B06, B09 and B12 under one heading."""
    return [
        ["NO", "RENCANA AKSI", "OUTPUT", "TARGET", None, None, None, "PJ"],
        [*[None] * 3, "B03", "B06", "B09", "B12"],
    ] + [
        BAND,
        *rows,
    ]


def test_periods_with_quantities_are_planned_and_keep_the_quantity(read):
    rows = months_table([1, "Rapat", "Foto", "100%"], [2, "Lapor", "Laporan", None, "2 Laporan", 0, 3, "Tim"])
    reading = read(rows, merges=["D1:G1", "A1:A2", "B1:B2", "C1:C2", "H1:H2"])
    assert due(reading) == [["03-31"], ["06-30", "12-31"]]
    assert [row.tick_notes for row in rows_of(reading)] == [{3: "100%"}, {6: "2 Laporan", 12: "3"}]
    assert plain_rows(printed_and_read_again(reading)) == plain_rows(reading)
    assert "quantity_in_tick_cell" in codes(reading)


def test_one_beside_other_figures_is_a_quantity_too(read):
    rows = months_table([1, "Rapat", "Foto", 1, 2], [2, "Lapor", "Laporan", None, 1])
    assert [row.tick_notes for row in rows_of(read(rows, merges=["D1:G1"]))] == [{3: "1", 6: "2"}, {6: "1"}]


def test_money_and_what_was_reached_per_quarter_are_no_schedule(read):
    sub = [None, None, None, *["TW I", "TW II", "TW III", "TW IV"] * 2]
    rows = [["NO", "RENCANA AKSI", "WAKTU", "ANGGARAN", None, None, None, "REALISASI"], sub, BAND]
    rows += [[1, "Rapat", "Mei 2026", 2_500_000, None, 1_000_000, None, "x"]]
    reading = read(rows, merges=["D1:G1", "H1:K1"])
    assert reading.spec.schedule == "text" and due(reading) == [["05-31"]]


def test_times_in_words_win_over_quantities_per_quarter(read):
    sub = [None, None, None, "TW I", "TW II", "TW III", "TW IV"]
    rows = [["NO", "RENCANA AKSI", "WAKTU", "TARGET"], sub, BAND, [1, "Rapat", "Mei 2026", "10%", "50%", "75%", "100%"]]
    reading = read(rows, merges=["D1:G1"])
    assert due(reading) == [["05-31"]] and rows_of(reading)[0].extra["TARGET TW II"] == "50%"


def test_many_texts_in_a_grid_are_said_once(read):
    rows = months_table(*[[n, f"Rapat {n}", "Foto", "pekan awal", "pekan akhir"] for n in range(1, 5)])
    reading = read(rows, merges=["D1:G1"])
    said = [issue for issue in reading.issues if issue.code == "text_in_tick_cell"]
    assert len(said) == 1 and said[0].severity == "warning" and "8 sel" in said[0].message


def test_a_grid_over_two_years_becomes_a_list_of_periods_with_their_years(read):
    rows = [
        ["NO", "KEGIATAN", "OUTPUT", "2025", None, "2026", None, "PIC"],
        [None, None, None, "TW III", "TW IV", "TW I", "TW II"],
    ]
    rows += [
        BAND,
        [1, "Rapat", "SK", "v", None, "v", None, "Tim"],
        [2, "Lapor", "Lap", None, "2 (dua) Naskah", None, "v"],
    ]
    reading = read(rows, merges=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:H2"])
    assert texts(reading, "time") == [
        "Triwulan III 2025, Triwulan I 2026",
        "Triwulan IV 2025 (2 [dua] Naskah), Triwulan II 2026",
    ]
    assert due(reading) == [["2025-09-30", "03-31"], ["2025-12-31", "06-30"]]
    assert plain_rows(printed_and_read_again(reading)) == plain_rows(reading)


def test_semesters_as_columns_are_a_list(read):
    rows = [["NO", "KEGIATAN", "OUTPUT", "Semester I", "Semester II"], BAND, [1, "Rapat", "SK", "1 Lap", None]]
    rows += [[2, "Lapor", "SK", "v", "v"]]
    assert due(read(rows)) == [["06-30"], ["06-30", "12-31"]]


def test_months_that_are_dates_are_months(read):
    rows = [
        ["NO", "KEGIATAN", "OUTPUT", *[date(2026, month, 1) for month in (1, 2, 3)]],
        BAND,
        [1, "Rapat", "SK", "v", None, "v"],
    ]
    reading = read(rows, formats={"D1": "mmm-yy", "E1": "mmmm yyyy", "F1": "mmm-yy"})
    assert due(reading) == [["01-31", "03-31"]]
    assert "grid_other_year" in codes(read(rows, year=2027))


@pytest.mark.parametrize(
    ("headings", "rows", "expected"),
    [
        (("Mulai", "Selesai"), [("Maret", "Desember"), ("Mei", "Mei")], ["Maret s.d. Desember", "Mei"]),
        (("Awal", "Akhir"), [("Jan 2026", "Mar 2026"), ("Mei", None)], ["Jan 2026 s.d. Mar 2026", "Mei"]),
        (("Dari", "Sampai"), [("1 Mei 2026", "9 Mei 2026"), ("Juli", "-")], ["1 Mei 2026 s.d. 9 Mei 2026", "Juli"]),
    ],
)
def test_beginning_and_end_are_one_time(read, headings, rows, expected):
    table = [["NO", "RENCANA AKSI", "OUTPUT", "WAKTU", None, "PIC"], [None, None, None, *headings], BAND]
    table += [[1, "Rapat", "SK", *pair, "Tim"] for pair in rows]
    reading = read(table, merges=["D1:E1"])
    assert fields(reading)[3] == "time" and texts(reading, "time") == expected
    assert "columns_joined" in codes(reading)
    assert plain_rows(printed_and_read_again(reading)) == plain_rows(reading)


def test_beginning_and_end_that_are_no_times_stay_apart(read):
    rows = [["NO", "RENCANA AKSI", "WAKTU", "AWAL", "AKHIR"], BAND, [1, "Rapat", "Mei", "kurang tertib", "tertib"]]
    assert fields(read(rows))[3:] == ["extra:AWAL", "extra:AKHIR"]


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("TRIWULAN", [2, "I, III"], [["06-30"], ["03-31", "09-30"]]),
        ("Waktu (Bulan)", [4, "3, 9"], [["04-30"], ["03-31", "09-30"]]),
        ("Semester", ["II", "I dan II"], [["12-31"], ["06-30", "12-31"]]),
    ],
)
def test_bare_numbers_take_the_unit_of_their_heading(read, heading, cells, expected):
    rows = [["NO", "KEGIATAN", "OUTPUT", heading, "PIC"], BAND, *[[1, "Rapat", "SK", cell, "Tim"] for cell in cells]]
    reading = read(rows)
    assert due(reading) == expected and "time_in_full" in codes(reading)


def coloured(rows, fills):
    """Grid of rows of texts; fills: {(row, column): six hex digits}."""
    cells = [[Cell(text, fill=fills.get((r, c), "")) for c, text in enumerate(row)] for r, row in enumerate(rows)]
    return Grid(cells, widths=[1.0] * len(rows[0]), name="Jadwal")


COLOUR_ROWS = [
    ["NO", "KEGIATAN", "OUTPUT", "JAN", "FEB", "MAR", "APR"],
    ["I", AREAS[0], "", "", "", "", ""],
    ["1", "Rapat", "Foto", "", "", "", ""],
    ["2", "Lapor", "Laporan", "", "", "", ""],
    ["", "", "", "", "", "", ""],
    ["", "", "Rencana", "", "", "", ""],
    ["", "", "Realisasi", "", "", "", ""],
]
GREEN, RED, GREY = "92D050", "FF0000", "D9D9D9"


def test_colours_are_marks_where_a_grid_has_no_sign_but_not_those_of_a_band():
    band = {(1, column): GREY for column in range(7)}
    reading = read_sheet(coloured(COLOUR_ROWS[:4], band | {(2, 3): GREEN, (3, 5): GREEN, (3, 6): GREEN}), year=2026)
    assert [row.ticks for row in rows_of(reading)] == [[1], [3, 4]] and len(reading.tree.areas) == 1
    issue = next(issue for issue in reading.issues if issue.code == "coloured_ticks")
    assert issue.severity == "warning" and "3 sel berwarna dibaca sebagai tanda. Periksa jadwalnya." in issue.message


def test_the_legend_says_which_colour_is_planned():
    fills = {(5, 1): GREEN, (6, 1): RED, (2, 3): GREEN, (2, 4): RED, (3, 5): GREEN}
    reading = read_sheet(coloured(COLOUR_ROWS, fills), year=2026)
    assert [row.ticks for row in rows_of(reading)] == [[1], [3]]
    issue = next(issue for issue in reading.issues if issue.code == "coloured_ticks")
    assert "“Rencana” dibaca (2 sel), “Realisasi” tidak dibaca (1 sel)" in issue.message


def test_colours_beside_signs_are_only_told():
    grid = coloured(COLOUR_ROWS[:4], {(3, 5): GREEN})
    grid.rows[2][3] = replace(grid.rows[2][3], text="√")
    reading = read_sheet(grid, year=2026)
    assert [row.ticks for row in rows_of(reading)] == [[1], []] and "coloured_without_tick" in codes(reading)


def test_a_single_grid_printed_with_texts_and_ticks_is_read_again(read):
    rows = months_table([1, "Rapat", "Foto", "v", "pekan awal"], [2, "Lapor", "Naskah", None, "v"])
    reading = read(rows, merges=["D1:G1"])
    assert plain_rows(printed_and_read_again(reading)) == plain_rows(reading)


@pytest.mark.parametrize("parts", [("Target", "Realisasi"), ("R", "C"), ("T", "R")])
def test_of_plan_and_outcome_below_each_quarter_only_the_plan_is_the_schedule(read, parts):
    head = ["NO", "KEGIATAN", "OUTPUT", "TW I", None, "TW II", None, "TW III", None, "TW IV"]
    rows = [head, [None, None, None, *parts * 4], BAND, [1, "Rapat", "SK", "v", "v", None, "v", "v"]]
    reading = read(rows, merges=["D1:E1", "F1:G1", "H1:I1", "J1:K1", "A1:A2", "B1:B2", "C1:C2"])
    assert due(reading) == [["03-31", "09-30"]]
    assert rows_of(reading)[0].extra[f"TW II {parts[1]}"] == "v"


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("JFMAMJJASOND", ["01-31", "03-31"]),
        (["Jan-Mar", "Apr-Jun", "Jul-Sep", "Okt-Des"], ["03-31", "09-30"]),
        (["JANUARY", "FEB", "MARCH", "APRIL", "MAY"], ["01-31", "03-31"]),
    ],
)
def test_headings_may_be_initials_ranges_or_english(read, headings, expected):
    blank = [None] * (len(headings) - 1)
    rows = [["NO", "KEGIATAN", "JADWAL", *blank], [None, None, *headings], BAND, [1, "Rapat", "v", None, "v"]]
    last = "CDEFGHIJKLMN"[len(headings) - 1]
    assert due(read(rows, merges=[f"C1:{last}1", "A1:A2", "B1:B2"])) == [expected]


def test_a_lone_mark_below_a_unit_is_no_roman_number(read):
    rows = [["NO", "KEGIATAN", "OUTPUT", "BULAN"], BAND, [1, "Rapat", "SK", "Mei"], [2, "Lapor", "SK", "V"]]
    reading = read(rows)
    assert due(reading) == [["05-31"], []] and "time_unreadable" in codes(reading)


def test_the_colour_of_the_grid_itself_is_no_mark():
    ground = {(row, column): GREY for row in (2, 3) for column in range(3, 7)}
    reading = read_sheet(coloured(COLOUR_ROWS[:4], ground | {(2, 3): GREEN, (3, 6): GREEN}), year=2026)
    assert [row.ticks for row in rows_of(reading)] == [[1], [4]]
    only_ground = read_sheet(coloured(COLOUR_ROWS[:4], ground), year=2026)
    assert {"no_due_date", "coloured_without_tick"} <= codes(only_ground)


def test_a_row_that_is_coloured_all_year_is_planned_all_year():
    reading = read_sheet(coloured(COLOUR_ROWS[:4], {(3, column): GREEN for column in range(3, 7)}), year=2026)
    assert [row.ticks for row in rows_of(reading)] == [[], [1, 2, 3, 4]]
