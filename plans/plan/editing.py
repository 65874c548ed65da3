"""Every write to a plan's table: lock, check, change, repair the runs, count the revision, record the change.

Every function runs in one transaction, raises Refused when the plan may no longer be written, and rebuilds the
deadlines. Rights are checked by the views, with permissions.py. The change_… functions write the fields that differ
and raise Unchanged when none does. seen: {name: digest} of the values that the writer saw; Overtaken is raised when
somebody else changed one of the same fields meanwhile (zi_portal/lib/seen.py).
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Max

from plans.freezing import editable_plan
from plans.models import ActionStep, Aspect, PlanArea, PlanEdit
from plans.plan import deadlines, runs, snapshots
from plans.plan.lines import lines
from plans.schedule.regridding import regrid
from plans.tree import EXTRA, RUN_FIELDS
from zi_portal.audit import chain
from zi_portal.lib.errors import Stale
from zi_portal.lib.order import STEPS, moved, numbered
from zi_portal.lib.seen import settled

STEP_FIELDS = [name for name in snapshots.FIELDS[snapshots.ROW] if name not in ("key", "number")]
"""Fields of a row that a write may change; key and number stay."""

DATED = {"time", "ticks", "target", "continues", "area_id", "aspect_id"}
"""Fields of a row on which due dates depend."""

GONE = "Bagian ini baru saja dihapus orang lain. Buka lagi rencananya untuk melihat isinya yang sekarang."


def require_present(*nodes):
    """Raise Stale unless all nodes still exist; called under the plan's lock."""
    for node in nodes:
        if not type(node).objects.filter(pk=node.pk).exists():
            raise Stale(GONE)


@contextmanager
def change(plan_id, actor, action, *, token="", takes_back=None, whole=True, **details):
    """Lock the plan, let the caller change its rows; rebuild deadlines, count and record the change.

    The caller may add details that it finds under the lock to plan.details. token, takes_back: of the PlanEdit, which
    is plan.edit afterwards. whole: False for a caller that itself puts what it changes into plan.patch.
    """
    with transaction.atomic():
        plan = editable_plan(plan_id)
        plan.details, plan.patch = details, []
        before = snapshots.take(plan) if whole else {}
        yield plan
        if whole:
            plan.patch = snapshots.difference(before, snapshots.take(plan))
        plan.revision += 1
        plan.save(update_fields=["revision", "changed_at"])
        if not plan.patch or any(_is_dated(entry) for entry in plan.patch):
            deadlines.rebuild(plan)
        marks = {"token": token, "takes_back": takes_back}
        plan.edit = PlanEdit.objects.create(
            plan=plan, revision=plan.revision, actor=actor, action=action, patch=plan.patch, **marks
        )
        _record(plan, actor, action)


def _is_dated(entry):
    """Return whether an entry of a patch may move due dates."""
    if entry["kind"] != snapshots.ROW or entry["before"] is None or entry["after"] is None:
        return True
    return not DATED.isdisjoint(entry["before"])


def _record(plan, actor, action):
    """Record a change, with the values before and after where it is of a single part; of more, plan.edit has all."""
    entry = plan.patch[0] if len(plan.patch) == 1 else {"before": None, "after": None}
    after = plan.details | ({"values": entry["after"]} if entry["after"] else {})
    code = plan.satker.code
    chain.record(f"plan.{action}", actor=actor, subject=plan, satker_code=code, before=entry["before"], after=after)


@contextmanager
def reorder(plan_id, actor, action, **details):
    """Do as change() for a caller that adds, moves or removes rows: repair the runs and renumber afterwards."""
    with change(plan_id, actor, action, **details) as plan, reordering(plan):
        yield plan


@contextmanager
def reordering(plan):
    """Repair the runs of a plan in change() and renumber it, when the caller has added, moved or removed rows."""
    heads_before = runs.heads(lines(plan))
    yield
    plan_lines = _with_new_rows(lines(plan), heads_before)
    touched = {step.pk: step for step in runs.heal(plan_lines, heads_before) + _renumbered(plan_lines)}
    ActionStep.objects.bulk_update(touched.values(), STEP_FIELDS)


def _renumbered(lines_in_order):
    """Number the rows through their area; return those whose position changed."""
    changed, last = [], {}
    for line in lines_in_order:
        step = line.step
        last[step.area_id] = place = last.get(step.area_id, 0) + 1
        if step.position != place:
            step.position = place
            changed.append(step)
    return changed


def _with_new_rows(all_lines, heads_before):
    """Enter new rows into heads_before as rows without a run; return the lines."""
    for line in all_lines:
        for field in line.step.continues:
            heads_before.setdefault((line.step.pk, field), (line.step.pk, runs.empty(field)))
    return all_lines


