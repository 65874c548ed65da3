"""What a row's time becomes when its plan gets a layout with another form of schedule. Pure; nothing is lost.

Months gather in their quarter, a quarter is its last month; a grid becomes words for a text layout; words
become ticks where they can be read, and stay beside them.
"""

from plans.schedule import parsing
from plans.tree import MONTHS, QUARTERS

PER_QUARTER = 3


def regridded(time, ticks, notes, *, old, new, year):
    """(time, ticks, notes) for the new form; old, new: "text" | "months" | "quarters", ticks: list of int.

    notes: {"month or quarter": text that stands in the cell}.
    """
    if old == new:
        return time, ticks, notes
    if new not in {MONTHS, QUARTERS}:
        ticked_text = parsing.to_text(parsing.schedule_of_ticks(ticks, old, year)) if ticks else ""
        return "\n".join(dict.fromkeys(part for part in (time, ticked_text, *notes.values()) if part.strip())), [], {}
    if old not in {MONTHS, QUARTERS}:
        return time, ticks or _places(parsing.parse_time(time, year), new), notes
    move = _quarter if new == QUARTERS else _last_month
    return time, sorted({move(place) for place in ticks}), _moved(notes, move)


def _places(reading, new):
    """Ticks of a time that was read; [] where it cannot be placed in the grid of its year."""
    months = [month for year, month in reading.months if year == reading.plan_year]
    months = months or [day.month for day in parsing.due_dates(reading) if day.year == reading.plan_year]
    return months if new == MONTHS else sorted({_quarter(month) for month in months})


def _quarter(month):
    return (month - 1) // PER_QUARTER + 1


def _last_month(quarter):
    return quarter * PER_QUARTER


def _moved(notes, move):
    moved = {}
    for place, text in notes.items():
        key = str(move(int(place)))
        moved[key] = f"{moved[key]}; {text}" if key in moved else text
    return moved
