"""Workbook → Grids, one per visible sheet: printed texts, merges, hidden columns, formulas; in a confined child."""

import datetime
import re
import warnings
import zipfile

import openpyxl

from zi_portal.lib import characters
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import xlsx_guard, xlsx_parts
from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.grid.packing import pack
from zi_portal.lib.indonesian import MONTHS

USUAL_WIDTH = 9.0
_SPACES = re.compile(r"[^\S\n]")
_FORMAT_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')


def read(header, _blobs):
    """For confined.call(): return grids and hidden sheets of header["path"], or {"refused": [code, message]}."""
    path = header["path"]
    try:
        grids = read_workbook(path)
    except Refused as refused:
        return {"refused": [refused.code, refused.message]}, []
    return {"grids": [pack(grid) for grid in grids], "hidden": hidden_sheets(path), "left_out": []}, []


def read_workbook(path):
    """Return a list of Grid, one per visible sheet in the order of the file; raise Refused if unreadable.

    Every grid starts at column A and row 1, so that indexes are Excel's less one. Texts are as Excel shows them in
    Indonesian, without spaces at the ends; Cell.note is "formula" or "hidden" (row).
    """
    facts = xlsx_guard.inspect(path)
    try:
        with zipfile.ZipFile(path) as archive, open(path, "rb") as file, warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="openpyxl")
            return _read(file, archive, facts)  # openpyxl asks an open file for no suffix
    except xlsx_guard.UNREADABLE as error:
        raise xlsx_guard.refusal("unreadable") from error


def hidden_sheets(path):
    """Return the names of a workbook's hidden sheets; call it after read_workbook has accepted the file."""
    with zipfile.ZipFile(path) as archive:
        return [name for name, _, hidden in xlsx_parts.sheet_parts(archive) if hidden]


def _read(file, archive, facts):
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        return [
            _grid(book[name], name, facts[part]) for name, part, hidden in xlsx_parts.sheet_parts(archive) if not hidden
        ]
    finally:
        book.close()


def _grid(sheet, name, facts):
    """Return the used part of a sheet as a Grid; merges are cut to it."""
    height, width = facts.last_row, facts.last_column
    if not height:
        return Grid(name=name)
    rows = [[Cell()] * width for _ in range(height)]
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_row=height, max_col=width):
        for cell in cells:
            if cell.value is not None:
                rows[cell.row - 1][cell.column - 1] = _cell(cell, facts)
    for row, column in facts.formulas:
        if not rows[row - 1][column - 1].note:
            rows[row - 1][column - 1] = Cell(note="formula")
    for area in facts.merges:
        _merge(rows, *area)
    widths = [facts.widths.get(column, USUAL_WIDTH) for column in range(1, width + 1)]
    hidden = frozenset(column - 1 for column in facts.hidden_columns if column <= width)
    return Grid(rows, widths=widths, keys=[""] * height, name=name, hidden=hidden)


def _cell(cell, facts):
    note = "hidden" if cell.row in facts.hidden_rows else ""
    if (cell.row, cell.column) in facts.formulas:
        note = "formula"
    return Cell(printed(cell.value, cell.number_format or "General"), note=note)


def _merge(rows, top, left, bottom, right):
    """Give the first cell its spans and cover the others, whose texts Excel hides."""
    bottom, right = min(bottom, len(rows)), min(right, len(rows[0]))
    if top > bottom or left > right or rows[top - 1][left - 1].kind == "covered":
        return
    first = rows[top - 1][left - 1]
    for row in range(top - 1, bottom):
        for column in range(left - 1, right):
            rows[row][column] = COVERED
    spans = {"row_span": bottom - top + 1, "col_span": right - left + 1}
    rows[top - 1][left - 1] = Cell(first.text, note=first.note, **spans)


def printed(value, number_format="General"):
    """Return the text of a cell's value: integers without ".0", Indonesian decimal comma, per cents, dates in words."""
    if isinstance(value, bool):
        return "BENAR" if value else "SALAH"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, number_format)
    if isinstance(value, datetime.time):
        return value.strftime("%H.%M")
    return clean(str(value))


def _number(value, number_format):
    shape = _FORMAT_LITERAL.sub("", number_format)
    percent = "%" in shape
    number = round(value * 100 if percent else value, 10)
    text = str(int(number)) if number == int(number) else repr(number).replace(".", ",")
    return f"{text}%" if percent else text


def _date(value, number_format):
    """Return "Oktober 2025" where the format shows no day, else "1 Oktober 2025"."""
    shape = _FORMAT_LITERAL.sub("", number_format).lower()
    month = f"{MONTHS[value.month - 1]} {value.year}"
    return f"{value.day} {month}" if "d" in shape or not ("m" in shape and "y" in shape) else month


def clean(text):
    """Return the text as characters.plain() makes it, with plain spaces, trimmed; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", characters.plain(text))
    return "\n".join(line.rstrip(" ") for line in text.split("\n")).strip()