def _place_after(siblings, node):
    """Give node the position after all its siblings."""
    node.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def add_area(plan_id, actor, *, label, title, component):
    """Add an area at the end and return it."""
    with change(plan_id, actor, "area_added", title=title) as plan:
        area = PlanArea(plan=plan, label=label, title=title, component=component)
        _place_after(plan.areas, area)
        area.save()
    return area


def change_area(area, actor, *, seen=None, **fields):
    """Change label, title, component."""
    with change(area.plan_id, actor, "area_changed", area=area.pk) as plan:
        _save(area, plan, fields, seen)


def delete_area(area, actor, *, token=""):
    """Delete an area with all its rows."""
    with reorder(area.plan_id, actor, "area_deleted", token=token, area=area.pk, title=area.title):
        require_present(area)
        area.delete()


def add_aspect(area, actor, *, label, title, heading=False, parent=None):
    """Add an aspect at the end of its area or heading and return it."""
    with change(area.plan_id, actor, "aspect_added", title=title):
        require_present(*filter(None, (area, parent)))
        aspect = Aspect(area=area, parent=parent, label=label, title=title, heading=heading)
        _place_after(Aspect.objects.filter(area=area, parent=parent), aspect)
        aspect.save()
    return aspect


def change_aspect(aspect, actor, *, seen=None, **fields):
    """Change label, title, heading, parent."""
    with reorder(aspect.area.plan_id, actor, "aspect_changed", aspect=aspect.pk) as plan:
        require_present(*filter(None, (fields.get("parent"),)))
        _save(aspect, plan, fields, seen)


def delete_aspect(aspect, actor, *, token=""):
    """Delete an aspect with its rows and children."""
    with reorder(aspect.area.plan_id, actor, "aspect_deleted", token=token, aspect=aspect.pk, title=aspect.title):
        require_present(aspect)
        aspect.delete()


def add_step(area, aspect, actor, *, after=None, **fields):
    """Add a row after another one of the same aspect, or at the end, and return it."""
    with reorder(area.plan_id, actor, "row_added", area=area.pk):
        require_present(*filter(None, (area, aspect, after)))
        siblings = ActionStep.objects.filter(area=area, aspect=aspect)
        step = ActionStep(area=area, aspect=aspect, **fields)
        if after is None:
            _place_after(siblings, step)
        else:
            siblings.filter(position__gt=after.position).update(position=F("position") + 1)
            step.position = after.position + 1
        step.save()
    return step


def change_step(step, actor, *, seen=None, token="", **cells):
    """Change a row's cells, named as in cells_of(); a cell merged with the row above is split off first."""
    with change(step.area.plan_id, actor, "row_changed", token=token, whole=False, row=step.pk) as plan:
        plan.patch = write_cells(plan, step, cells, seen)


def write_cells(plan, step, cells, seen=None):
    """Write a row's cells under the plan's lock, as change_step does, and return the patch; raise Unchanged."""
    current = _current(step)
    before = snapshots.of_row(current)
    joined = {name for name in cells if _run_of(name) in current.continues}
    plan_lines = lines(plan) if joined else []
    changed = settled(_printed_cells(current, joined, plan_lines), cells, seen)
    plan.details["fields"] = sorted(changed)
    for run in {_run_of(name) for name in joined & set(changed)}:
        current = next(line.step for line in plan_lines if line.step.pk == current.pk)
        runs.release(plan_lines, current, run)
        current.save(update_fields=STEP_FIELDS)
    _write(current, _fields_of(current, changed))
    return snapshots.difference(before, snapshots.of_row(current))


def _run_of(name):
    """Return the field whose run a cell belongs to: ticks belong to the time."""
    return "time" if name == "ticks" else name


def _printed_cells(step, joined, plan_lines):
    """Return cells_of(step); a cell that continues the row above has the text printed there."""
    cells, heads = cells_of(step), runs.heads(plan_lines)
    for name in joined:
        content = heads[step.pk, _run_of(name)][1]
        text, ticks = content[:2] if isinstance(content, tuple) else (content, [])
        cells[name] = ticks if name == "ticks" else text
    return cells


def _fields_of(step, cells):
    """Return {field of the row: value} of changed cells: remarks go to extra; with its tick a cell's text goes too."""
    fields = {name: content for name, content in cells.items() if not name.startswith(EXTRA)}
    remarks = {name.removeprefix(EXTRA): text for name, text in cells.items() if name.startswith(EXTRA)}
    if remarks:
        fields["extra"] = step.extra | remarks
    if "ticks" in fields:
        unticked = set(step.ticks) - set(fields["ticks"])
        fields["tick_notes"] = {tick: note for tick, note in step.tick_notes.items() if int(tick) not in unticked}
    return fields


