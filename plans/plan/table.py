"""The projection of a plan as a table: tree + layout → Grid, for screen, PDF and workbook alike."""

from dataclasses import dataclass, replace

from plans.tree import EXTRA, MONTHS, QUARTERS, RowNode
from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.indonesian import roman

TICK_HEADINGS = {
    MONTHS: [str(month) for month in range(1, 13)],
    QUARTERS: [f"TW {roman(quarter)}" for quarter in range(1, 5)],
}
CENTRED = frozenset({"number", MONTHS, QUARTERS})


@dataclass(frozen=True, slots=True)
class Slot:
    """One printed column. period: month or quarter of a tick column, 0 elsewhere; group: heading above it."""

    field: str
    heading: str
    width: float
    period: int = 0
    group: str = ""


def slots_of(spec):
    """Return the printed columns of a layout: a tick column (MONTHS, QUARTERS) becomes 12 or 4 that share its width."""
    slots = []
    for column in spec.columns:
        if column.field not in TICK_HEADINGS:
            slots.append(Slot(column.field, column.heading, column.width))
            continue
        usual = TICK_HEADINGS[column.field]
        headings = column.subheadings if len(column.subheadings) == len(usual) else usual
        width = column.width / len(usual)
        slots += [Slot(column.field, text, width, n, column.heading) for n, text in enumerate(headings, 1)]
    return slots


def to_grid(tree, spec):
    """Return the Grid of a plan as printed (see owned_grid)."""
    return owned_grid(tree, spec)[0]


def owned_grid(tree, spec):
    """Return (Grid of a plan as printed: head rows, row of column numbers, bands, headings and rows; its owners).

    owners: (AreaNode, AspectNode or None, RowNode or None) of each row below the head.

    tree: PlanTree, spec: LayoutSpec. Grid.keys holds the row keys, Grid.head the number of rows to repeat on each
    page. A cell that runs over several rows has its row_span on the first and COVERED below. A band or heading
    interrupts a run: the run's text is printed again after it.
    """
    slots = slots_of(spec)
    head = _head(slots, spec)
    body = _Body(slots, spec)
    for area in _labelled(tree.areas, spec.area_labels):
        body.add_area(area)
    rows = head + body.finished_rows()
    widths = [slot.width for slot in slots]
    return Grid(rows, len(head), widths, [""] * len(head) + body.keys, name=tree.title), body.owners


AREA_LABELS = {
    "roman": roman,
    "arabic": str,
    "letter": lambda place: chr(ord("A") + (place - 1) % 26),
    "none": lambda place: "",
}


def _labelled(areas, style):
    """Return the areas with the labels that the layout counts; a block that continues an area has its number."""
    if style not in AREA_LABELS:
        return areas
    labelled_areas, place = [], 0
    for area in areas:
        place += not area.continued or not place
        labelled_areas.append(replace(area, label=AREA_LABELS[style](place)))
    return labelled_areas


def _head(slots, spec):
    rows = _two_level_head(slots) if any(slot.group for slot in slots) else [[_heading(slot) for slot in slots]]
    if spec.number_row:
        form = "({})" if spec.number_row == "paren" else "{}"
        rows.append([Cell(form.format(n), kind="number", align="center") for n in range(1, len(slots) + 1)])
    return rows


def _heading(slot, **spans):
    return Cell(slot.heading, kind="head", align="center", name=slot.field, **spans)


def _two_level_head(slots):
    upper, lower = [], []
    for index, slot in enumerate(slots):
        if not slot.group:
            upper.append(_heading(slot, row_span=2))
            lower.append(COVERED)
            continue
        first = index == 0 or slots[index - 1].group != slot.group or slot.period == 1
        span = sum(1 for other in slots[index:] if other.group == slot.group and other.field == slot.field)
        upper.append(Cell(slot.group, col_span=span, kind="head", align="center") if first else COVERED)
        lower.append(_heading(slot))
    return [upper, lower]


def joined(label, title):
    """Return label and title as printed in one cell, e.g. "1. Tim Kerja"."""
    return f"{label} {title}".strip()


