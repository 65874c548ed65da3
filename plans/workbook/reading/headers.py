"""Finding the header of a plan's table in a Grid: scores the whole set of headings and gives each column its field."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from plans.tree import EXTRA, MONTHS, QUARTERS
from plans.workbook.reading import headings, periods, ticks
from plans.workbook.reading.fields import REMARK, may_map
from plans.workbook.reading.issues import column_letter
from plans.workbook.reading.lattice import Lattice
from plans.workbook.reading.words import fold
from zi_portal.lib.grid.model import Grid

SEARCHED_ROWS = 300
MAX_HEADER_ROWS = 4
MAX_HEADERS = 20
MIN_SCORE = 1.5
TICK_SCORE = 1.5
HIDDEN_SHARE = 0.5
TICK_SHARE = 0.3
MAX_HEADING_LENGTH = 80
_RESULT = re.compile(r"\s*+%?\s*+(?:realisasi|capaian|progres)", re.IGNORECASE)
_NUMBER_CELL = re.compile(r"[(\[]?(\d{1,2})[)\].]?")


@dataclass(slots=True)
class Slot:
    """One printed column of the sheet; columns: 0-based indexes (several when the heading is merged).

    field: as in plans.tree.Column, "" = left out. period: month or quarter of a tick column; group: heading
    above the ticks; score: certainty of the field; hidden: whether the file hides the column.
    """

    columns: tuple[int, ...]
    heading: str
    field: str = ""
    period: int = 0
    group: str = ""
    score: float = 0.0
    hidden: bool = False

    @property
    def letter(self):
        """Excel letter of the first column."""
        return column_letter(self.columns[0])


@dataclass
class Recognised:
    """A table recognised in a Grid: header from row top, body from row body (0-based), columns as slots."""

    grid: Grid
    lattice: Lattice
    top: int
    body: int
    slots: list[Slot] = field(default_factory=list)
    number_row: str = ""
    score: float = 0.0
    signs: frozenset[str] = frozenset()

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


def recognise(grid, mapping=None):
    """Return the best header of a sheet as Recognised, None when it has no plan table.

    mapping: {column letter: field or ""} overrides the recognised fields.
    """
    lattice = Lattice(grid)
    best = None
    for row in _likely_rows(lattice):
        for depth in _depths(lattice, row):
            header = _evaluate(lattice, row, depth)
            if header and (best is None or header.score > best.score + 0.01):
                best = header
    if best is not None:
        _finish(best, dict(mapping or {}))
    return best


def _likely_rows(lattice):
    """Return the rows with the most known headings, at least two each, from top to bottom."""
    field_counts = {}
    for row in range(min(lattice.height, SEARCHED_ROWS)):
        texts = [text for _, text in lattice.filled(row) if len(text) <= MAX_HEADING_LENGTH]
        field_counts[row] = len(
            {field for text in texts for field in headings.candidates(text)} if len(texts) >= 2 else ()
        )
    likely = [row for row in field_counts if sum(1 for _, t in lattice.filled(row) if headings.candidates(t)) >= 2]
    return sorted(sorted(likely, key=field_counts.get, reverse=True)[:MAX_HEADERS])


def _depths(lattice, row):
    """Return the possible numbers of header rows from this one on (1–4); rows of months or quarters are included."""
    depth = least = 1
    while depth < MAX_HEADER_ROWS and row + depth < lattice.height and _is_lower_row(lattice, row, row + depth):
        depth += 1
        period_headings = [text for _, text in lattice.filled(row + depth - 1) if periods.is_named([text])]
        least = depth if len(period_headings) >= 2 else least
    return range(least, depth + 1)


def _is_lower_row(lattice, top, row):
    """Return whether all cells of a row are below a group heading (merged, or with blanks to its right)."""
    cells = lattice.filled(row)
    if not cells:
        return any(lattice.covered_from_above(row, column) for column in range(lattice.width))
    return all(len(text) <= MAX_HEADING_LENGTH and _below_group(lattice, top, row, column) for column, text in cells)


def _below_group(lattice, top, row, column):
    above = lattice.cell(row - 1, column)
    if above.text:
        return above.col_span > 1 or _open_group(lattice, row - 1, column)
    return any(lattice.cell(row - 1, left).text for left in range(column)) or row - 1 > top


def _open_group(lattice, row, column):
    """Return whether a heading is an unmerged group heading: blank cells to its right, with headings one row below."""
    right = column + 1
    below = row + 1
    return right < lattice.width and not lattice.cell(row, right).text and bool(lattice.own(below, right))


def _path(lattice, top, depth, column):
    """Return the texts of the headings above a column from top to bottom, each cell once."""
    places = dict.fromkeys(lattice.origin(row, column) for row in range(top, top + depth))
    return [text for r, c in places if r >= top and (text := lattice.rows[r][c].text)]


def _group(lattice, top, column, path):
    """Return the heading above a period's own heading: from its path, or the nearest to its left on the top row."""
    if len(path) > 1:
        return " ".join(path[:-1])
    if lattice.cell(top, column).text:
        return ""
    return next((text for left in range(column, -1, -1) if (text := lattice.cell(top, left).text)), "")


