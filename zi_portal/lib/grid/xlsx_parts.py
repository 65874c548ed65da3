"""Reads parts of a workbook straight from its XML, within bounds: sheets, merges, hidden columns, formulas."""

import posixpath
import re
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat  # DTDs, and with them entities, are refused in _walk

CHUNK = 1 << 16
MAX_ELEMENTS = 600_000
MAX_DEPTH = 100
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class PartRefused(Exception):
    """The part must not be read further; code as in xlsx_guard."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one sheet: last row and column with content, number of cells with content and of merged cells."""

    rows: int = 5000
    columns: int = 120
    cells: int = 150_000
    merged: int = 100_000


@dataclass(slots=True)
class SheetFacts:
    """Facts from a sheet's XML beside the values; rows and columns are 1-based.

    merges: (first row, first column, last row, last column). widths, hidden_columns by column.
    """

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    cells: int = 0
    last_row: int = 0
    last_column: int = 0


@cache
def column_number(letters):
    """Return the 1-based number of a column: "A" → 1, "AA" → 27."""
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number


def _area(reference):
    """Return (first row, first column, last row, last column) of "B2" or "B2:D4", None for anything else."""
    match = _REFERENCE.fullmatch(reference or "")
    if not match:
        return None
    left, top, right, bottom = match.groups()
    columns = sorted((column_number(left), column_number(right or left)))
    rows = sorted((int(top), int(bottom or top)))
    return rows[0], columns[0], rows[1], columns[1]


def _walk(archive, name, on_start, limit=MAX_ELEMENTS):
    """Call on_start(local tag, attributes) for each element of a part; DTDs, depth and number are bounded."""
    parser = expat.ParserCreate()
    count = depth = 0

    def start(tag, attributes):
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > limit:
            raise PartRefused("bomb")
        if depth > MAX_DEPTH:
            raise PartRefused("unreadable")
        on_start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def end(tag):
        nonlocal depth
        depth -= 1

    def no_dtd(*_):
        raise PartRefused("unreadable")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = no_dtd
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)


def check_part(archive, name, limit):
    """Read a part once to check its bounds; limit: number of elements."""
    _walk(archive, name, lambda tag, attributes: None, limit)


def sheet_parts(archive):
    """Return [(name of the sheet, path of its part, hidden)] in the order of the workbook."""
    targets, sheets = {}, []

    def relation(tag, attributes):
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id")] = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))

    def sheet(tag, attributes):
        if tag == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), None)
            sheets.append((attributes.get("name", ""), key, attributes.get("state", "visible") != "visible"))

    _walk(archive, "xl/_rels/workbook.xml.rels", relation)
    _walk(archive, "xl/workbook.xml", sheet)
    return [(name, targets[key].lstrip("/"), hidden) for name, key, hidden in sheets if key in targets]


class _SheetScan:
    """Walks one sheet's XML, fills SheetFacts and stops at the first bound that is passed."""

    def __init__(self, limits):
        self.limits, self.facts = limits, SheetFacts()
        self.row, self.column, self.merged = 0, 0, 0
        self.has_content = False
        self.handlers = {
            "row": self._row,
            "c": self._cell,
            "v": self._content,
            "is": self._content,
            "f": self._formula,
            "mergeCell": self._merge,
            "col": self._columns,
        }

    def start(self, tag, attributes):
        handler = self.handlers.get(tag)
        if handler:
            handler(attributes)

    def _row(self, attributes):
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0
        if attributes.get("hidden") in {"1", "true"}:
            self.facts.hidden_rows.add(self.row)

    def _cell(self, attributes):
        match = _CELL.fullmatch(attributes.get("r", ""))
        if match:
            self.row, self.column = int(match[2]), column_number(match[1])
        else:
            self.column += 1
        self.has_content = False

    def _formula(self, attributes):
        self.facts.formulas.add((self.row, self.column))
        self._content(attributes)

    def _content(self, _):
        """Count a value, inline text or formula in the present cell; empty cells do not count."""
        if self.has_content:
            return
        self.has_content = True
        self.facts.cells += 1
        self._reach(self.row, self.column)
        if self.facts.cells > self.limits.cells:
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
        for column in range(max(first, 1), min(last, self.limits.columns) + 1):
            if "width" in attributes:
                self.facts.widths[column] = float(attributes["width"])
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden_columns.add(column)


def scan_sheet(archive, name, limits):
    """Return the SheetFacts of one sheet part; raise PartRefused at the first bound that is passed."""
    scan = _SheetScan(limits)
    _walk(archive, name, scan.start)
    return scan.facts
