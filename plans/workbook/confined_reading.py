"""Reads uploaded workbooks from the file to the readings in one confined child (inside.py), never in the caller."""

from dataclasses import replace

from plans.workbook.packing import unpack
from zi_portal.lib.grid import workbooks
from zi_portal.lib.sandbox import confined

INSIDE = "plans.workbook.inside"
LIMITS = confined.Limits(memory=768 << 20, cpu=40, seconds=55)
"""Limits of the child while a page waits: those of the file's reader, and as much again to recognise the sheets."""
LIMITS_OF_JOBS = replace(LIMITS, cpu=150, seconds=200)
"""Limits where nobody waits for a page: many full sheets take a minute."""

confined.allow(INSIDE)


def readings(path, *, tick=None, **options):
    """Return the SheetReadings of a workbook, what is most likely meant first; options: of sheets.read_sheets().

    Raises Refused, also where the limits do not suffice, and what workbooks.ask() raises; tick as there.
    """
    limits = LIMITS_OF_JOBS if tick else LIMITS
    answer = workbooks.ask(f"{INSIDE}:read", path, options, limits=limits, tick=tick)
    return [unpack(reading) for reading in answer["readings"]]
