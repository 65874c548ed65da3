"""The fill of a cell is known as the file shows it: solid colours other than white."""

import pytest
from openpyxl.styles import Color, GradientFill, PatternFill
from openpyxl.styles.colors import COLOR_INDEX

from tests.workbooks import add_sheet, new_book, save
from tests.zi_portal.grid.rewriting import parts_of, zipped
from zi_portal.lib.grid.xlsx_reader import read_workbook
from zi_portal.lib.grid.xlsx_styles import PALETTE, tinted


def solid(**colour):
    return PatternFill("solid", fgColor=Color(**colour))


def fills(tmp_path, *fills, values=None, change=None):
    """Fills of the cells of a row, as read."""
    book = new_book()
    sheet = add_sheet(book, [values or ["x"] * len(fills)])
    for column, fill in enumerate(fills, 1):
        sheet.cell(1, column).fill = fill
    path = save(book, tmp_path / "a.xlsx")
    if change:
        zipped(path, change(parts_of(path.read_bytes())))
    return [cell.fill for cell in read_workbook(path)[0].rows[0]]


@pytest.mark.parametrize(
    ("fill", "shown"),
    [
        (solid(rgb="FFFFC000"), "FFC000"),
        (solid(rgb="00ffc000"), "FFC000"),
        (solid(rgb="FFFFFFFF"), ""),
        (solid(indexed=13), "FFFF00"),
        (solid(indexed=64), ""),
        (solid(theme=0), ""),
        (solid(theme=4), "4F81BD"),
        (solid(theme=4, tint=0.5), "A7C0DE"),
        (solid(theme=4, tint=-0.25), "376092"),
        (solid(theme=99), ""),
        (PatternFill("gray125"), ""),
        (PatternFill("darkUp", fgColor="FFFF0000"), ""),
        (PatternFill(None), ""),
        (GradientFill(stop=["FF0000", "00FF00"]), ""),
    ],
)
def test_only_a_solid_colour_is_a_fill(tmp_path, fill, shown):
    assert fills(tmp_path, fill) == [shown]


def test_an_empty_cell_has_its_fill_too(tmp_path):
    assert fills(tmp_path, solid(rgb="FF00B050"), solid(rgb="FFFF0000"), PatternFill(), values=[None, None, "x"]) == [
        "00B050",
        "FF0000",
        "",
    ]


def test_the_colours_of_a_theme_are_those_of_the_file(tmp_path):
    def change(parts):
        name = "xl/theme/theme1.xml"
        return parts | {name: parts[name].replace("4F81BD", "123456")}

    assert fills(tmp_path, solid(theme=4), change=change) == ["123456"]


def test_without_a_theme_the_usual_colours_are_taken(tmp_path):
    def change(parts):
        return {name: text for name, text in parts.items() if "theme" not in name}

    assert fills(tmp_path, solid(theme=5), change=change) == ["C0504D"]


def test_the_palette_of_the_file_comes_before_the_usual_one(tmp_path):
    def change(parts):
        styles = parts["xl/styles.xml"].partition("<colors>")[0]
        colours = '<colors><indexedColors><rgbColor rgb="00AB12CD"/></indexedColors></colors></styleSheet>'
        return parts | {"xl/styles.xml": styles + colours}

    assert fills(tmp_path, solid(indexed=0), solid(indexed=13), change=change) == ["AB12CD", "FFFF00"]


def test_rows_and_columns_colour_the_cells_that_they_do_not_store(tmp_path):
    book = new_book()
    sheet = add_sheet(book, [["a", None, "c"], [None, None, "c"]])
    sheet.column_dimensions["B"].fill = solid(rgb="FFFFC000")
    sheet.row_dimensions[2].fill = solid(rgb="FF00B050")
    grid = read_workbook(save(book, tmp_path / "a.xlsx"))[0]
    assert [[cell.fill for cell in row] for row in grid.rows] == [["", "FFC000", ""], ["00B050", "00B050", ""]]


def test_a_merged_cell_keeps_the_fill_of_its_first(tmp_path):
    book = new_book()
    sheet = add_sheet(book, [["a", None]], merges=["A1:B1"])
    sheet["A1"].fill = solid(rgb="FFFFC000")
    assert read_workbook(save(book, tmp_path / "a.xlsx"))[0].rows[0][0].fill == "FFC000"


def test_the_palette_is_that_of_other_programs():
    assert list(PALETTE) == [colour[2:] for colour in COLOR_INDEX[:64]]


@pytest.mark.parametrize("tint", ["", "terang", "1e400", "nan"])
def test_an_odd_tint_breaks_nothing(tint):
    assert len(tinted("4F81BD", tint)) == 6
