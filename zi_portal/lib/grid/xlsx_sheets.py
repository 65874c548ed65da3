"""One sheet's XML within bounds: cells as stored, merges, widths, what is hidden and which cells hold formulas."""

import re
from dataclasses import dataclass, field
from functools import cache

from zi_portal.lib.grid.xlsx_book import TextCollector
from zi_portal.lib.grid.xlsx_parts import ElementReader, PartRefused

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE = {"1", "true"}
PLAIN = -1
"""Style of a cell that names none, or none that can be read."""


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell as its XML has it. kind: "n", "s", "b", "e", "d", "str", "inlineStr"; style: its number."""

    kind: str
    style: int
    text: str


@dataclass(slots=True)
class SheetFacts:
    """What a sheet's XML says; rows and columns are 1-based.

    cells: {(row, column): [StoredCell …]}, more than one where the file tells a cell again. fills of rows and columns,
    and of the cells that differ from them. merges: (first row, first column, last row, last column). widths by column.
    """

    cells: dict[tuple[int, int], list[StoredCell]] = field(default_factory=dict)
    cell_fills: dict[tuple[int, int], str] = field(default_factory=dict)
    row_fills: dict[int, str] = field(default_factory=dict)
    column_fills: dict[int, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    content_count: int = 0
    last_row: int = 0
    last_column: int = 0


def read_sheet(package, part, styles):
    """Return the SheetFacts of one sheet's part; raise PartRefused at the first bound that is passed."""
    scan = _SheetScan(package.bounds.sheet, styles)
    package.walk(part, scan)
    return scan.facts


@cache
def column_number(letters):
    """Return the 1-based number of a column: "A" → 1, "AA" → 27."""
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number


def _area(reference):
    """Return (first row, first column, last row, last column) of "B2" or "B2:D4", None for anything else."""
    match = _REFERENCE.fullmatch((reference or "").upper())
    if not match:
        return None
    left, top, right, bottom = match.groups()
    columns = sorted((column_number(left), column_number(right or left)))
    rows = sorted((int(top), int(bottom or top)))
    return rows[0], columns[0], rows[1], columns[1]


def _style(attributes, name="s"):
    text = attributes.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else PLAIN


class _SheetScan(ElementReader):
    """Walks one sheet's XML, fills SheetFacts and stops at the first bound that is passed."""

    def __init__(self, limits, styles):
        self.limits, self.styles, self.facts = limits, styles, SheetFacts()
        self.row, self.column, self.merged = 0, 0, 0
        self.in_rows = self.in_cell = self.has_value = self.has_formula = False
        self.kind, self.style = "n", PLAIN
        self.value, self.inline = [], None
        self.in_value = False
        self.outside = {"mergeCell": self._merge, "col": self._columns, "sheetData": self._enter_rows}
        self.inside = {"row": self._row, "c": self._cell, "v": self._value, "is": self._inline, "f": self._formula}

    def start(self, tag, attributes):
        if not self.in_rows:
            handler = self.outside.get(tag)
        elif self.inline is not None and self.in_cell and tag != "is":
            return self.inline.start(tag)
        else:
            handler = self.inside.get(tag)
        if handler:
            handler(attributes)
        return None

    def end(self, tag):
        if not self.in_rows:
            return
        if tag == "sheetData":
            self.in_rows = False
        elif tag == "c":
            self._store()
        elif tag == "v":
            self.in_value = False
        elif self.inline is not None:
            self.inline.end(tag)

    def text(self, text):
        if self.in_value:
            self.value.append(text)
        elif self.inline is not None:
            self.inline.text(text)

    def _enter_rows(self, _):
        self.in_rows = True

    def _row(self, attributes):
        self.row = int(attributes.get("r") or self.row + 1)
        self.column = 0
        if attributes.get("hidden") in _TRUE:
            self.facts.hidden_rows.add(self.row)
        if attributes.get("customFormat") in _TRUE:
            self.facts.row_fills[self.row] = self.styles.fill(_style(attributes))

    def _cell(self, attributes):
        match = _CELL.fullmatch(attributes.get("r", "").upper())
        if match:
            self.row, self.column = int(match[2]), column_number(match[1])
        else:
            self.column += 1
        self.in_cell, self.has_value, self.has_formula = True, False, False
        self.kind, self.style = attributes.get("t", "n"), _style(attributes)
        self.value, self.inline = [], None
        fill = self.styles.fill(self.style)
        if fill or self.row in self.facts.row_fills or self.column in self.facts.column_fills:
            self.facts.cell_fills[self.row, self.column] = fill

    def _value(self, _):
        self.in_value = self.has_value = self.in_cell

    def _inline(self, _):
        self.inline = TextCollector()
        self.has_value = self.in_cell

    def _formula(self, _):
        self.has_formula = self.in_cell

    def _count(self):
        """Count the present cell, which holds a value, inline text or formula."""
        self.facts.content_count += 1
        self._reach(self.row, self.column)
        if self.facts.content_count > self.limits.cells:
            raise PartRefused("too_many_rows")

    def _reach(self, row, column):
        if row < 1 or column < 1:
            raise PartRefused("unreadable")
        if row > self.limits.rows:
            raise PartRefused("too_many_rows")
        if column > self.limits.columns:
            raise PartRefused("too_many_columns")
        self.facts.last_row = max(self.facts.last_row, row)
        self.facts.last_column = max(self.facts.last_column, column)

    def _store(self):
        """Keep the present cell's value, also where the file has told this cell before.

        A cell counts unless it is empty, as is one whose formula gave a blank text.
        """
        self.in_cell = False
        text = "".join(self.value) if self.inline is None else self.inline.whole()
        self.inline = None
        is_blank = not text and (self.kind == "str" and self.has_value or not self.has_formula and not self.has_value)
        if is_blank:
            return
        self._count()
        if self.has_formula:
            self.facts.formulas.add((self.row, self.column))
        if text:
            stored = StoredCell(self.kind, self.style, text)
            self.facts.cells.setdefault((self.row, self.column), []).append(stored)

    def _merge(self, attributes):
        area = _area(attributes.get("ref"))
        if area is None:
            return
        top, left, bottom, right = area
        if bottom > self.limits.rows:
            raise PartRefused("too_many_rows")
        self.merged += (bottom - top + 1) * (min(right, self.limits.columns) - min(left, self.limits.columns) + 1)
        if self.merged > self.limits.merged:
            raise PartRefused("too_many_rows")
        self.facts.merges.append(area)

    def _columns(self, attributes):
        first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
        fill = self.styles.fill(_style(attributes, "style"))
        for column in range(max(first, 1), min(last, self.limits.columns) + 1):
            if "width" in attributes:
                self.facts.widths[column] = float(attributes["width"])
            if attributes.get("hidden") in _TRUE:
                self.facts.hidden_columns.add(column)
            if fill:
                self.facts.column_fills[column] = fill