class _Body:
    """Rows below the head, written from top to bottom; open cells may grow with the rows that follow."""

    def __init__(self, slots, spec):
        self.slots, self.spec = slots, spec
        self.rows, self.keys, self.owners = [], [], []
        self.nodes = None, None  # area and aspect whose rows are being added
        self.spans = {}  # (row, column) of a cell that runs over several rows → number of rows
        self.open = {}  # column → (row of the cell that may still grow, the node or field that it prints)
        self.texts = {}  # column → text of the current run
        fields = {slot.field for slot in slots}
        self.has_area, self.has_aspect = "area" in fields, "aspect" in fields
        self.outer = [self._is_outer(slot) for slot in slots]

    def _is_outer(self, slot):
        """Return whether a column continues beside heading rows, because it prints the area."""
        return slot.field == "area" or slot.field == "number" and self.spec.numbers == "area" and self.has_area

    def add_area(self, area):
        self.nodes = area, None
        if self.has_area:
            self._close()
        else:
            self._line("band", area.label, area.title, joins=self.spec.joined_band)
        for row in area.rows:
            self._row(row, area, None)
        for aspect in area.aspects:
            self._aspect(area, aspect)
        if self.has_area and not (area.rows or area.aspects):
            self._row(RowNode(key=""), area, None)

    def _aspect(self, area, aspect):
        """Add the rows of an aspect; an aspect without rows gets a blank one, so that it is visible."""
        self.nodes = area, aspect
        heads = aspect.heading or not self.has_aspect and joined(aspect.label, aspect.title)
        if heads:
            self._line("heading", aspect.label, aspect.title, joins=False, area=area)
        for row in aspect.rows:
            self._row(row, area, None if heads else aspect)
        for child in aspect.aspects:
            self._aspect(area, child)
        if not (heads or aspect.rows or aspect.aspects):
            self._row(RowNode(key=""), area, aspect)

    def _close(self, keep=()):
        self.open = {column: cell for column, cell in self.open.items() if column in keep}

    def _line(self, kind, label, title, *, joins, area=None):
        """Add a band or heading over the whole width; the area's own cells continue beside a heading."""
        outer = [index for index, is_outer in enumerate(self.outer) if is_outer and kind == "heading"]
        self._close(keep=outer)
        cells = [self._area_cell(index, area) if index in outer else None for index in range(len(self.slots))]
        free_columns = [index for index, cell in enumerate(cells) if cell is None]
        if free_columns and self.slots[free_columns[0]].field == "number" and len(free_columns) > 1 and not joins:
            cells[free_columns.pop(0)] = Cell(label, kind=kind, align="center", name="number")
            label = ""
        name = "area" if kind == "band" else "aspect"
        for index in free_columns:
            cells[index] = COVERED
        if free_columns:
            cells[free_columns[0]] = Cell(
                joined(label, title), col_span=self._reach(free_columns), kind=kind, name=name
            )
        self._append(cells, None)

    @staticmethod
    def _reach(free_columns):
        """Return the number of adjacent free columns, from the first one on."""
        return sum(1 for step, index in enumerate(free_columns) if index == free_columns[0] + step)

    def _row(self, row, area, aspect):
        self._append([self._cell(index, slot, row, area, aspect) for index, slot in enumerate(self.slots)], row)

    def _append(self, cells, row):
        self.rows.append(cells)
        self.keys.append(row.key if row else "")
        self.owners.append((*self.nodes, row if row and row.key else None))

    def _cell(self, index, slot, row, area, aspect):
        if slot.period:
            return self._tick(slot, row)
        if self.outer[index]:
            return self._area_cell(index, area)
        if slot.field in {"aspect", "number"}:
            return self._node_cell(index, slot, row, aspect)
        return self._run_cell(index, slot, row)

    def _tick(self, slot, row):
        text = row.tick_notes.get(slot.period) or (self.spec.tick if slot.period in row.ticks else "")
        return Cell(text, kind="tick", align="center", name=slot.field)

    def _area_cell(self, index, area):
        if self.slots[index].field == "number":
            text = area.label
        else:
            text = area.title if self.spec.numbers == "area" else joined(area.label, area.title)
        return self._running(index, text, area)

    def _node_cell(self, index, slot, row, aspect):
        if aspect is None or slot.field == "number" and self.spec.numbers == "row":
            self.open.pop(index, None)
            text = row.texts.get("number", "") if slot.field == "number" else ""
            return self._plain(slot, text)
        if slot.field == "number":
            return self._running(index, "" if self.spec.inline_label else aspect.label, aspect)
        text = joined(aspect.label, aspect.title) if self.spec.inline_label else aspect.title
        return self._running(index, text, aspect)

    def _running(self, index, text, node):
        """Return a cell that runs over all rows of a node (area or aspect)."""
        start = self.open.get(index)
        if start and start[1] is node:
            return self._cover(index)
        self.open[index] = (len(self.rows), node)
        return self._plain(self.slots[index], text)

    def _run_cell(self, index, slot, row):
        field = slot.field
        continues = field in row.continues
        if continues and index in self.open:
            return self._cover(index)
        if not continues:
            own = row.extra.get(field.removeprefix(EXTRA), "") if field.startswith(EXTRA) else row.texts.get(field, "")
            self.texts[index] = own
        self.open[index] = (len(self.rows), None)
        return self._plain(slot, self.texts.get(index, ""))

    def _cover(self, index):
        start = (self.open[index][0], index)
        self.spans[start] = self.spans.get(start, 1) + 1
        return COVERED

    @staticmethod
    def _plain(slot, text):
        return Cell(text, align="center" if slot.field in CENTRED else "", name=slot.field)

    def finished_rows(self):
        """Return the rows, with the spans set on the first cells of the runs."""
        for (row, column), span in self.spans.items():
            self.rows[row][column] = replace(self.rows[row][column], row_span=span)
        return self.rows
