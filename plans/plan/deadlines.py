"""Deadlines of a plan, derived from the printed time of its rows, and the rows whose time cannot be read."""

from django.db import transaction

from plans.models import ActionStep, Deadline
from plans.schedule.parsing import UNREADABLE, due_dates, parse_target, schedule_of

RUN = "time"
"""The field whose runs have deadlines: the first row of a run has them for all."""


@transaction.atomic(savepoint=False)
def rebuild(plan):
    """Make the plan's Deadline rows match its printed times; unchanged ones keep their pk. 4 queries + layout.

    The quantity of a target counts only where the target's cell is not merged with the row above.
    """
    due_keys = set(_due(plan))
    present = {(step, day): pk for pk, step, day in plan.deadlines.values_list("pk", "step_id", "due_on")}
    stale_pks = [pk for key, pk in present.items() if key not in due_keys]
    if stale_pks:
        Deadline.objects.filter(pk__in=stale_pks).delete()
    Deadline.objects.bulk_create(
        Deadline(plan=plan, step_id=step, due_on=day) for step, day in sorted(due_keys - present.keys())
    )


def _due(plan):
    """Yield (step pk, date) for every due date of every run."""
    style = plan.layout.schedule
    rows = ActionStep.objects.filter(area__plan=plan).order_by("pk")
    for pk, time, ticks, target, continues in rows.values_list("pk", "time", "ticks", "target", "continues"):
        if RUN in continues:
            continue
        quantity = None if "target" in continues else parse_target(target).quantity
        for day in due_dates(schedule_of(time, ticks, style, plan.year), quantity):
            yield pk, day


def unread(tree, spec, year):
    """Return the rows of a PlanTree that must be scheduled by hand ("perlu dijadwalkan"), in printed order.

    Their text cannot be read, or their grid contains only words. Blank rows are not included.
    """
    return [row for row in tree.rows() if RUN not in row.continues and _is_unread(row, spec.schedule, year)]


def _is_unread(row, style, year):
    if style != "text" and row.tick_notes and not row.ticks:
        return True
    return schedule_of(row.texts.get(RUN, ""), row.ticks, style, year).kind == UNREADABLE
