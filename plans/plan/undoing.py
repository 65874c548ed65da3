"""Steps taken back and taken again: each person's own changes of a plan's table, the newest first, over reloads.

A step is a PlanEdit that takes nothing back. Taking it back, or again, is an edit of its own, so that others see it
like any change. What somebody else changed since is never overwritten.
"""

from django.db import transaction

from plans.freezing import editable_plan
from plans.models import ActionStep, PlanEdit
from plans.plan import editing, snapshots
from plans.plan.lines import lines
from plans.plan.runs import put, value
from zi_portal.lib.errors import Refused, Stale

UNDO, REDO = "undone", "redone"
WITH_MORE = ("replaced", "replacement_undone")
"""Edits that are part of a change of decree and team too, and have a way back of their own (decree/replacing.py)."""
OVERTAKEN = "overtaken"
NOTHING = {UNDO: "Tidak ada langkah Anda yang dapat diurungkan.", REDO: "Tidak ada langkah yang dapat diulangi."}
CHANGED_SINCE = "Langkah ini tidak diurungkan karena bagian yang sama sudah diubah {}."
ANOTHER = "orang lain"


def steps(plan, actor):
    """Return the steps of a person in a plan, the newest first."""
    edits = PlanEdit.objects.filter(plan=plan, actor=actor, takes_back=None).exclude(action__in=WITH_MORE)
    return edits.exclude(patch=[]).order_by("-revision")


def next_step(plan, actor, way):
    """Return the step that would be taken back (UNDO) or again (REDO) next, None where there is none."""
    newest = steps(plan, actor).filter(undone=False).first()
    if way == UNDO:
        return newest
    undone_steps = steps(plan, actor).filter(undone=True, revision__gt=newest.revision if newest else 0)
    return undone_steps.last()


def take_back(plan, actor, way=UNDO, *, token="", skip=False):
    """Take the newest step back (UNDO) or the one taken back last again (REDO); return the step.

    Raise Stale when there is none, Refused(OVERTAKEN) when somebody changed the same since; skip: such a step is then
    left as it is, and the one before it comes next.
    """
    with transaction.atomic():
        editable_plan(plan.pk)  # of two at once, the second finds the step before
        step = next_step(plan, actor, way)
        if step is None:
            raise Stale(NOTHING[way], code="nothing")
        patch = snapshots.reversed_patch(step.patch) if way == UNDO else step.patch
        with editing.change(plan.pk, actor, way, token=token, takes_back=step, step=step.pk) as locked_plan:
            unfit_entries = snapshots.misfits(patch, snapshots.take(locked_plan))
            if unfit_entries and not skip:
                raise Refused(OVERTAKEN, CHANGED_SINCE.format(_author(step, unfit_entries) or ANOTHER), status=409)
            if not unfit_entries:
                snapshots.put(locked_plan, patch)
                _tidy(locked_plan)
        PlanEdit.objects.filter(pk=step.pk).update(undone=way == UNDO)
    return step


def _author(step, entries):
    """Return the name of who changed one of the parts after a step, "" where nobody is known."""
    parts = {(entry["kind"], entry["pk"]) for entry in entries}
    later_edits = PlanEdit.objects.filter(plan=step.plan_id, revision__gt=step.revision).select_related("actor")
    authors = [
        edit.actor.name
        for edit in later_edits.order_by("-revision")[:200]
        if edit.actor and any((entry["kind"], entry["pk"]) in parts for entry in edit.patch)
    ]
    return authors[0] if authors else ""


def _tidy(plan):
    """Number the rows anew, and let no cell continue one above that is not of its segment."""
    changed_steps, segment, positions = {}, None, {}
    for line in lines(plan):
        step = line.step
        positions[step.area_id] = position = positions.get(step.area_id, 0) + 1
        if step.position != position:
            step.position = position
            changed_steps[step.pk] = step
        if line.segment != segment and step.continues:
            _release(step)
            changed_steps[step.pk] = step
        segment = line.segment
    ActionStep.objects.bulk_update(changed_steps.values(), editing.STEP_FIELDS)


def _release(step):
    """Give a row cells of its own, with what they held before they were merged."""
    for field in step.continues:
        content = step.kept.get(field, {}).get("own", value(step, field))
        put(step, field, tuple(content) if field == "time" else content)
    step.continues, step.kept = [], {}
