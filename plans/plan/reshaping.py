"""Writes that change what stands where in a plan's table: several rows, cells, aspects and areas in one step.

Like everything in editing.py: one transaction, frozen plans refused, runs repaired, one PlanEdit. token: of the change
as sent by a browser, "" for none.
"""

from contextlib import suppress

from django.utils.crypto import get_random_string

from plans.models import ActionStep, Aspect, PlanArea
from plans.plan import editing, runs
from plans.plan.lines import lines
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.order import numbered
from zi_portal.lib.seen import Unchanged

ABOVE, BELOW = "above", "below"
COPIED = ("indicator", "action", "evidence", "time", "target", "responsible", "note", "extra", "ticks", "tick_notes")
"""Fields that a copy of a row takes over; what was reached belongs to the row itself."""

KEY_TAKEN = "Baris ini sudah ada. Muat ulang halaman ini."
NOTHING_JOINED = (
    "Sel ini tidak dapat digabung: tidak ada baris di atasnya dalam bagian yang sama, atau sudah bergabung."
)
NOTHING_SPLIT = "Sel ini tidak bergabung dengan baris di atasnya."


def add_row(actor, spot, *, key="", token=""):
    """Add an empty row at a Spot of rows and return it; key: of the row, chosen by its browser."""
    with editing.reorder(spot.area.plan_id, actor, "row_added", token=token, area=spot.area.pk) as plan:
        spot.require()
        _require_free(plan, [key])
        step = ActionStep(area=spot.area, aspect=spot.aspect, position=0, **({"key": key} if key else {}))
        step.save()
        spot.put([step])
    return step


def duplicate_rows(steps, actor, *, keys=(), token=""):
    """Put copies of rows below the last of them and return the copies; keys: of the copies, in the same order."""
    spot = Spot.beside(steps[-1], BELOW)
    keys = list(keys) or [get_random_string(12) for _ in steps]
    with editing.reorder(spot.area.plan_id, actor, "rows_duplicated", token=token, rows=len(steps)) as plan:
        spot.require()
        _require_free(plan, keys)
        heads = runs.heads(lines(plan))
        copies = []
        for step, key in zip(_current(steps), keys, strict=True):
            copy = ActionStep(area=spot.area, aspect=spot.aspect, position=0, key=key)
            for field in COPIED:
                setattr(copy, field, getattr(step, field))
            for field in step.continues:
                runs.put(copy, field, heads[step.pk, field][1])
            copy.save()
            copies.append(copy)
        spot.put(copies)
    return copies


def delete_rows(steps, actor, *, token=""):
    """Delete rows; the text of their runs passes to the next row of each."""
    with editing.reorder(steps[0].area.plan_id, actor, "rows_deleted", token=token, rows=len(steps)):
        editing.require_present(*steps)
        ActionStep.objects.filter(pk__in=[step.pk for step in steps]).delete()


def move_rows(steps, actor, spot, *, token=""):
    """Move rows to a Spot, in their order; a cell that leaves its run takes a copy of the run's text along."""
    with editing.reorder(spot.area.plan_id, actor, "rows_moved", token=token, rows=len(steps)) as plan:
        spot.require()
        moved_steps = _current(steps)
        _require_free(plan, [step.key for step in moved_steps], area=spot.area, apart=moved_steps)
        spot.put(moved_steps)


def change_cells(rows, actor, *, token=""):
    """Change cells of several rows, [(row, {cell: content}, seen)], as one step: all or, with a conflict, none."""
    with editing.change(rows[0][0].area.plan_id, actor, "cells_changed", token=token, whole=False) as plan:
        for step, cells, seen in rows:
            with suppress(Unchanged):
                plan.patch += editing.write_cells(plan, step, cells, seen)
        plan.details["fields"] = sorted({name for _, cells, _ in rows for name in cells})
        if not plan.patch:
            raise Unchanged


def merge_cells(cells, actor, *, token=""):
    """Merge cells, [(row, field)] in printed order, each with the one above."""
    _reshape_cells(cells, actor, runs.merge, Refused("nothing_merged", NOTHING_JOINED), token)


def split_cells(cells, actor, *, token=""):
    """Split cells, [(row, field)], from the ones above."""
    _reshape_cells(cells, actor, runs.split, Refused("nothing_split", NOTHING_SPLIT), token)


def _reshape_cells(cells, actor, function, refusal, token):
    action = f"cells_{'merged' if function is runs.merge else 'split'}"
    with editing.change(cells[0][0].area.plan_id, actor, action, token=token, cells=len(cells)) as plan:
        editing.require_present(*{step.pk: step for step, _ in cells}.values())
        plan_lines = lines(plan)
        own = {line.step.pk: line.step for line in plan_lines}
        touched = [changed for step, field in cells for changed in function(plan_lines, own[step.pk], field)]
        if not touched:
            raise refusal
        ActionStep.objects.bulk_update({step.pk: step for step in touched}.values(), editing.STEP_FIELDS)


