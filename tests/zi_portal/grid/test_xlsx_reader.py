"""Workbooks become grids: printed texts, merges, hidden parts, and never an exception of a library."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbooks import add_sheet, as_bytes, band_rows, new_book, one_sheet, save
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.xlsx_reader import clean, read_workbook, whole_workbook


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a_x000D_\r\nb", "a\nb"),
        ("baris satu  \nbaris dua ", "baris satu\nbaris dua"),
        ("\u200btanpa\u00adtanda\ufeff", "tanpatanda"),
        ("\uf0fc", "✓"),
        ("✔\ufe0f", "✔"),
        ("\x00a\x1bb", "ab"),
        ("a\u2003b", "a b"),
    ],
)
def test_odd_signs_are_cleaned_and_line_breaks_stay(raw, text):
    assert clean(raw) == text


def test_merges_give_spans_and_covered_cells(tmp_path):
    path = one_sheet(tmp_path / "a.xlsx", [["A", None, "C"], [None, None, "D"]], merges=["A1:B2"])
    grid = read_workbook(path)[0]
    assert (grid.rows[0][0].row_span, grid.rows[0][0].col_span) == (2, 2)
    assert [grid.text(1, column) for column in range(3)] == ["A", "A", "D"]


def test_hidden_columns_rows_and_sheets_are_told(tmp_path):
    book = new_book()
    sheet = add_sheet(book, [["a", "b"], ["c", "d"]], name="Tampak", hidden=["B"])
    sheet.row_dimensions[2].hidden = True
    add_sheet(book, [["rahasia"]], name="Simpanan").sheet_state = "hidden"
    path = save(book, tmp_path / "a.xlsx")
    workbook = whole_workbook(path)
    (grid,) = workbook.grids
    assert grid.name == "Tampak" and grid.hidden == {1} and grid.rows[1][0].note == "hidden"
    assert workbook.hidden == ["Simpanan"]


def test_formulas_are_noted(tmp_path):
    grid = read_workbook(one_sheet(tmp_path / "a.xlsx", [["x", "=1+1"]]))[0]
    assert [cell.note for cell in grid.rows[0]] == ["", "formula"]


def test_the_grid_ends_with_what_holds_something(tmp_path):
    book = new_book()
    sheet = add_sheet(book, [["a"]], merges=["A1:Z1"])
    sheet.row_dimensions[900].height = 20
    grid = read_workbook(save(book, tmp_path / "a.xlsx"))[0]
    assert (len(grid.rows), grid.width) == (1, 1)


def test_an_empty_sheet_is_an_empty_grid(tmp_path):
    assert read_workbook(one_sheet(tmp_path / "a.xlsx", []))[0].rows == []


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 6000), junk=st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused_but_never_breaks(tmp_path_factory, cut, junk):
    content = bytearray(as_bytes(band_rows()))
    place = cut % len(content)
    content[place : place + len(junk)] = junk
    path = tmp_path_factory.mktemp("rusak") / "a.xlsx"
    path.write_bytes(content)
    try:
        grids = read_workbook(path)
    except Refused as refused:
        assert refused.code in {"not_xlsx", "unreadable", "encrypted", "bomb"}
    else:
        assert [grid.name for grid in grids]
