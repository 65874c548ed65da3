"""Converting a row's time for a layout with another form of schedule. Pure; nothing is lost.

Months become their quarter, a quarter its last month. A grid becomes text in a text layout. Text becomes ticks where it
can be read, and is kept as well.
"""

from plans.schedule import parsing
from plans.tree import MONTHS, QUARTERS

PER_QUARTER = 3


def regrid(time, ticks, notes, *, old, new, year):
    """Return (time, ticks, notes) in the new form; old, new: "text" | "months" | "quarters", ticks: list of int.

    notes: {"month or quarter": text in the cell}.
    """
    if old == new:
        return time, ticks, notes
    if new not in {MONTHS, QUARTERS}:
        loose_notes = [text for place, text in notes.items() if int(place) not in ticks]
        parts = (time, _ticked_text(ticks, notes, old, year), *loose_notes)
        return "\n".join(dict.fromkeys(part for part in parts if part.strip())), [], {}
    if old not in {MONTHS, QUARTERS}:
        return time, ticks or _places(parsing.parse_time(time, year), new), notes
    move = _quarter if new == QUARTERS else _last_month
    return time, sorted({move(place) for place in ticks}), _moved(notes, move)


def _ticked_text(ticks, notes, style, year):
    """Return the ticks as a printed time, each with the text of its cell in brackets: "Maret (2 SK), Juni 2026"."""
    if not any(notes.get(str(place), "").strip() for place in ticks):
        return parsing.to_text(parsing.schedule_of_ticks(ticks, style, year)) if ticks else ""
    texts = [parsing.to_text(parsing.schedule_of_ticks([place], style, year)) for place in sorted(ticks)]
    remarks = [notes.get(str(place), "").translate(_SQUARE).strip() for place in sorted(ticks)]
    return ", ".join(text + (f" ({remark})" if remark else "") for text, remark in zip(texts, remarks, strict=True))


_SQUARE = str.maketrans("()\n", "[] ")


def _places(reading, new):
    """Return the ticks of a Schedule, [] when it does not fit into the grid of the plan's year."""
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
