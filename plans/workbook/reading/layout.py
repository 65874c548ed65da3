"""The layout of a sheet: its headings, their order and widths, how areas and ticks are printed."""

from plans.tree import MONTHS, QUARTERS, Column, LayoutSpec
from plans.workbook.reading import ticks
from plans.workbook.reading.words import component_of, without_continued

_COUNT = {MONTHS: 12, QUARTERS: 4}


def layout_of(recognised, builder):
    """Return the LayoutSpec of a sheet whose tree builder has built."""
    style, grid = builder.style, recognised.tick_slots
    return LayoutSpec(
        columns=columns_of(recognised),
        area_style=style.area_style,
        joined_band=style.joined_band,
        number_row=recognised.number_row,
        schedule=grid[0].field if grid else "text",
        numbers=style.numbers,
        inline_label=style.inline_label,
        tick=ticks.usual_sign(builder.signs),
    )


def columns_of(recognised):
    """Return the columns in printed order; the slots of the grid become one Column."""
    widths, columns = recognised.grid.widths, []
    for slot in recognised.slots:
        width = round(sum(widths[column] for column in slot.columns), 1)
        if slot.period and any(column.field == slot.field for column in columns):
            next(column for column in columns if column.field == slot.field).width += width
        elif slot.period:
            columns.append(Column(slot.field, slot.group, width, _subheadings(recognised, slot.field)))
        elif slot.field:
            columns.append(Column(slot.field, slot.full_heading, width))
    return columns


def _subheadings(recognised, kind):
    """Return the printed headings of the months or quarters, [] (the usual ones) unless all are there."""
    heading_by_period = {slot.period: slot.heading for slot in recognised.tick_slots}
    is_full = len(recognised.tick_slots) == len(heading_by_period) == _COUNT[kind]
    return [heading_by_period[number] for number in sorted(heading_by_period)] if is_full else []


def title_above(recognised):
    """Return (title of the table or "", other rows above the header); lines of the title are joined by a space.

    The lines above a table form groups separated by blank rows; a LAMPIRAN block has a column of its own.
    """
    groups, block = [[]], None
    other_lines, above = [], area_above(recognised)
    for row in range(above[0] if above else recognised.top):
        cells = recognised.lattice.filled(row)
        if not cells:
            groups.append([])
            block = None
        for column, text in cells:
            if text.upper().startswith("LAMPIRAN"):
                block = column
            if column == block and (_is_title([(row, text)]) and text.upper().startswith("RENCANA")):
                block = None
            if column == block or len(text) < 2:
                other_lines.append(row)
            else:
                groups[-1].append((row, without_continued(text)[0]))
    groups = [group for group in groups if group]
    title_group = next((group for group in groups if _is_title(group)), groups[0] if groups else [])
    other_lines += [row for group in groups if group is not title_group for row, _ in group]
    title = " ".join(" ".join(text.split()) for _, text in title_group)
    return title, sorted(set(other_lines) - {row for row, _ in title_group})


def area_above(recognised):
    """Return (row, text) of an area's title alone right above the header, None when there is none."""
    for row in range(recognised.top - 1, -1, -1):
        cells = recognised.lattice.filled(row)
        if cells:
            return (row, cells[0][1]) if len(cells) == 1 and component_of(cells[0][1]) is not None else None
    return None


def _is_title(group):
    text = " ".join(text for _, text in group).upper()
    return "RENCANA" in text or "ZONA INTEGRITAS" in text
