"""The columns of a sheet's table, and the table that was recognised in a Grid."""

from dataclasses import dataclass, field
from functools import cached_property

from plans.workbook.reading import ticks
from plans.workbook.reading.issues import column_letter
from plans.workbook.reading.lattice import Lattice
from plans.workbook.reading.words import fold
from zi_portal.lib.grid.model import Grid

RANGE, LIST = "range", "list"
"""How a slot's columns make one text: from – to, or a list of the periods that are marked."""


@dataclass(slots=True)
class Slot:
    """One printed column of the sheet; columns: 0-based indexes (several when the heading is merged).

    field: as in plans.tree.Column, "" = left out. period: month or quarter of a tick column; group: heading
    above the ticks; year: that the headings of the tick column name, 0 = none; score: certainty of the field; offer:
    field that the heading may mean although the content speaks against it; hidden: whether the file hides the column;
    joins: RANGE, LIST or "" (texts side by side); periods: of a LIST, the period of each column in words.
    """

    columns: tuple[int, ...]
    heading: str
    field: str = ""
    period: int = 0
    group: str = ""
    year: int = 0
    score: float = 0.0
    offer: str = ""
    hidden: bool = False
    joins: str = ""
    periods: tuple[str, ...] = ()

    @property
    def letter(self):
        """Excel letter of the first column."""
        return column_letter(self.columns[0])

    @property
    def full_heading(self):
        """The heading in one line, together with the group heading above it, if any."""
        return f"{self.group} {self.heading}" if self.group and self.heading and not self.period else self.heading


@dataclass
class Recognised:
    """A table recognised in a Grid: header from row top, body from row body (0-based), columns as slots.

    signs: own signs of the tick grid. levels: row → Entry of an outline's upper levels (columns/outlines.py).
    """

    grid: Grid
    lattice: Lattice
    top: int
    body: int
    slots: list[Slot] = field(default_factory=list)
    number_row: str = ""
    score: float = 0.0
    signs: frozenset[str] = frozenset()
    levels: dict[int, object] = field(default_factory=dict)

    def slot(self, name):
        """Return the first slot with this field, None when there is none."""
        return next((slot for slot in self.slots if slot.field == name), None)

    @cached_property
    def header_texts(self):
        """Set of (column, folded text) of the header's cells."""
        return {(c, fold(text)) for row in range(self.top, self.body) for c, text in self.lattice.filled(row)}

    @property
    def tick_slots(self):
        """Slots of the month or quarter grid, in printed order."""
        return [slot for slot in self.slots if slot.period]

    @property
    def text_slots(self):
        """Slots with text: all except ticks and those left out."""
        return [slot for slot in self.slots if slot.field and not slot.period]

    def replace_grid(self, grid):
        """Read on from another Grid of the same shape."""
        self.grid, self.lattice = grid, Lattice(grid)


def own_text(lattice, row, slot):
    """Return the text that begins in a slot of this row; those of its several columns are joined as slot.joins says."""
    return _joined(slot, [lattice.own(row, column) for column in slot.columns])


def printed_text(lattice, row, slot):
    """Return the text printed at this place, including merged cells."""
    texts = [lattice.cell(row, column).text for column in slot.columns]
    return _joined(slot, texts if slot.joins else list(dict.fromkeys(texts)))


def _joined(slot, texts):
    if slot.joins == RANGE:
        return range_text(*texts)
    if slot.joins == LIST:
        return list_text(slot.periods, texts)
    return " ".join(filter(None, texts))


def range_text(start, end):
    """Return "Maret s.d. Desember" of the first and the last period, one of them where they are equal or alone."""
    start, end = ("" if ticks.is_nothing(text) else text for text in (start, end))
    if not start or not end or fold(start) == fold(end):
        return start or (end and f"s.d. {end}")
    return f"{start} s.d. {end}"


def list_text(periods, texts):
    """Return the marked periods in words, each with the text that stands in its cell: "Maret 2026 (2 Laporan)"."""
    parts = []
    for period, text in zip(periods, texts, strict=True):
        if ticks.is_nothing(text):
            continue
        remark = "" if ticks.is_tick(text) else f" ({text.translate(_SQUARE)})"
        parts.append(period + remark)
    return ", ".join(parts)


_SQUARE = str.maketrans("()\n", "[] ")
