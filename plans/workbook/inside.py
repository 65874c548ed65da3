"""File → readings, in a confined child: reached by name alone (see confined_reading), never imported."""

from plans.workbook.packing import pack
from plans.workbook.sheets import read_sheets
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import xlsx_reader
from zi_portal.lib.grid.workbooks import workbook_of


def read(header, _blobs):
    """For confined.call(): return {"readings": [packed]} of the workbook header["path"], or {"refused": …}.

    The other entries of header are the arguments of sheets.read_sheets().
    """
    answer, _ = xlsx_reader.read({"path": header.pop("path")}, [])
    if "refused" in answer:
        return answer, []
    try:
        readings = read_sheets(workbook_of(answer), **header)
    except Refused as refused:
        return {"refused": [refused.code, refused.message]}, []
    return {"readings": [pack(reading) for reading in readings]}, []
