"""The demo's texts (fixtures/demo/*.json) and the plan tree they describe; no database."""

import json

from plans.tree import RUN_FIELDS, AreaNode, AspectNode, PlanTree, RowNode
from zi_portal import BASE_DIR

FOLDER = BASE_DIR / "fixtures" / "demo"

PASSWORD = "zona-integritas-2026"  # noqa: S105 -- shown in README: these people do not exist


def read(name):
    """Content of one of the demo's JSON files, e.g. "orang"."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf8"))


def plan_tree(data):
    """PlanTree of a demo plan; a null text means that the cell is merged with the row above."""
    areas = [
        AreaNode(area["label"], area["title"], area["component"], aspects=[_aspect(row) for row in area["aspects"]])
        for area in data["areas"]
    ]
    return PlanTree(title=data["title"], areas=areas)


def _aspect(data):
    return AspectNode(data["label"], data["title"], rows=[_row(row) for row in data["rows"]])


def _row(data):
    return RowNode(
        texts={field: data[field] for field in RUN_FIELDS if data.get(field)},
        continues={field for field in RUN_FIELDS if field in data and data[field] is None},
        ticks=data.get("ticks", []),
    )
