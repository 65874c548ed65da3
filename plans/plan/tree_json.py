"""The plan as JSON: the export form (docs/export-format.md), written from the printed table and read without loss."""

from dataclasses import asdict

from plans.plan import table
from plans.schedule import parsing
from plans.tree import (
    EXTRA,
    MONTHS,
    PAGE_OPTIONS,
    QUARTERS,
    RUN_FIELDS,
    AreaNode,
    AspectNode,
    Column,
    LayoutSpec,
    PlanTree,
    RowNode,
    area_rows,
)

TICK_LIMITS = {MONTHS: 12, QUARTERS: 4}


class MalformedPlan(Exception):
    """The data given to tree_from_json is not a plan in the export form."""


def plan_to_json(tree, spec, *, office, year):
    """Return the export form of a plan: a plain dict of lists, texts and numbers.

    tree: PlanTree, spec: LayoutSpec, office: name of the office, year: the plan's year (for times without one).
    A row's cells are the texts printed under each heading, "" where the cell continues the one above.
    """
    writer = _Writer(tree, spec, year)
    return {
        "office": office,
        "year": year,
        "title": tree.title,
        "layout": spec.name,
        "columns": [{"field": column.field, "heading": column.heading} for column in spec.columns],
        "layout_spec": _spec_json(spec),
        "areas": [writer.area(area) for area in tree.areas],
    }


def _spec_json(spec):
    usual = LayoutSpec()
    return {
        name: value for name, value in asdict(spec).items() if name not in PAGE_OPTIONS or value != getattr(usual, name)
    }


def cell_names(spec):
    """Return the names of a row's cells, one per text column: the headings, repeated ones with a number appended."""
    names = []
    for column in spec.columns:
        if column.field not in TICK_LIMITS:
            names.append(_free(column.heading, names))
    return names


def _free(heading, taken_names):
    name, n = heading, 1
    while name in taken_names:
        n += 1
        name = f"{heading} ({n})"
    return name


class _Writer:
    """Walks the tree and the printed table side by side."""

    def __init__(self, tree, spec, year):
        self.spec, self.year = spec, year
        self.names = cell_names(spec)
        self.fields = [column.field for column in spec.columns if column.field not in TICK_LIMITS]
        self.style = next((column.field for column in spec.columns if column.field in TICK_LIMITS), "")
        self.places = [index for index, slot in enumerate(table.slots_of(spec)) if not slot.period]
        grid = table.to_grid(tree, spec)
        self.printed = (cells for cells, key in zip(grid.rows, grid.keys, strict=True) if key)

    def area(self, node):
        area_json = {"label": node.label, "title": node.title, "component": node.component}
        if node.continued:
            area_json["continued"] = True
        area_json["rows"] = [self.row(row) for row in node.rows]
        area_json["aspects"] = [self.aspect(aspect) for aspect in node.aspects]
        return area_json

    def aspect(self, node):
        return {
            "label": node.label,
            "title": node.title,
            "heading": node.heading,
            "rows": [self.row(row) for row in node.rows],
            "aspects": [self.aspect(aspect) for aspect in node.aspects],
        }

    def row(self, row):
        cells = self.cells(row)
        row_json = {"key": row.key, "cells": cells, "continues": sorted(row.continues, key=_run_order)}
        reading = self.schedule(row)
        ticks = sorted(row.ticks) if self.style else reading["months"] or []
        row_json["quarters" if self.style == QUARTERS else "months"] = ticks
        row_json["schedule"] = reading
        row_json["target"] = parsing.parse_target(self.own(row, "target"))._asdict()
        if row.tick_notes:
            row_json["tick_notes"] = {str(place): text for place, text in sorted(row.tick_notes.items())}
        return row_json | self.unprinted(row, cells)

    def cells(self, row):
        printed = next(self.printed)
        return {
            name: "" if field in row.continues else printed[place].text
            for name, field, place in zip(self.names, self.fields, self.places, strict=True)
        }

    def schedule(self, row):
        if not self.style:
            return parsing.parse_time(self.own(row, "time"), self.year).to_json()
        ticks = [tick for tick in row.ticks if tick <= TICK_LIMITS[self.style]]
        return parsing.schedule_of_ticks(ticks, self.style, self.year).to_json()

    @staticmethod
    def own(row, field):
        return "" if field in row.continues else row.texts.get(field, "")

    def unprinted(self, row, cells):
        """Return the values of the row that its cells do not print: {} or {"unprinted": {…}}."""
        printed_texts = _texts_of(cells, self.spec, row.continues)
        texts = {field: text for field, text in row.texts.items() if text and printed_texts[0].get(field) != text}
        extra = {name: text for name, text in row.extra.items() if text and printed_texts[1].get(name) != text}
        ticks = [] if self.style else sorted(row.ticks)
        held_values = {"texts": texts, "extra": extra, "ticks": ticks}
        held_values = {name: value for name, value in held_values.items() if value}
        return {"unprinted": held_values} if held_values else {}


