"""Workbooks written from a Grid: cells, merges, print settings, and that nothing in them is a formula."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.grid.xlsx_writer import clean, sheet_name, write_workbook

HEAD = [[Cell("NO", kind="head"), Cell("AKSI", kind="head")], [Cell("1", kind="number"), Cell("(2)", kind="number")]]


def written(rows, head=0, **options):
    """The sheet as another program reads it."""
    buffer = BytesIO()
    write_workbook(Grid(rows, head, [1.0, 3.0]), buffer, **options)
    return load_workbook(buffer).active


@pytest.mark.case("B1")
@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62811", "-1", "@SUM(A1)", "\t=1", "＝1+1", "=cmd|'/c calc'!A1", "#N/A", "0012", "198001012006041001"],
)
def test_a_text_stays_a_text_whatever_it_begins_with(text):
    cell = written([[Cell(text), Cell("x")]])["A1"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


@pytest.mark.case("B1", "B2")
@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
def test_any_text_is_written_and_none_is_a_formula(texts):
    sheet = written([[Cell(text), Cell(text)] for text in texts], title_lines=texts[:2])
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [sheet.cell(row, 2).value or "" for row in range(len(texts[:2]) + 2, sheet.max_row + 1)][: len(texts)] == [
        clean(text) for text in texts
    ]


@pytest.mark.case("B1")
def test_no_formula_is_in_the_file_itself():
    buffer = BytesIO()
    write_workbook(Grid([[Cell('=HYPERLINK("http://x")')]]), buffer)
    assert b"<f>" not in zipfile.ZipFile(buffer).read("xl/worksheets/sheet1.xml")


@pytest.mark.case("B2")
def test_control_characters_are_left_out_and_line_ends_kept():
    assert clean("a\x00b\x0bc\x1f\ud800d\r\ne\rf\tg") == "abcd\ne\nf\tg"
    assert written([[Cell("satu\x07\ndua"), Cell("")]])["A1"].value == "satu\ndua"


def test_spans_become_merged_cells():
    rows = [
        [Cell("I AREA", col_span=2, kind="band"), COVERED],
        [Cell("run", row_span=2), Cell("a")],
        [COVERED, Cell("b")],
    ]
    sheet = written(rows)
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:B1", "A2:A3"}
    assert sheet["A3"].border.left.style == "thin"


def test_titles_stand_merged_above_the_table():
    sheet = written([*HEAD, [Cell("1"), Cell("x")]], head=2, title_lines=["JUDUL", "TAHUN 2026"])
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value, sheet["A4"].value] == [
        "JUDUL",
        "TAHUN 2026",
        None,
        "NO",
    ]
    assert "A1:B1" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_whole_numbers_of_the_number_row_are_numbers():
    sheet = written([*HEAD, [Cell("1"), Cell("x")]], head=2)
    assert (sheet["A2"].value, sheet["B2"].value, sheet["A3"].value) == (1, "(2)", "1")


def test_the_header_is_frozen_and_repeated_on_a_landscape_page():
    sheet = written([*HEAD, [Cell("1"), Cell("x")]], head=2, title_lines=["JUDUL"])
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$3:$4")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet["B3"].alignment.wrap_text and sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width


def test_the_last_row_of_a_run_takes_the_height_that_its_text_needs():
    sheet = written([[Cell("kata " * 200, row_span=2), Cell("a")], [COVERED, Cell("b")]])
    heights = [sheet.row_dimensions[row].height for row in (1, 2)]
    assert heights[0] < 20 and heights[1] > 100


@pytest.mark.case("B4")
@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Rencana Aksi", "Rencana Aksi"),
        ("a/b:c*[d]?", "a b c  d"),
        ("x" * 40, "x" * 31),
        ("'", "Lembar"),
        ("", "Lembar"),
    ],
)
def test_sheet_names_are_such_as_excel_takes(given_name, name):
    assert sheet_name(given_name) == name
    assert written([[Cell("x"), Cell("y")]], sheet=given_name).title == name


def test_an_empty_grid_is_an_empty_sheet():
    assert written([], title_lines=["JUDUL"])["A1"].value == "JUDUL"