def cells_of(step):
    """Return Cells {name: content} of a row: RUN_FIELDS, EXTRA + heading of each remark column, ticks."""
    remarks = {EXTRA + heading: text for heading, text in step.extra.items()}
    return Cells({name: getattr(step, name) for name in (*RUN_FIELDS, "ticks")} | remarks)


class Cells(dict):
    """Cells of a row by name; a remark column that was never filled is ""."""

    def __missing__(self, name):
        return ""


def delete_step(step, actor):
    """Delete one row; the text of its runs passes to their next row."""
    with reorder(step.area.plan_id, actor, "row_deleted", row=step.pk, text=str(step)):
        require_present(step)
        step.delete()


def merge(step, field, actor):
    """Merge a cell with the row above; return whether anything changed."""
    return _reshape(runs.merge, step, field, actor)


def split(step, field, actor):
    """Split a cell from the row above; return whether anything changed."""
    return _reshape(runs.split, step, field, actor)


def _reshape(operation, step, field, actor):
    with change(step.area.plan_id, actor, f"cell_{operation.__name__}", row=step.pk, field=field) as plan:
        require_present(step)
        plan_lines = lines(plan)
        own = next(line.step for line in plan_lines if line.step.pk == step.pk)
        touched = operation(plan_lines, own, field)
        ActionStep.objects.bulk_update(touched, STEP_FIELDS)
    return bool(touched)


def move(node, direction, actor, *, token=""):
    """Move an area, aspect or row one place up or down among its siblings; return False at the edge."""
    plan_id, siblings = _siblings(node)
    details = {"kind": node._meta.model_name, "id": node.pk, "way": direction}
    with reorder(plan_id, actor, "moved", token=token, **details):
        require_present(node)
        reordered = moved(siblings.order_by("position", "pk"), node, STEPS[direction])
        type(node).objects.bulk_update(numbered(reordered or []), ["position"])
    return reordered is not None


def _siblings(node):
    if isinstance(node, PlanArea):
        return node.plan_id, PlanArea.objects.filter(plan=node.plan)
    if isinstance(node, Aspect):
        return node.area.plan_id, Aspect.objects.filter(area=node.area, parent=node.parent)
    return node.area.plan_id, ActionStep.objects.filter(area=node.area, aspect=node.aspect)


def relocate(step, aspect, actor):
    """Move a row to the end of another aspect of its area (None: directly below the area)."""
    with reorder(step.area.plan_id, actor, "row_relocated", row=step.pk, aspect=aspect and aspect.pk):
        require_present(*filter(None, (step, aspect)))
        step.aspect = aspect
        _place_after(ActionStep.objects.filter(area=step.area, aspect=aspect).exclude(pk=step.pk), step)
        step.save(update_fields=["aspect", "position"])


def change_plan(plan, actor, *, seen=None, **fields):
    """Change title, layout and start date; convert the rows' times when the new layout has another form of schedule."""
    with change(plan.pk, actor, "changed") as locked:
        old = locked.layout.schedule
        changed = settled(_stored_values(locked, fields), fields, seen)
        locked.details["fields"] = sorted(changed)
        _write(locked, changed)
        if locked.layout.schedule != old:
            _regrid(locked, old)


def _regrid(plan, old):
    steps = list(ActionStep.objects.filter(area__plan=plan))
    forms = {"old": old, "new": plan.layout.schedule, "year": plan.year}
    for step in steps:
        step.time, step.ticks, step.tick_notes = regrid(step.time, step.ticks, step.tick_notes, **forms)
        if contents := step.kept.get("time"):
            step.kept = step.kept | {"time": {name: regrid(*content, **forms) for name, content in contents.items()}}
    ActionStep.objects.bulk_update(steps, ["time", "ticks", "tick_notes", "kept"])


def _save(node, plan, fields, digests):
    """Write the changed fields of an area or aspect."""
    current = _current(node)
    changed = settled(_stored_values(current, fields), fields, digests)
    plan.details["fields"] = sorted(changed)
    _write(current, changed)


def _current(node):
    """Return the area, aspect or row as stored now, read under the lock; raise Stale."""
    stored_node = type(node).objects.filter(pk=node.pk).first()
    if stored_node is None:
        raise Stale(GONE)
    return stored_node


def _stored_values(row, names):
    return {name: getattr(row, name) for name in names}


def _write(row, fields):
    for name, content in fields.items():
        setattr(row, name, content)
    row.save(update_fields=list(fields))
