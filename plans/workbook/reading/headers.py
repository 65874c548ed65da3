"""Finding the header of a plan's table in a Grid: scores the whole set of headings and gives each column its field."""

import re

from plans.tree import EXTRA, MONTHS, QUARTERS
from plans.workbook.reading import headings, periods, ticks
from plans.workbook.reading.columns import contents, grids, outlines, pairs
from plans.workbook.reading.fields import REMARK, may_map
from plans.workbook.reading.lattice import Lattice
from plans.workbook.reading.slots import Recognised, Slot
from plans.workbook.reading.words import component_of, fold, is_label, is_section, split_label

SEARCHED_ROWS = 300
MAX_HEADER_ROWS = 5
MAX_HEADERS = 20
MIN_SCORE = 1.5
TICK_SCORE = 1.5
HIDDEN_SHARE = 0.5
MAX_HEADING_LENGTH = 80
_NUMBER_CELL = re.compile(r"[(\[]?(\d{1,2})[)\].]?")


def recognise(grid, mapping=None, top=None):
    """Return the best header of a sheet as Recognised, None when it has no plan table.

    mapping: {column letter: field or ""} overrides the recognised fields. top: the header's first row (0-based) as a
    user chose it: then it is one whatever its headings say, unless it has none.
    """
    lattice = Lattice(grid)
    best = None
    for row in _likely_rows(lattice) if top is None else [top]:
        for depth in _depths(lattice, row):
            header = _evaluate(lattice, row, depth, is_chosen=top is not None)
            if header and (best is None or header.score > best.score + 0.01):
                best = header
    if best is not None:
        _skip_number_rows(best)
        outlines.unfold(best)
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
    """Return the possible numbers of header rows from this one on.

    They are at least the rows that the header's merged cells cover, and include rows of months or quarters; none when
    the cells are merged over more rows than a header has.
    """
    least = _covered_rows(lattice, row)
    depth = least
    while depth < MAX_HEADER_ROWS and row + depth < lattice.height and _is_lower_row(lattice, row, row + depth):
        depth = max(depth + 1, _covered_rows(lattice, row, depth + 1))
        least = depth if _is_surely_lower(lattice, row + depth - 1) else least
    return range(least, min(depth, MAX_HEADER_ROWS) + 1)


def _is_surely_lower(lattice, row):
    """Return whether a lower row names periods, or the columns below merged headings, and so cannot be data."""
    cells = lattice.filled(row)
    if sum(periods.is_named([text]) for _, text in cells) >= 2:
        return True
    below_merges = all(lattice.cell(row - 1, column).col_span > 1 for column, _ in cells)
    return len(cells) >= 2 and below_merges and all(contents.kind_of(text) == contents.TEXT for _, text in cells)


def _covered_rows(lattice, top, depth=1):
    """Return the number of rows that the cells of a header reach, from its first row on; depth: rows known so far."""
    seen = 0
    while seen < depth <= MAX_HEADER_ROWS and top + seen < lattice.height:
        cells = [cell for cell in lattice.rows[top + seen] if cell.text and len(cell.text) <= MAX_HEADING_LENGTH]
        spans = [cell.row_span for cell in cells]
        depth = max(depth, seen + max(spans, default=1))
        seen += 1
    return depth


def _is_lower_row(lattice, top, row):
    """Return whether all cells of a row are below a group heading (merged, or with blanks to its right)."""
    cells = lattice.filled(row)
    if not cells:
        return any(lattice.covered_from_above(row, column) for column in range(lattice.width))
    if _opens_body(cells):
        return False
    return all(len(text) <= MAX_HEADING_LENGTH and _below_group(lattice, top, row, column) for column, text in cells)


def _opens_body(cells):
    """Return whether a row is the first of a table's body: the title of an area, or a lettered section."""
    texts = [text for _, text in cells]
    labelled = len(texts) == 2 and is_label(texts[0]) and is_section(texts[1])
    return labelled or any(component_of(text) is not None or _is_labelled_section(text) for text in texts)


def _is_labelled_section(text):
    label, title = split_label(text)
    return bool(label) and is_section(title)


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


def _evaluate(lattice, top, depth, *, is_chosen=False):
    """Return the header at these rows as Recognised, None when it is none; a chosen one needs headings only."""
    slots = _slots(lattice, top, depth)
    texts = [slot.heading for slot in slots if slot.heading]
    if not texts or _number_style(texts):
        return None
    body = grids.Body(lattice, top, top + depth)
    profile_by_column = contents.profiles(lattice, body.body, slots)
    tables = _grids(body, depth, slots, profile_by_column)
    slots = _with_schedule(body, slots, tables)
    slots = pairs.joined(slots, profile_by_column)
    score = _assign(slots, tables, profile_by_column)
    if score is None and not is_chosen:
        return None
    return Recognised(lattice.grid, lattice, top, body.body, slots, score=(score or 0.0) - 0.02 * depth)


