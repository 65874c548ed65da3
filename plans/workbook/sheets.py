"""Which sheets of a workbook hold a plan, and what each says: Workbook in, readings with all their issues out. Pure."""

from dataclasses import replace

from plans.workbook import joining, notes, unknown
from plans.workbook.joining import ALL
from plans.workbook.reading import read_sheet
from zi_portal.lib.errors import Refused


def read_sheets(workbook, *, year, sheet=None, mapping=None, top=None):
    """Return the SheetReadings of a Workbook, that which is most likely meant first, each with all its issues.

    Sheets with the same columns are also read as one plan, with the name ALL: first where each holds another area,
    else behind the others, which follow in the order of the workbook; last come those whose headings are unknown, each
    with an error that asks for the meaning of its columns. year: the plan's; sheet: name of the only reading that is
    wanted (or ALL), None = all; mapping: {column letter: field, "" = leave out} overrides the recognised fields; top:
    number of the row in which the header of that sheet begins. Raise Refused when no sheet has anything like a table,
    none has this name, or the row no headings.
    """
    if sheet not in {None, ALL}:
        readings = _read(_alone(workbook, sheet), year, mapping, top)
        return [_with_issues(workbook, reading) for reading in readings]
    readings = _read(workbook, year, None)
    known_readings = [reading for reading in readings if not unknown.is_unknown(reading)]
    group = next(iter(joining.groups(known_readings)), [])
    joining.name_remaining_areas(group)
    if sheet == ALL:
        return [_joined(workbook, group, readings, year, mapping)]
    best = max(known_readings or readings, key=lambda reading: _likelihood(reading, year))
    joined = [_joined(workbook, group, readings, year)] if group else []
    is_one_plan = joining.are_one_plan(group, best)
    first = best if not is_one_plan else None
    singles = sorted(readings, key=lambda reading: (reading is not first, unknown.is_unknown(reading)))
    singles = [_with_issues(workbook, reading, readings) for reading in singles]
    known_singles = singles[: len(known_readings)]
    return [*joined, *singles] if is_one_plan else [*known_singles, *joined, *singles[len(known_readings) :]]


def _likelihood(reading, year):
    """Return the sort key of the sheet that is most likely meant: those of other years than the plan's come last."""
    has_rows, *rest = reading.rank
    return has_rows, not notes.is_of_other_year(reading, year), *rest


def _alone(workbook, sheet):
    """Return the workbook with the sheet of this name as its only grid; raise Refused when none has it."""
    name = " ".join(sheet.split()).casefold()
    grids = [grid for grid in workbook.grids if " ".join(grid.name.split()).casefold() == name]
    if not grids:
        raise _refusal(notes.sheet_missing(sheet, [grid.name for grid in workbook.grids]))
    return replace(workbook, grids=grids[:1])


def _read(workbook, year, mapping, top=None):
    """Return the readings of the grids with anything like a table; raise Refused when there is none."""
    readings = [reading for grid in workbook.grids if (reading := _reading(grid, year, mapping, top))]
    if readings:
        return readings
    raise _refusal(notes.no_headings(top) if top else notes.no_table(workbook))


def _reading(grid, year, mapping, top):
    """Return the reading of a sheet, its area named, None without a table; one with unknown headings is refused."""
    index = top and top - grid.first_row
    if index is not None and not 0 <= index < len(grid.rows):
        return None
    reading = read_sheet(grid, year=year, mapping=mapping, top=index)
    is_guess = reading is None and index is None and (index := unknown.heading_row(grid)) is not None
    if is_guess:
        reading = read_sheet(unknown.beginning(grid, index), year=year, top=index)
    if reading is None:
        return None
    joining.name_area(reading, grid)
    unknown.add_samples(reading, grid)
    if is_guess or unknown.says_nothing(reading):
        unknown.refuse(reading, grid)
    else:
        unknown.warn_without_action(reading, grid)
    return reading


def _joined(workbook, group, readings, year, mapping=None):
    """Return the reading of sheets with the same columns as one plan; the mapping was chosen for the first of them."""
    if not group:
        raise _refusal(notes.no_joined_sheets())
    if mapping:
        alone = [_alone(workbook, reading.name) for reading in group]
        mappings = [joining.mapping_of(mapping, group[0], reading) for reading in group]
        group = [_read(sheet, year, own)[0] for sheet, own in zip(alone, mappings, strict=True)]
    return _with_issues(workbook, joining.join(group), readings)


def _with_issues(workbook, reading, readings=()):
    """Return the reading with the issues of its workbook, among these readings, and of its titles before its own."""
    own_names = reading.sheets or [reading.name]
    others = [other for other in readings if other.name not in own_names]
    with_plan = [other.name for other in others if other.rank[0] and not unknown.is_unknown(other)]
    without = [other.name for other in others if unknown.is_unknown(other)]
    around = [*notes.other_sheets(reading, with_plan), *notes.unknown_sheets(without), *notes.unread_sheets(workbook)]
    if not unknown.is_unknown(reading):
        around += notes.of_lengths(reading)
    reading.issues = [*around, *reading.issues]
    return reading


def _refusal(issue):
    return Refused(issue.code, issue.message)
