"""Which sheets of a workbook hold a plan, and what each says: Workbook in, readings with all their issues out. Pure."""

from plans.workbook import notes
from plans.workbook.reading import read_sheet
from zi_portal.lib.errors import Refused


def read_sheets(workbook, *, year, sheet=None, mapping=None):
    """Return the SheetReadings of a Workbook, the one that looks most like a plan first, each with all its issues.

    year: the plan's; sheet: name of the only sheet to read, None = all; mapping: {column letter: field, "" = leave
    out} overrides the recognised fields. Raise Refused when no sheet has a plan's table, or none has this name.
    """
    grids = _chosen(workbook.grids, sheet)
    readings = [reading for grid in grids if (reading := read_sheet(grid, year=year, mapping=mapping))]
    if not readings:
        raise _refusal(notes.no_table([grid.name for grid in grids]))
    readings.sort(key=lambda reading: reading.rank, reverse=True)
    for reading in readings:
        reading.issues = [*_of_workbook(workbook, reading, readings), *notes.of_titles(reading, year), *reading.issues]
    return readings


def _chosen(grids, sheet):
    if sheet is None:
        return grids
    named_grids = [grid for grid in grids if _same_name(grid.name, sheet)]
    if not named_grids:
        raise _refusal(notes.sheet_missing(sheet, [grid.name for grid in grids]))
    return named_grids[:1]


def _same_name(name, sheet_name):
    return " ".join(name.split()).casefold() == " ".join(sheet_name.split()).casefold()


def _refusal(issue):
    return Refused(issue.code, issue.message)


def _of_workbook(workbook, reading, readings):
    others = [other.name for other in readings if other is not reading and other.rank[0]]
    return [*notes.other_sheets(reading, others), *notes.unread_sheets(workbook)]
