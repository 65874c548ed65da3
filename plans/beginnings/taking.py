"""Rows of a template's newer version written into a plan, inside the plan's change (plans/plan/editing.py)."""

from itertools import pairwise

from plans.beginnings.offers import CHANGED, FIELDS, GONE, MOVED, NEW, cell, plain
from plans.beginnings.starting import link_indicators
from plans.models import ActionStep, Aspect, PlanArea
from plans.plan import runs
from plans.plan.editing import STEP_FIELDS, reordering
from plans.plan.lines import lines
from plans.tree import EXTRA


def take(plan, offers, keys, indicators):
    """Take Offers into a plan in editing.change(); return {row key of the template: row key of the plan} of new rows.

    keys: as returned, of the rows taken before; indicators: {row key of the template: [codes]}. Where rows stand is
    settled before their texts, so that runs are repaired around them.
    """
    with reordering(plan):
        new_rows = _placed(plan, offers, keys)
    plan_lines, touched = lines(plan), {}
    steps = {line.step.key: line.step for line in plan_lines}
    changed = [offer for offer in offers if offer.kind in (CHANGED, MOVED)]
    for offer in changed:
        touched |= _rewritten(plan_lines, steps[keys[offer.key]], offer)
    for offer in changed:
        touched |= _rejoined(plan_lines, steps, offer, keys)
    ActionStep.objects.bulk_update(touched.values(), STEP_FIELDS)
    link_indicators(plan, {own: indicators[key] for key, own in new_rows.items() if key in indicators})
    return new_rows


def _placed(plan, offers, keys):
    """Add new rows, move and remove others; return {row key of the template: row key of the plan} of the new ones."""
    places = _Places(plan)
    steps = {step.key: step for step in ActionStep.objects.filter(area__plan=plan)}
    new_rows = {offer.key: places.add(offer.new).key for offer in offers if offer.kind == NEW}
    moved_steps = [(steps[keys[offer.key]], offer.new.place) for offer in offers if offer.kind == MOVED]
    for step, place in moved_steps:
        step.area, step.aspect = places.find(place)
        step.position = places.next_position()
    ActionStep.objects.bulk_update([step for step, _ in moved_steps], ["area", "aspect", "position"])
    gone_keys = [keys[offer.key] for offer in offers if offer.kind == GONE]
    ActionStep.objects.filter(area__plan=plan, key__in=gone_keys).delete()
    return new_rows


def _rewritten(plan_lines, step, offer):
    """Write the changed cells into a step; a run that only this row leaves is split. Return {pk: changed step}."""
    touched = {step.pk: step}
    for name in offer.fields:
        run = "time" if name in ("ticks", "tick_notes") else name
        for below in runs.run_below(plan_lines, step, run)[:1]:
            runs.release(plan_lines, below, run)
            touched[below.pk] = below
        if run in step.continues:
            runs.release(plan_lines, step, run)
        _put(step, name, cell(offer.new, name))
    return touched


def _rejoined(plan_lines, steps, offer, keys):
    """Merge changed cells again with the row above where the template has them merged; return {pk: changed step}."""
    step, above = steps.get(keys.get(offer.key)), steps.get(offer.new and keys.get(offer.new.above))
    if offer.kind != CHANGED or above is None:
        return {}
    touched = {}
    for run in offer.new.node.continues.intersection(offer.fields):
        heads = runs.heads(plan_lines)
        if heads[step.pk, run][1] == heads[above.pk, run][1] and _stands_below(plan_lines, step, above):
            touched |= {changed.pk: changed for changed in runs.merge(plan_lines, step, run)}
    return touched


def _stands_below(plan_lines, step, above):
    return any((before.step.pk, line.step.pk) == (above.pk, step.pk) for before, line in pairwise(plan_lines))


def _put(step, name, content):
    if name.startswith(EXTRA):
        step.extra = step.extra | {name.removeprefix(EXTRA): content}
    elif name == "tick_notes":
        step.tick_notes = {str(place): text for place, text in content.items()}
    else:
        setattr(step, name, content)


class _Places:
    """Finds the area and aspect of a plan in which a row belongs; makes those that it has not."""

    def __init__(self, plan):
        self.plan = plan
        self.areas = list(plan.areas.order_by("position", "pk"))
        self.aspects = list(Aspect.objects.filter(area__plan=plan).order_by("position", "pk"))
        self.position = ActionStep.objects.filter(area__plan=plan).count()

    def next_position(self):
        """Return a position behind all rows."""
        self.position += 1
        return self.position + 10_000  # renumbered by the caller; behind what any area holds

    def find(self, place):
        """Return (PlanArea, Aspect or None) of a Place."""
        area, parent = self._area(place), None
        for title, label in zip(place.aspects, place.labels[1:], strict=True):
            parent = self._aspect(area, parent, title, label)
        return area, parent

    def _area(self, place):
        equal_nodes = [area for area in self.areas if place.area_key in (area.component_id, plain(area.title))]
        if not equal_nodes:
            fields = {"title": place.area, "component_id": place.component, "label": place.labels[0]}
            equal_nodes = [PlanArea.objects.create(plan=self.plan, position=len(self.areas) + 1, **fields)]
            self.areas += equal_nodes
        return equal_nodes[0]

    def _aspect(self, area, parent, title, label):
        siblings = [row for row in self.aspects if (row.area_id, row.parent_id) == (area.pk, parent and parent.pk)]
        equal_nodes = [row for row in siblings if plain(row.title) == plain(title)]
        if not equal_nodes:
            position = max((row.position for row in siblings), default=0) + 1
            equal_nodes = [Aspect.objects.create(area=area, parent=parent, position=position, label=label, title=title)]
            self.aspects += equal_nodes
        return equal_nodes[0]

    def add(self, entry):
        """Add a row with the cells of an Entry at the end of its place and return it."""
        area, aspect = self.find(entry.place)
        cells = {name: cell(entry, name) for name in FIELDS}
        remarks = {name.removeprefix(EXTRA): text for name, text in entry.cells.items() if name.startswith(EXTRA)}
        notes = {str(place): text for place, text in cell(entry, "tick_notes").items()}
        return ActionStep.objects.create(
            area=area, aspect=aspect, position=self.next_position(), extra=remarks,
            ticks=cell(entry, "ticks"), tick_notes=notes, **cells,
        )  # fmt: skip