def add_area(plan_id, actor, *, title, after=None, token=""):
    """Add an area after another one or at the end and return it."""
    with editing.reorder(plan_id, actor, "area_added", token=token, title=title):
        editing.require_present(*filter(None, [after]))
        area = PlanArea.objects.create(plan_id=plan_id, position=0, title=title)
        _put_after(area, PlanArea.objects.filter(plan_id=plan_id), after)
    return area


def add_aspect(area, actor, *, title, after=None, token=""):
    """Add an aspect after another one of the same area, or at the end of the area, and return it."""
    with editing.reorder(area.plan_id, actor, "aspect_added", token=token, title=title):
        editing.require_present(*filter(None, (area, after)))
        parent = after.parent if after else None
        aspect = Aspect.objects.create(area=area, parent=parent, position=0, title=title)
        _put_after(aspect, Aspect.objects.filter(area=area, parent=parent), after)
    return aspect


def move_aspect(aspect, area, actor, *, token=""):
    """Move an aspect with its rows and parts to the end of another area."""
    with editing.reorder(area.plan_id, actor, "aspect_moved", token=token, aspect=aspect.pk) as plan:
        editing.require_present(aspect, area)
        pks = _branch(aspect)
        steps = list(ActionStep.objects.filter(aspect__in=pks))
        _require_free(plan, [step.key for step in steps], area=area, apart=steps)
        aspect.parent, aspect.area = None, area
        aspect.save(update_fields=["parent", "area"])
        Aspect.objects.filter(pk__in=pks).update(area=area)
        ActionStep.objects.filter(aspect__in=pks).update(area=area)
        _put_after(aspect, Aspect.objects.filter(area=area, parent=None), None)


def _branch(aspect):
    """Return the pks of an aspect and of everything below it."""
    parents = dict(Aspect.objects.filter(area=aspect.area_id).values_list("pk", "parent_id"))
    pks = {aspect.pk}
    while below := {pk for pk, parent in parents.items() if parent in pks} - pks:
        pks |= below
    return pks


def _put_after(node, siblings, after):
    other_rows = list(siblings.exclude(pk=node.pk).order_by("position", "pk"))
    place = next(
        (number for number, other in enumerate(other_rows, 1) if after and other.pk == after.pk), len(other_rows)
    )
    type(node).objects.bulk_update(numbered([*other_rows[:place], node, *other_rows[place:]]), ["position"])


def _current(steps):
    """Return rows as stored now, in the same order; raise Stale when one is gone."""
    stored_steps = ActionStep.objects.in_bulk([step.pk for step in steps])
    if len(stored_steps) < len({step.pk for step in steps}):
        raise Stale(editing.GONE)
    return [stored_steps[step.pk] for step in steps]


def _require_free(plan, keys, *, area=None, apart=()):
    """Raise Refused when another row of the plan, or of one area, has one of the keys already."""
    rows = ActionStep.objects.filter(**({"area": area} if area else {"area__plan": plan}), key__in=keys)
    if len(keys) != len(set(keys)) or rows.exclude(pk__in=[step.pk for step in apart]).exists():
        raise Refused("key_taken", KEY_TAKEN, status=409)


class Spot:
    """Where rows are put: above or below a row, or at the end of an aspect or of an area's own rows."""

    def __init__(self, area, aspect=None, *, anchor=None, way=BELOW):
        """anchor: the row beside which it is, way: ABOVE or BELOW it; None: at the end."""
        self.area, self.aspect, self.anchor, self.way = area, aspect, anchor, way

    @classmethod
    def beside(cls, step, way):
        """Return the Spot ABOVE or BELOW a row."""
        return cls(step.area, step.aspect, anchor=step, way=way)

    def require(self):
        """Raise Stale unless what it is beside still exists; called under the plan's lock."""
        editing.require_present(*filter(None, (self.area, self.aspect, self.anchor)))

    def put(self, steps):
        """Put rows here, with positions among their siblings."""
        pks = {step.pk for step in steps}
        siblings = ActionStep.objects.filter(area=self.area, aspect=self.aspect).order_by("position", "pk")
        ordered = [*siblings]
        neighbours = [step for step in ordered if step.pk not in pks]
        place = self._place(ordered, neighbours, pks)
        for step in steps:
            step.area, step.aspect = self.area, self.aspect
        row_list = numbered([*neighbours[:place], *steps, *neighbours[place:]])
        ActionStep.objects.bulk_update(row_list, ["area", "aspect", "position"])

    def _place(self, ordered, neighbours, pks):
        """Return how many neighbours stand before the spot; an anchor that itself moves stands for its place."""
        if self.anchor is None:
            return len(neighbours)
        number = next(number for number, step in enumerate(ordered) if step.pk == self.anchor.pk)
        before = ordered[: number + (self.way == BELOW)]
        return sum(step.pk not in pks for step in before)
