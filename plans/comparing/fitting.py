"""Two plans of different layouts, made comparable: only what both print, times in the newer one's form. Pure."""

from plans.schedule.regridding import regrid
from plans.tree import EXTRA, MONTHS, QUARTERS, RUN_FIELDS

TIMES = {"time", MONTHS, QUARTERS}


def fitted(older, older_spec, newer, newer_spec, *, year):
    """Return (older PlanTree, newer PlanTree, [fields that only one of them prints]); the trees are changed.

    year: of the older plan, for its times.
    """
    old, new = ({column.field for column in spec.columns} for spec in (older_spec, newer_spec))
    has_times = bool(old & TIMES) and bool(new & TIMES)
    if has_times and older_spec.schedule != newer_spec.schedule:
        _regrid(older, older_spec.schedule, newer_spec.schedule, year)
    printed_fields = old & new | (new & TIMES if has_times else set())
    for tree in (older, newer):
        for row in tree.rows():
            _prune(row, printed_fields)
    left_out = sorted(((old ^ new) - TIMES) | ((old | new) & TIMES if not has_times else set()))
    return older, newer, [name for name in left_out if name in RUN_FIELDS or name in TIMES or name.startswith(EXTRA)]


def _regrid(tree, old, new, year):
    for row in tree.rows():
        notes = {str(place): text for place, text in row.tick_notes.items()}
        time, ticks, notes = regrid(row.texts.get("time", ""), row.ticks, notes, old=old, new=new, year=year)
        row.texts["time"], row.ticks = time, ticks
        row.tick_notes = {int(place): text for place, text in notes.items()}


def _prune(row, printed_fields):
    """Leave in a row only what is printed; a time that stands beside ticks is printed where it has a column."""
    row.texts = {name: text for name, text in row.texts.items() if name in printed_fields or name == "number"}
    row.extra = {heading: text for heading, text in row.extra.items() if EXTRA + heading in printed_fields}
    row.continues = {name for name in row.continues if name in printed_fields}
    if not printed_fields & {MONTHS, QUARTERS}:
        row.ticks, row.tick_notes = [], {}
