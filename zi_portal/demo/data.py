"""The demo's texts (fixtures/demo/*.json) and the plan tree they describe; no database."""

import json

from plans.tree import RUN_FIELDS, AreaNode, AspectNode, PlanTree, RowNode
from zi_portal import BASE_DIR

FOLDER = BASE_DIR / "fixtures" / "demo"

PASSWORD = "zona-integritas-2026"  # noqa: S105 -- shown in README: these people do not exist


def read(name):
    """Return the content of one of the demo's JSON files, e.g. "orang"."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf8"))


def plan_tree(content):
    """Return the PlanTree of a demo plan; a null text means that the cell is merged with the row above."""
    areas = [
        AreaNode(area["label"], area["title"], area["component"], aspects=[_aspect(row) for row in area["aspects"]])
        for area in content["areas"]
    ]
    return PlanTree(title=content["title"], areas=areas)


def _aspect(aspect):
    return AspectNode(aspect["label"], aspect["title"], rows=[_row(row) for row in aspect["rows"]])


def _row(row):
    return RowNode(
        texts={field: row[field] for field in RUN_FIELDS if row.get(field)},
        continues={field for field in RUN_FIELDS if field in row and row[field] is None},
        ticks=row.get("ticks", []),
    )
