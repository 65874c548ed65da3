"""The Grid itself: rows of cells, each with text, spans and kind. No file format, no plan."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed.

    text: the printed text, "" for an empty cell. row_span, col_span: how many rows and columns it covers.
    kind: "head" (column heading), "number" (row of column numbers), "band" (area row over the width),
    "heading" (aspect row over the width), "body", "tick", or "covered" (lies under a span of another cell).
    align: "" (left) or "center". name: field of the plan it shows ("" where none), so that a writer can
    link back. note: what a reader noticed beside the text ("formula", "hidden", …). fill: six hex digits (RRGGBB)
    of a solid fill as a file shows it, "" for none, white or automatic.
    """

    text: str = ""
    row_span: int = 1
    col_span: int = 1
    kind: str = "body"
    align: str = ""
    name: str = ""
    note: str = ""
    fill: str = ""


COVERED = Cell(kind="covered")


@dataclass(slots=True)
class Grid:
    """A table: every row has the same number of cells; covered cells hold COVERED.

    rows: list of rows of Cell. head: number of rows at the top that are repeated on each page.
    widths: relative width of each column, [] where unknown. keys: one opaque key per row ("" where none).
    name: name of the sheet or table. first_row: the file's number of the first row (1-based), for messages.
    hidden: indexes of columns that the file hides.
    """

    rows: list[list[Cell]] = field(default_factory=list)
    head: int = 0
    widths: list[float] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    name: str = ""
    first_row: int = 1
    hidden: frozenset[int] = frozenset()

    @property
    def width(self):
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def origin(self, row, column):
        """Return (row, column) of the cell that is printed at this place: itself or the cell whose span covers it."""
        if self.rows[row][column].kind != "covered":
            return row, column
        for r in range(row, -1, -1):
            for c in range(column, -1, -1):
                cell = self.rows[r][c]
                if cell.kind != "covered" and r + cell.row_span > row and c + cell.col_span > column:
                    return r, c
        return row, column

    def text(self, row, column):
        """Return the text printed at this place, that of a covering cell included."""
        r, c = self.origin(row, column)
        return self.rows[r][c].text


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook's file holds: the Grids of its visible sheets, and what was not read.

    hidden: names of hidden sheets. left_out: [(name of a visible sheet, reason in Indonesian)].
    """

    grids: list[Grid]
    hidden: list[str]
    left_out: list[tuple[str, str]]
