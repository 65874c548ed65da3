"""Workbook → Grids, one per visible sheet: printed texts, fills, merges, hidden columns, formulas; in a confined child.

The XML is read as it stands (xlsx_parts, xlsx_book, xlsx_styles, xlsx_sheets): parts under odd names, rows told twice
and styles that other programs reject are read, and what is not read is named.
"""

import datetime
import re

from zi_portal.lib import characters
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import datewords, number_formats, xlsx_guard
from zi_portal.lib.grid.model import COVERED, Cell, Grid, Workbook
from zi_portal.lib.grid.packing import pack
from zi_portal.lib.grid.xlsx_book import read_book, read_texts, unescaped
from zi_portal.lib.grid.xlsx_parts import UNREADABLE, PartRefused
from zi_portal.lib.grid.xlsx_sheets import read_sheet
from zi_portal.lib.grid.xlsx_styles import read_styles

USUAL_WIDTH = 9.0
_SPACES = re.compile(r"[^\S\n]")

EMPTY = Cell()


def read(header, _blobs):
    """For confined.call(): return the packed Workbook of header["path"], or {"refused": [code, message]}."""
    try:
        workbook = whole_workbook(header["path"])
    except Refused as refused:
        return {"refused": [refused.code, refused.message]}, []
    grids = [pack(grid) for grid in workbook.grids]
    return {"grids": grids, "hidden": workbook.hidden, "left_out": workbook.left_out}, []


def read_workbook(path):
    """Return a list of Grid, one per visible sheet that can be read; see whole_workbook()."""
    return whole_workbook(path).grids


def whole_workbook(path, bounds=None):
    """Return the Workbook of an .xlsx file; raise Refused if it, or each of its visible sheets, is unreadable.

    Every grid starts at column A and row 1, so that indexes are Excel's less one. Texts are as Excel shows them in
    Indonesian, without spaces at the ends; Cell.note is "formula" or "hidden" (row). A hidden sheet is not read. A
    visible one that passes its bounds, is broken or holds no cells is left out, with its reason.
    """
    with xlsx_guard.opened(path, bounds) as package:
        book = read_book(package)
        reader = _Reader(package, book)
        visible = [sheet for sheet in book.sheets if not sheet.hidden]
        for sheet in visible:
            reader.add(sheet)
        if reader.refusals and not reader.grids:
            names = ", ".join(f'"{name}"' for name, _, _ in reader.refusals)
            raise xlsx_guard.refusal(reader.refusals[0][1], package.bounds, sheets=names)
    left_out = [(name, reason) for name, _, reason in reader.refusals]
    return Workbook(reader.grids, [sheet.name for sheet in book.sheets if sheet.hidden], left_out)


class _Reader:
    """Reads the sheets of one workbook. refusals: [(name of the sheet, code, reason)] of those that are left out."""

    def __init__(self, package, book):
        self.package, self.from_1904 = package, book.from_1904
        self.styles = read_styles(package, book)
        self.texts = read_texts(package, book)
        self.grids, self.refusals = [], []

    def add(self, sheet):
        """Add the grid of a sheet, or why it is left out; a hostile part raises PartRefused."""
        code = "no_cells"
        try:
            if sheet.kind in {"worksheet", ""}:
                self.grids.append(self._grid(sheet.name, read_sheet(self.package, sheet.part, self.styles)))
                return
        except PartRefused as refused:
            if refused.hostile:
                raise
            code = refused.code
        except UNREADABLE:
            code = "unreadable"
        reason = xlsx_guard.reason(code, self.package.bounds, sheet.kind)
        self.refusals.append((sheet.name, code, reason))

    def _grid(self, name, facts):
        """Return the used part of a sheet as a Grid; merges are cut to it."""
        height, width = facts.last_row, facts.last_column
        if not height:
            return Grid(name=name)
        rows = [[EMPTY] * width for _ in range(height)]
        _fill(rows, facts)
        for (row, column), stored in facts.cells.items():
            note = _note(facts, row, column)
            text = "\n".join(dict.fromkeys(self._text(cell) for cell in stored))
            rows[row - 1][column - 1] = Cell(text, note=note, fill=rows[row - 1][column - 1].fill)
        for row, column in facts.formulas - facts.cells.keys():
            rows[row - 1][column - 1] = Cell(note="formula", fill=rows[row - 1][column - 1].fill)
        for area in facts.merges:
            _merge(rows, *area)
        widths = [facts.widths.get(column, USUAL_WIDTH) for column in range(1, width + 1)]
        hidden = frozenset(column - 1 for column in facts.hidden_columns if column <= width)
        return Grid(rows, widths=widths, keys=[""] * height, name=name, hidden=hidden)

    def _text(self, cell):
        """Return the text that a stored cell shows; a number that is none is shown as it stands."""
        code = self.styles.code(cell.style)
        if cell.kind == "d":
            return _date(cell.text, code)
        try:
            return clean(number_formats.shown(self._value(cell), code, from_1904=self.from_1904))
        except ValueError:
            return clean(cell.text)

    def _value(self, cell):
        """Return the value of a stored cell: float, bool or str; raise ValueError for a number that is none."""
        if cell.kind == "n":
            return float(cell.text)
        if cell.kind == "b":
            return cell.text.strip() in {"1", "true"}
        return self.texts[int(cell.text)] if cell.kind == "s" else unescaped(cell.text)


def _fill(rows, facts):
    """Give the cells their fills: each its own, else that of its row, else that of its column."""
    height, width = len(rows), len(rows[0])
    blank_cells = {}  # fill → the one cell without text that has it
    for column, fill in facts.column_fills.items():
        if column <= width:
            for row in rows:
                row[column - 1] = blank_cells.setdefault(fill, Cell(fill=fill))
    for row, fill in facts.row_fills.items():
        if row <= height:
            rows[row - 1] = [blank_cells.setdefault(fill, Cell(fill=fill))] * width
    for (row, column), fill in facts.cell_fills.items():
        if row <= height and column <= width:
            rows[row - 1][column - 1] = blank_cells.setdefault(fill, Cell(fill=fill))


def _note(facts, row, column):
    if (row, column) in facts.formulas:
        return "formula"
    return "hidden" if row in facts.hidden_rows else ""


def _date(text, code):
    """Return a date stored as ISO 8601 under its format, in words where the format names no day."""
    try:
        moment = datetime.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return clean(text)
    code = "dd/mm/yyyy" if code == number_formats.GENERAL else code
    return number_formats.shown(datewords.day_count_of(moment), code)


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
    rows[top - 1][left - 1] = Cell(first.text, note=first.note, fill=first.fill, **spans)


def clean(text):
    """Return the text as characters.plain() makes it, with plain spaces, trimmed; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", characters.plain(text))
    return "\n".join(line.rstrip(" ") for line in text.split("\n")).strip()
