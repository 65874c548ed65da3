"""File → readings, in a confined child: reached by name alone (see confined_reading), never imported."""

from dataclasses import asdict, replace

from plans.workbook import marks
from plans.workbook.packing import pack
from plans.workbook.sheets import read_sheets
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import xlsx_reader
from zi_portal.lib.grid.workbooks import workbook_of


def read(header, _blobs):
    """For confined.call(): return {"readings": [packed]} of the workbook header["path"], or {"refused": …}.

    The other entries of header are the arguments of sheets.read_sheets(), and keeps_keys: rows keep the keys with
    which they were exported, for the import into the same plan.
    """
    answer, _ = xlsx_reader.read({"path": header.pop("path")}, [])
    if "refused" in answer:
        return answer, []
    try:
        workbook, marks_by_sheet = _without_marks(workbook_of(answer), keeps_keys=header.pop("keeps_keys", False))
        readings = read_sheets(workbook, **header)
    except Refused as refused:
        return {"refused": [refused.code, refused.message]}, []
    for reading in readings:
        reading.marks = marks_by_sheet.get(reading.name)
    return {"readings": [pack(reading) for reading in readings]}, []


def _without_marks(workbook, *, keeps_keys):
    """Return (Workbook without the columns of marks, {sheet: Marks as a dict}); keeps_keys: rows keep their keys."""
    marks_by_sheet, grids = {}, []
    for grid in workbook.grids:
        plain_grid, sheet_marks = marks.taken_out(grid)
        if sheet_marks:
            marks_by_sheet[grid.name] = asdict(sheet_marks)
        grids.append(plain_grid if keeps_keys else replace(plain_grid, keys=[""] * len(plain_grid.rows)))
    return replace(workbook, grids=grids), marks_by_sheet