def _evaluate(lattice, top, depth):
    """Return the header at these rows as Recognised, None when it is none."""
    slots = _slots(lattice, top, depth)
    if _number_style([slot.heading for slot in slots if slot.heading]):
        return None
    kind, block, tick_slots = _tick_blocks(lattice, top, depth, slots)
    for slot in slots:
        if slot.columns[0] in block:
            slot.field, slot.period = kind, block[slot.columns[0]]
            slot.group = _shared_group(lattice, top, block)
    plain = [slot for slot in slots if not slot.period]
    scores = [{} if slot.columns[0] in tick_slots else _scores(slot, has_grid=bool(block)) for slot in plain]
    fields, total = headings.assign(scores)
    for slot, name, field_scores in zip(plain, fields, scores, strict=True):
        slot.field, slot.score = name, field_scores.get(name, 0.0)
    content_fields = {slot.field for slot in slots if slot.field in headings.CONTENT_FIELDS} | (
        {"time"} if block else set()
    )
    if (
        len(content_fields) < 2
        or not content_fields & {"action", "indicator", "aspect", "evidence"}
        or total < MIN_SCORE - 0.5 * bool(block)
    ):
        return None
    unknown = sum(1 for slot in plain if slot.heading and not slot.field)
    score = total + TICK_SCORE * bool(block) - 0.1 * unknown - 0.02 * depth
    return Recognised(lattice.grid, lattice, top, top + depth, slots, score=score)


def _slots(lattice, top, depth):
    slots, last = [], None
    for column in range(lattice.width):
        path = _path(lattice, top, depth, column)
        leaf = next(
            (
                place
                for row in range(top + depth - 1, top - 1, -1)
                if _text_at(lattice, place := lattice.origin(row, column))
            ),
            None,
        )
        if slots and leaf is not None and leaf == last and leaf[0] >= top:
            slots[-1].columns += (column,)
            continue
        last = leaf
        slot = Slot((column,), path[-1] if path else "", group=_group(lattice, top, column, path) if path else "")
        slots.append(slot)
    for slot in slots:
        slot.hidden = all(column in lattice.grid.hidden for column in slot.columns)
    return slots


def _text_at(lattice, place):
    return lattice.rows[place[0]][place[1]].text


def _tick_blocks(lattice, top, depth, slots):
    """Return (kind, {column: period}, columns of other grids) of the schedule's grid; kind "" when there is none."""
    columns = []
    for slot in slots:
        if slot.heading:
            path = _path(lattice, top, depth, slot.columns[0])
            under = [slot.group] if slot.group and len(path) == 1 else []
            columns.append((slot.columns[0], [*under, *path], slot.group))
    tick_blocks = periods.blocks(columns)
    schedule_blocks = [block for block in tick_blocks if _is_schedule(lattice, top, top + depth, block[1])]
    kind, block = max(schedule_blocks, key=lambda block: len(block[1]), default=("", {}))
    return kind, block, {column for _, other in tick_blocks for column in other if column not in block}


def _over(lattice, top, column):
    """Return the text on the top row above a column, through spans or to its left."""
    return next((text for left in range(column, -1, -1) if (text := lattice.cell(top, left).text)), "")


def _shared_group(lattice, top, block):
    """Return the heading above all columns of a grid, "" when they have none or several."""
    over = {_over(lattice, top, column) for column in block}
    return over.pop() if len(over) == 1 else ""


