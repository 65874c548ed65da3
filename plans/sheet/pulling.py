"""What changed in a plan since a revision, as what a browser must draw anew: cells, whole areas, or the whole table."""

from dataclasses import dataclass, field

from plans.models import ActionStep, Aspect, PlanEdit
from plans.plan import snapshots

MOST_EDITS = 200
"""Edits that are looked at; who is further behind draws the whole table anew."""

SHAPE = {"area_id", "aspect_id", "position", "continues", "key"}
"""Fields of a row that decide where it and its neighbours are printed."""


@dataclass(slots=True)
class Pull:
    """What is to be drawn anew. whole: everything; areas: pks; cells: {(pk of a row, field)}; edits: [PlanEdit]."""

    whole: bool = False
    areas: set = field(default_factory=set)
    cells: set = field(default_factory=set)
    edits: list = field(default_factory=list)


def since(plan, revision):
    """Return the Pull of what changed after a revision of a plan as loaded."""
    rows = PlanEdit.objects.filter(plan=plan, revision__gt=revision).select_related("actor").order_by("revision")
    pull = Pull(edits=list(rows[:MOST_EDITS]))
    expected = list(range(revision + 1, plan.revision + 1))
    if [edit.revision for edit in pull.edits][: len(expected)] != expected:
        pull.whole = True  # a change has no edit, or there are too many
        return pull
    entries = [entry for edit in pull.edits for entry in edit.patch]
    pull.whole = any(entry["kind"] in (snapshots.PLAN, snapshots.AREA) for entry in entries)
    for kind, model in MODELS.items():
        pks = {entry["pk"] for entry in entries if entry["kind"] == kind and _reshapes(entry)}
        if pks:
            pull.areas |= set(model.objects.filter(pk__in=pks).values_list("area_id", flat=True))
    pull.areas |= {side["area_id"] for entry in entries for side in _sides(entry) if "area_id" in side}
    pull.cells = {(entry["pk"], name) for entry in entries if entry["kind"] == snapshots.ROW for name in _names(entry)}
    return pull


MODELS = {snapshots.ASPECT: Aspect, snapshots.ROW: ActionStep}


def _sides(entry):
    return [side for side in (entry["before"], entry["after"]) if side]


def _names(entry):
    return {name for side in _sides(entry) for name in side}


def _reshapes(entry):
    """Return whether a change moves what is printed around it."""
    return entry["kind"] == snapshots.ASPECT or not SHAPE.isdisjoint(_names(entry))