def _grids(body, depth, slots, profile_by_column):
    """Return the Grids among the columns."""
    columns = []
    for slot in slots:
        if slot.heading:
            path = _path(body.lattice, body.top, depth, slot.columns[0])
            under = [slot.group] if slot.group and len(path) == 1 else []
            columns.append((slot.columns[0], [*under, *path], slot.group))
    in_grids = {column for block in periods.blocks(columns) for column in block}
    timed = any(
        profile_by_column[slot.columns[0]].is_timed and "time" in headings.candidates(slot.heading)
        for slot in slots
        if slot.columns[0] not in in_grids
    )
    return grids.grids_of(body, columns, timed=timed)


def _with_schedule(body, slots, tables):
    """Return the slots with the periods of the schedule's grid, or with one slot for a grid that is a list."""
    in_schedule = [slot for slot in slots if slot.columns[0] in tables.schedule]
    group = body.shared_group(tables.schedule) if in_schedule else ""
    if in_schedule and tables.is_list:
        joined = grids.list_slot(in_schedule, tables.schedule, group)
        return [joined if slot is in_schedule[0] else slot for slot in slots if slot not in in_schedule[1:]]
    for slot in in_schedule:
        period = tables.schedule[slot.columns[0]]
        slot.field, slot.period, slot.year, slot.group = period.kind, period.number, period.year, group
        slot.heading = period.heading or slot.heading
    return slots


def _assign(slots, tables, profile_by_column):
    """Give every text column its field; return the score of the header, None when it is that of no plan."""
    has_grid = bool(tables.schedule)
    plain = [slot for slot in slots if not slot.period]
    scores = [
        {} if slot.columns[0] in tables.others else _scores(slot, profile_by_column[slot.columns[0]], has_grid=has_grid)
        for slot in plain
    ]
    holders = [index for index, slot in enumerate(plain) if _holds_areas(slot, scores[index], profile_by_column)]
    for index, field_scores in enumerate(scores if holders else []):
        if index not in holders and "area" in field_scores:
            field_scores["aspect"] = max(field_scores.get("aspect", 0.0), 0.6 * field_scores.pop("area"))
    fields, total = headings.assign(scores)
    for slot, name, field_scores in zip(plain, fields, scores, strict=True):
        slot.field, slot.score = name, field_scores.get(name, 0.0)
    content_fields = {slot.field for slot in slots if slot.field in headings.CONTENT_FIELDS}
    content_fields |= {"time"} if has_grid else set()
    if (
        len(content_fields) < 2
        or not content_fields & {"action", "indicator", "aspect", "evidence"}
        or total < MIN_SCORE - 0.5 * has_grid
    ):
        return None
    unknown = sum(1 for slot in plain if slot.heading and not slot.field)
    return total + TICK_SCORE * has_grid - 0.1 * unknown


def _holds_areas(slot, field_scores, profile_by_column):
    """Return whether the cells of a column, and not its heading alone, make it that of the areas."""
    return field_scores.get("area") == 1.0 and profile_by_column[slot.columns[0]].holds_areas


def _slots(lattice, top, depth):
    """Return a Slot for each column; columns below one heading are one, unless that heading is a group's."""
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


def _scores(slot, profile, *, has_grid):
    """Return {field: score} of a column by its heading, alone or with the group above, and by its cells.

    Hidden columns score lower. A column NO below a group is a number, never what the group means.
    """
    if slot.joins:
        return {"time": 1.0}
    scores = dict(headings.candidates(slot.heading))
    if slot.group and not _is_number(scores):
        for name, score in headings.candidates(slot.full_heading).items():
            scores[name] = max(scores.get(name, 0.0), 0.97 * score)
    if has_grid and "time" in scores:
        scores["time"] *= 0.6
    share = HIDDEN_SHARE if slot.hidden else 1.0
    return {name: score * share for name, score in contents.judged(scores, profile, slot.full_heading).items()}


def _is_number(scores):
    return scores.get("number", 0.0) >= max(scores.values(), default=1.0)


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


def _skip_number_rows(recognised):
    while recognised.body < recognised.lattice.height:
        style = number_row_style(recognised, recognised.body)
        if not style:
            break
        recognised.number_row, recognised.body = style, recognised.body + 1


def _finish(recognised, mapping):
    """Apply the mapping; what has no field becomes a remark column."""
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
            slot.field = extra_field(slot.full_heading or f"Kolom {slot.letter}", taken_fields)


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
