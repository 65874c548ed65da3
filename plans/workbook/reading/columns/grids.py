"""The schedule's grid among the columns: months or quarters that hold marks, quantities or texts."""

import re
from dataclasses import dataclass, field

from plans.tree import MONTHS, QUARTERS
from plans.workbook.reading import periods, ticks
from plans.workbook.reading.slots import LIST, Slot

TICK_SHARE = 0.3
USUAL_HEADING = "Target Waktu"
_NO_PLAN = re.compile(
    r"\s*+%?\s*+(?:realisasi|capaian|progres|anggaran|pagu|biaya|dana|serapan|penyerapan|keuangan|kendala|evaluasi|status)",
    re.IGNORECASE,
)
_OUTCOMES = {"REALISASI", "CAPAIAN", "PROGRES", "PROGRESS", "ACTUAL", "C"}
_MONEY = re.compile(r"Rp[\s\d.,]+(?:,-)?|\d{5,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_NUMBER_CELL = re.compile(r"[(\[]?(\d{1,2})[)\].]?")


@dataclass(slots=True)
class Grids:
    """The grids of a header. schedule: {column: Period} of the schedule, {} without; others: columns of other grids."""

    schedule: dict[int, periods.Period] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)

    @property
    def is_list(self):
        """Whether the schedule fits no layout's grid: several years, or semesters; it becomes a list in words."""
        kinds = {period.kind for period in self.schedule.values()}
        return len({period.year for period in self.schedule.values()}) > 1 or not kinds <= {MONTHS, QUARTERS}


def grids_of(table, columns, *, timed):
    """Return the Grids of a header.

    table: Body; columns: list of (column index, path of headings, group heading); timed: whether a column of texts
    already holds the times, so that only marks make a schedule.
    """
    blocks = periods.blocks(columns)
    parts = [next(iter(block.values())).part for block in blocks]
    plan = next((part for part in parts if part and part not in _OUTCOMES), "")
    schedules = [
        block
        for block, part in zip(blocks, parts, strict=True)
        if part in {"", plan} and table.is_schedule(block, timed=timed)
    ]
    schedule = max(schedules, key=lambda block: (table.marked(block), len(block)), default={})
    others = {column for block in blocks for column in block if column not in schedule}
    return Grids(schedule, others)


@dataclass(frozen=True, slots=True)
class Body:
    """The cells below a header from row top to body. lattice: of the sheet."""

    lattice: object
    top: int
    body: int

    def over(self, column):
        """Return the text on the top row above a column, through spans or to its left."""
        texts = (text for left in range(column, -1, -1) if (text := self.lattice.cell(self.top, left).text))
        return next(texts, "")

    def shared_group(self, columns):
        """Return the heading above all columns of a grid, "" when they have none or several."""
        headings = {self.over(column) for column in columns}
        return headings.pop() if len(headings) == 1 else ""

    def is_schedule(self, block, *, timed):
        """Return whether a grid says when something is planned, and not what was reached or what it costs."""
        if _NO_PLAN.match(self.over(min(block))) or any(period.part in _OUTCOMES for period in block.values()):
            return False
        texts = self._texts(block)
        if not texts or self.marked(block):
            return True
        return not timed and sum(bool(_MONEY.fullmatch(text)) for text in texts) <= len(texts) / 2

    def marked(self, block):
        """Return whether enough of the filled cells are marks: texts and figures are few, or quantities."""
        texts = [text for text in self._texts(block) if not _NUMBER_CELL.fullmatch(text) or text == "1"]
        signs = ticks.own_signs(texts)
        return bool(texts) and sum(ticks.is_tick(text, signs) for text in texts) >= TICK_SHARE * len(texts)

    def _texts(self, block):
        rows = self.lattice.rows[self.body :]
        return [text for row in rows for column in block if not ticks.is_nothing(text := row[column].text)]


def list_slot(slots, schedule, heading):
    """Return one slot (LIST) for the columns of a schedule that fits no layout's grid."""
    columns = tuple(column for slot in slots for column in slot.columns)
    words = tuple(schedule[slot.columns[0]].in_words() for slot in slots for _ in slot.columns)
    hidden = all(slot.hidden for slot in slots)
    return Slot(columns, heading or USUAL_HEADING, "time", score=1.0, hidden=hidden, joins=LIST, periods=words)
