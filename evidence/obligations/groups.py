"""Groups: rows of a plan that one list of documents proves, with the due dates printed beside them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from evidence.states import Frequency
from plans.plan import runs
from plans.plan.lines import lines

ONCE = "once"
"""Slot of the only obligation of a requirement that is asked once, or has no date yet."""


@dataclass(slots=True)
class Group:
    """Rows that one list of documents proves.

    head: the row whose key the requirements hang on; text: the bukti fisik as printed; time_step_ids: primary keys of
    the rows that print the time of these rows.
    """

    head: object
    text: str
    steps: list = field(default_factory=list)
    time_step_ids: set = field(default_factory=set)


def groups_of(plan):
    """Return [Group] of a plan in printed order: runs of evidence; rows without any by their action; 3 queries.

    A row without printed evidence belongs to the group of the row that prints its action, else it is its own.
    """
    return groups_of_lines(lines(plan))


def groups_of_lines(plan_lines):
    """Return what groups_of() returns, from lines that are loaded already; no query."""
    heads = runs.heads(plan_lines)
    steps_by_id = {line.step.pk: line.step for line in plan_lines}
    groups_by_head = {}
    for line in plan_lines:
        head_id = _head_id(line.step, heads)
        text = heads[head_id, "evidence"][1].strip()
        group = groups_by_head.setdefault(head_id, Group(steps_by_id[head_id], text))
        group.steps.append(line.step)
        group.time_step_ids.add(heads[line.step.pk, "time"][0])
    return list(groups_by_head.values())


def _head_id(step, heads):
    """Return the primary key of the row that the step's group hangs on."""
    evidence_id, text = heads[step.pk, "evidence"]
    if text.strip():
        return evidence_id
    action_id = heads[step.pk, "action"][0]
    evidence_id, text = heads[action_id, "evidence"]
    return evidence_id if text.strip() else action_id


def due_dates(plan, groups):
    """Return {head pk: sorted due dates} of groups of a plan, from the times printed beside their rows; one query."""
    dates_by_step = defaultdict(set)
    for step_id, due_on in plan.deadlines.values_list("step_id", "due_on"):
        dates_by_step[step_id].add(due_on)
    return {
        group.head.pk: sorted(set().union(*(dates_by_step[step_id] for step_id in group.time_step_ids)))
        for group in groups
    }


def once_due_date(obligation):
    """Return the due date that the plan gives a requirement asked once, None where it gives none; 4 queries."""
    groups = groups_of(obligation.plan)
    step_key = obligation.requirement.step_key
    head_id = next((group.head.pk for group in groups if group.head.key == step_key), None)
    dates = due_dates(obligation.plan, groups).get(head_id, [])
    return dict(slots(obligation.requirement, dates)).get(ONCE)


def slots(requirement, dates):
    """Return [(slot, due date or None)] of a requirement whose rows fall due on these dates (sorted)."""
    dates = dates or sorted(date.fromisoformat(text) for text in requirement.dates)
    if requirement.frequency == Frequency.ONCE or not dates:
        return [(ONCE, dates[-1] if dates else None)]
    return [(due_on.isoformat(), due_on) for due_on in dates]
