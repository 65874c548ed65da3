"""Reads uploaded workbooks from the file to the readings in one confined child (inside.py), never in the caller."""

from plans.workbook.packing import unpack
from zi_portal.lib.grid import workbooks
from zi_portal.lib.sandbox import confined

INSIDE = "plans.workbook.inside"
LIMITS = confined.Limits(memory=768 << 20, cpu=40, seconds=60)
"""Limits of the child: those of the file's reader, and as much again to recognise the fullest allowed sheets."""

confined.allow(INSIDE)


def readings(path, *, tick=None, **options):
    """Return the SheetReadings of a workbook, the best one first; options: those of sheets.read_sheets().

    Raises Refused, also where LIMITS do not suffice, and what workbooks.ask() raises; tick as there.
    """
    answer = workbooks.ask(f"{INSIDE}:read", path, options, limits=LIMITS, tick=tick)
    return [unpack(reading) for reading in answer["readings"]]
