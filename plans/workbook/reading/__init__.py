"""Reading a table of a rencana aksi: Grid in, plan tree, layout and issues out. Pure: no database, no file."""

from plans.workbook.reading.headers import recognise
from plans.workbook.reading.issues import Issue
from plans.workbook.reading.sheet import SheetReading, read_sheet, read_tree
from plans.workbook.reading.slots import Recognised

__all__ = ["Issue", "Recognised", "SheetReading", "read_sheet", "read_tree", "recognise"]
