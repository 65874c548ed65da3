"""Which sheets of a workbook hold a plan, and what each says: Workbook in, readings with all their issues out. Pure."""

from plans.workbook import joining, notes
from plans.workbook.joining import ALL
from plans.workbook.reading import read_sheet
from zi_portal.lib.errors import Refused


def read_sheets(workbook, *, year, sheet=None, mapping=None):
    """Return the SheetReadings of a Workbook, that which is most likely meant first, each with all its issues.

    Sheets with the same columns are also read as one plan, with the name ALL: first where each holds another area,
    else last. The others follow in the order of the workbook. year: the plan's; sheet: name of the only reading that
    is wanted (or ALL), None = all; mapping: {column letter: field, "" = leave out} overrides the recognised fields.
    Raise Refused when no sheet has a plan's table, or none has this name.
    """
    if sheet not in {None, ALL}:
        grid = _named(workbook.grids, sheet)
        readings = _read([grid], year, mapping)
        return [_with_issues(workbook, reading, [], year) for reading in readings]
    readings = _read(workbook.grids, year, None)
    group = next(iter(joining.groups(readings)), [])
    if sheet == ALL:
        return [_joined(workbook, group, readings, year, mapping)]
    best = max(readings, key=lambda reading: reading.rank)
    joined = [_joined(workbook, group, readings, year)] if group else []
    is_one_plan = joining.are_one_plan(group, best)
    singles = sorted(readings, key=lambda reading: reading is not best and not is_one_plan)
    singles = [_with_issues(workbook, reading, _others(readings, [reading]), year) for reading in singles]
    return [*joined, *singles] if is_one_plan else [*singles, *joined]


def _named(grids, sheet):
    name = " ".join(sheet.split()).casefold()
    grid = next((grid for grid in grids if " ".join(grid.name.split()).casefold() == name), None)
    if grid is None:
        raise _refusal(notes.sheet_missing(sheet, [grid.name for grid in grids]))
    return grid


def _read(grids, year, mapping):
    """Return the readings of the grids with a plan's table, their areas named; raise Refused when there is none."""
    readings_with_grids = [(read_sheet(grid, year=year, mapping=mapping), grid) for grid in grids]
    for reading, grid in readings_with_grids:
        if reading:
            joining.name_area(reading, grid)
    readings = [reading for reading, _ in readings_with_grids if reading]
    if not readings:
        raise _refusal(notes.no_table([grid.name for grid in grids]))
    return readings


def _joined(workbook, group, readings, year, mapping=None):
    """Return the reading of sheets with the same columns as one plan; the mapping was chosen for the first of them."""
    if not group:
        raise _refusal(notes.no_joined_sheets())
    if mapping:
        grids = [_named(workbook.grids, reading.name) for reading in group]
        mappings = [joining.mapping_of(mapping, group[0], reading) for reading in group]
        group = [_read([grid], year, own)[0] for grid, own in zip(grids, mappings, strict=True)]
    return _with_issues(workbook, joining.join(group), _others(readings, group), year)


def _others(readings, chosen):
    """Return the names of sheets with a plan's rows that are not among the chosen readings."""
    names = {reading.name for reading in chosen}
    return [reading.name for reading in readings if reading.name not in names and reading.rank[0]]


def _with_issues(workbook, reading, others, year):
    """Return the reading with the issues of its workbook and titles before its own."""
    around = [*notes.other_sheets(reading, others), *notes.unread_sheets(workbook), *notes.of_titles(reading, year)]
    reading.issues = [*around, *reading.issues]
    return reading


def _refusal(issue):
    return Refused(issue.code, issue.message)