def _run_order(field):
    return RUN_FIELDS.index(field) if field in RUN_FIELDS else len(RUN_FIELDS), field


def _texts_of(cells, spec, continues):
    """Return (texts, extra) of a row's cells, without blank and continuing ones."""
    texts, extra = {}, {}
    columns = [column for column in spec.columns if column.field not in TICK_LIMITS]
    for column, name in zip(columns, cell_names(spec), strict=True):
        text = cells.get(name, "")
        if not text or column.field in continues:
            continue
        if column.field.startswith(EXTRA):
            extra[column.field.removeprefix(EXTRA)] = text
        elif column.field in RUN_FIELDS or column.field == "number" and spec.numbers == "row":
            texts[column.field] = text
    return texts, extra


def tree_from_json(data):
    """Return (PlanTree, LayoutSpec) of the export form, the reverse of plan_to_json; raise MalformedPlan."""
    try:
        columns = [Column(**column) for column in data["layout_spec"]["columns"]]
        spec = LayoutSpec(**{**data["layout_spec"], "columns": columns})
        areas = [_area(area, spec) for area in data["areas"]]
        return PlanTree(data["title"], areas), spec
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedPlan(str(error)) from error


def _area(data, spec):
    return AreaNode(
        label=data["label"],
        title=data["title"],
        component=data["component"],
        continued=data.get("continued", False),
        rows=[_row(row, spec) for row in data["rows"]],
        aspects=[_aspect(aspect, spec) for aspect in data["aspects"]],
    )


def _aspect(data, spec):
    return AspectNode(
        label=data["label"],
        title=data["title"],
        heading=data["heading"],
        rows=[_row(row, spec) for row in data["rows"]],
        aspects=[_aspect(aspect, spec) for aspect in data["aspects"]],
    )


def _row(data, spec):
    continues = set(data["continues"])
    texts, extra = _texts_of(data["cells"], spec, continues)
    unprinted = data.get("unprinted", {})
    grid = any(column.field in TICK_LIMITS for column in spec.columns)
    ticks = data.get("quarters", data.get("months")) if grid else unprinted.get("ticks", [])
    return RowNode(
        key=data["key"],
        texts=texts | unprinted.get("texts", {}),
        extra=extra | unprinted.get("extra", {}),
        continues=continues,
        ticks=list(ticks),
        tick_notes={int(place): text for place, text in data.get("tick_notes", {}).items()},
    )


def counts(tree):
    """Return the numbers of areas (two blocks of one count once), aspects (without those below a heading), rows,
    printed cells of indicator, action and evidence (without continuing ones) and ticks."""
    rows = [row for area in tree.areas for row in area_rows(area)]

    def printed(field):
        return sum(1 for row in rows if field not in row.continues and row.texts.get(field, "").strip())

    return {
        "areas": sum(not area.continued for area in tree.areas),
        "aspects": sum(len(area.aspects) for area in tree.areas),
        "rows": len(rows),
        "indicators": printed("indicator"),
        "actions": printed("action"),
        "evidence": printed("evidence"),
        "ticks": sum(len(row.ticks) for row in rows),
    }
