"""What a plan's table holds at a moment, what differs between two moments, and how a difference is put back.

A snapshot is {(kind, pk): {field: value}}; kind: "plan", "area", "aspect", "row". A patch, as it is stored, is a list
of {"kind", "pk", "before", "after"}, in each only the fields that differ; None for a part that did not exist.
"""

from plans.models import ActionStep, Aspect, Plan, PlanArea

PLAN, AREA, ASPECT, ROW = "plan", "area", "aspect", "row"
MODELS = {PLAN: Plan, AREA: PlanArea, ASPECT: Aspect, ROW: ActionStep}
PATHS = {PLAN: "pk", AREA: "plan", ASPECT: "area__plan", ROW: "area__plan"}
FIELDS = {
    PLAN: ("title",),
    AREA: ("position", "label", "title", "component_id", "continued"),
    ASPECT: ("area_id", "parent_id", "position", "label", "title", "heading"),
    ROW: (
        "area_id",
        "aspect_id",
        "position",
        "key",
        "number",
        "indicator",
        "action",
        "evidence",
        "time",
        "target",
        "realisation",
        "responsible",
        "note",
        "extra",
        "continues",
        "kept",
        "ticks",
        "tick_notes",
    ),
}
"""Fields of each kind that an edit may change."""


def take(plan):
    """Return the snapshot of a plan's table; four queries for any size."""
    snapshot = {}
    for kind, model in MODELS.items():
        rows = model.objects.filter(**{PATHS[kind]: plan.pk}).order_by("pk").values("pk", *FIELDS[kind])
        snapshot |= {(kind, row.pop("pk")): row for row in rows}
    return snapshot


def of_row(step):
    """Return the snapshot of one row as loaded."""
    return {(ROW, step.pk): {name: getattr(step, name) for name in FIELDS[ROW]}}


def difference(before, after):
    """Return the patch that leads from one snapshot to another."""
    patch = []
    for kind, pk in dict.fromkeys((*before, *after)):
        old, new = before.get((kind, pk)), after.get((kind, pk))
        if old == new:
            continue
        if old is not None and new is not None:
            names = [name for name in old if old[name] != new[name]]
            old, new = ({name: side[name] for name in names} for side in (old, new))
        patch.append({"kind": kind, "pk": pk, "before": old, "after": new})
    return patch


def reversed_patch(patch):
    """Return the patch that takes a patch back."""
    return [entry | {"before": entry["after"], "after": entry["before"]} for entry in reversed(patch)]


def misfits(patch, snapshot):
    """Return the entries of a patch whose "before" is not what a snapshot holds; positions may have moved."""
    return [entry for entry in patch if not _fits(entry, snapshot.get((entry["kind"], entry["pk"])))]


def _fits(entry, current):
    if entry["before"] is None or current is None:
        return entry["before"] is None and current is None
    return all(current[name] == value for name, value in entry["before"].items() if name != "position")


def put(plan, patch):
    """Write the "after" of each entry: parts that are missing come back under their own pk, others go."""
    owners = {AREA: {"plan_id": plan.pk}}
    for kind, model in MODELS.items():  # parents before children
        for entry in (entry for entry in patch if entry["kind"] == kind and entry["after"] is not None):
            if entry["before"] is None:
                model.objects.bulk_create([model(pk=entry["pk"], **entry["after"], **owners.get(kind, {}))])
            else:
                model.objects.filter(pk=entry["pk"]).update(**entry["after"])
    for kind, model in reversed(MODELS.items()):
        pks = [entry["pk"] for entry in patch if entry["kind"] == kind and entry["after"] is None]
        model.objects.filter(pk__in=pks).delete()
