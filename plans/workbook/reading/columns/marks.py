"""What a row has in the schedule's grid: marks, and quantities or texts that stand in place of a mark."""

import re
from dataclasses import dataclass, field

from plans.workbook.reading import ticks

_FIGURE = re.compile(r"\d[\d.,]*+ ?%?")


@dataclass(slots=True)
class Marks:
    """The marks of one row. planned: periods with a mark or text; covered: those of cells that begin in a row above.

    notes: period → text in place of the mark. signs: marks as typed. texts: [(Slot, text)] that are no quantity.
    """

    planned: set[int] = field(default_factory=set)
    covered: set[int] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)
    texts: list[tuple] = field(default_factory=list)


class MarkReader:
    """Reads the marks of the rows of one table."""

    def __init__(self, recognised):
        self.recognised, self.lattice = recognised, recognised.lattice
        self.counted = self._has_figures()
        self.quantities = 0  # cells with a quantity so far

    def _has_figures(self):
        """Return whether the grid holds other figures than 1, so that a 1 is a quantity too."""
        columns = [column for slot in self.recognised.tick_slots for column in slot.columns]
        texts = {row[column].text for row in self.lattice.rows[self.recognised.body :] for column in columns}
        return any(_FIGURE.fullmatch(text) and text != "1" and not ticks.is_nothing(text) for text in texts)

    def read(self, row):
        """Return the Marks of a row."""
        marks = Marks()
        for slot in self.recognised.tick_slots:
            for column in slot.columns:
                self._cell(marks, row, slot, column)
        return marks

    def _cell(self, marks, row, slot, column):
        top, left = self.lattice.origin(row, column)
        text = self.lattice.rows[top][left].text
        if ticks.is_nothing(text):
            return
        if top < row:
            marks.covered.add(slot.period)
            return
        marks.planned.add(slot.period)
        if left != column:
            return
        if ticks.is_tick(text, self.recognised.signs) and not (self.counted and text == "1"):
            marks.signs.append(text)
        else:
            self._note(marks, slot, text)

    def _note(self, marks, slot, text):
        before = marks.notes.get(slot.period)
        marks.notes[slot.period] = f"{before}; {text}" if before else text
        if ticks.is_quantity(text):
            self.quantities += 1
        else:
            marks.texts.append((slot, text))
