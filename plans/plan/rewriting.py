"""A changed plan tree written over the stored one: what has a row is updated, the rest added or deleted.

Only for callers inside editing.change(), which locks the plan and records the step.
"""

from plans.models import ActionStep, Aspect, PlanArea
from plans.plan.editing import STEP_FIELDS
from plans.tree import RUN_FIELDS, area_rows


def rewrite(plan, tree, pks):
    """Write a PlanTree over the plan's rows; pks: {id(node): primary key}, as store.load_with_pks() gave them.

    Areas and aspects that the tree lacks stay as they are; rows that it lacks are deleted.
    """
    rows_by_pk = {row.pk: row for row in ActionStep.objects.filter(area__plan=plan)}
    writer = _Writer(plan, pks, rows_by_pk)
    for position, area in enumerate(tree.areas, 1):
        writer.area(area, position)
    writer.finish()


class _Writer:
    def __init__(self, plan, pks, rows_by_pk):
        self.plan, self.pks, self.rows_by_pk = plan, pks, rows_by_pk
        self.changed, self.new, self.gone = [], [], set(rows_by_pk)

    def area(self, node, position):
        row = PlanArea(plan=self.plan, component_id=node.component, continued=node.continued)
        if stored := self.pks.get(id(node)):
            row = PlanArea.objects.get(pk=stored)
        row.label, row.title, row.position = node.label, node.title, position
        row.save()
        self.places = {id(child): place for place, child in enumerate(area_rows(node), 1)}
        self._rows(row, None, node.rows)
        self._aspects(row, None, node.aspects)

    def _aspects(self, area, parent, nodes):
        for position, node in enumerate(nodes, 1):
            row = Aspect(area=area, parent=parent, heading=node.heading)
            if stored := self.pks.get(id(node)):
                row = Aspect.objects.get(pk=stored)
            row.label, row.title, row.position = node.label, node.title, position
            row.save()
            self._rows(area, row, node.rows)
            self._aspects(area, row, node.aspects)

    def _rows(self, area, aspect, nodes):
        for node in nodes:
            stored = self.pks.get(id(node))
            step = self.rows_by_pk[stored] if stored else ActionStep(key=node.key)
            step.area, step.aspect, step.position = area, aspect, self.places[id(node)]
            _fill(step, node)
            (self.changed if stored else self.new).append(step)
            self.gone.discard(stored)

    def finish(self):
        ActionStep.objects.filter(pk__in=self.gone).delete()
        ActionStep.objects.bulk_update(self.changed, [*STEP_FIELDS, "number"], batch_size=100)
        ActionStep.objects.bulk_create(self.new, batch_size=200)


def _fill(step, node):
    for name in ("number", *RUN_FIELDS):
        setattr(step, name, node.texts.get(name, ""))
    step.extra, step.continues, step.kept = dict(node.extra), sorted(node.continues), dict(node.kept)
    step.ticks = sorted(node.ticks)
    step.tick_notes = {str(place): text for place, text in sorted(node.tick_notes.items())}