def _is_schedule(lattice, top, body, block):
    """Return whether a grid contains marks, not texts or figures (targets per quarter), or is still empty."""
    if _RESULT.match(_over(lattice, top, min(block))):
        return False
    return _holds_ticks(lattice, body, block)


def _holds_ticks(lattice, body, block):
    """Return whether enough of the cells below are marks; an empty grid counts too."""
    texts = [cell.text for row in lattice.rows[body:] for column in block if (cell := row[column]).text]
    texts = [text for text in texts if not ticks.is_nothing(text) and not _NUMBER_CELL.fullmatch(text) or text == "1"]
    signs = ticks.own_signs(texts)
    return not texts or sum(ticks.is_tick(text, signs) for text in texts) >= TICK_SHARE * len(texts)


def _scores(slot, *, has_grid):
    """Return {field: score} of a column by its heading, alone or with the group above; hidden columns score lower."""
    scores = dict(headings.candidates(slot.heading))
    if slot.group:
        for name, score in headings.candidates(f"{slot.group} {slot.heading}").items():
            scores[name] = max(scores.get(name, 0.0), 0.97 * score)
    share = HIDDEN_SHARE if slot.hidden else 1.0
    if has_grid and "time" in scores:
        scores["time"] *= 0.6
    return {name: score * share for name, score in scores.items()}


def _number_style(texts):
    """Return "plain" or "paren" when the texts are the column numbers 1, 2, 3 …, else ""."""
    matches = [_NUMBER_CELL.fullmatch(text) for text in texts]
    if len(texts) < 3 or not all(matches) or [int(match[1]) for match in matches] != list(range(1, len(texts) + 1)):
        return ""
    return "paren" if texts[0].startswith("(") else "plain"


def number_row_style(recognised, row):
    """Return the style of a row of column numbers ("plain", "paren"), "" when the row is none."""
    cells = recognised.lattice.filled(row)
    first = next((slot.columns[0] for slot in recognised.slots if slot.heading), 0)
    return _number_style([text for _, text in cells]) if cells and cells[0][0] == first else ""


def is_header_row(recognised, row):
    """Return whether a row of the body repeats the header: most of its cells equal the header's."""
    cells = recognised.lattice.filled(row)
    matching_cells = sum((column, fold(text)) in recognised.header_texts for column, text in cells)
    return len(cells) >= 2 and matching_cells >= 0.7 * len(cells)


def _finish(recognised, mapping):
    """Skip the row of column numbers, apply the mapping, keep hidden columns only where they are needed."""
    while recognised.body < recognised.lattice.height:
        style = number_row_style(recognised, recognised.body)
        if not style:
            break
        recognised.number_row, recognised.body = style, recognised.body + 1
    texts = [
        recognised.lattice.cell(row, slot.columns[0]).text
        for slot in recognised.tick_slots
        for row in _body(recognised)
    ]
    recognised.signs = ticks.own_signs(texts)
    taken_fields = set()
    for slot in recognised.slots:
        _override(recognised, slot, mapping)
        if slot.heading and not slot.field and slot.letter not in mapping or slot.field == REMARK:
            heading = slot.heading if not slot.group else f"{slot.group} {slot.heading}"
            slot.field = extra_field(heading or f"Kolom {slot.letter}", taken_fields)


def _body(recognised):
    return range(recognised.body, recognised.lattice.height)


def extra_field(heading, taken_fields):
    """Return EXTRA + heading, numbered when the heading is taken, and add the heading to taken_fields."""
    name, count = heading, 1
    while name in taken_fields:
        count += 1
        name = f"{heading} ({count})"
    taken_fields.add(name)
    return EXTRA + name


def _override(recognised, slot, mapping):
    """Set the field that the user chose for a column; the choice for a grid's first column counts for all of it."""
    grid = recognised.tick_slots
    name = mapping.get(slot.letter)
    if name is None or slot.period and slot is not grid[0]:
        return
    if slot.period:
        for tick in grid if name not in {MONTHS, QUARTERS} else ():
            tick.field, tick.period = "", 0
            mapping.setdefault(tick.letter, "")
    elif may_map(name):
        slot.field, slot.score = name, 1.0
