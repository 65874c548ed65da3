"""The changes of a sheet's shape: rows, merged cells, areas and aspects that come, go and move."""

import re

from plans.models import ActionStep, Aspect, PlanArea
from plans.plan import editing, reshaping
from plans.plan.lines import lines
from plans.plan.reshaping import ABOVE, BELOW, Spot
from plans.sheet.operations import cell_content, cell_field, operation, row_of, unfit
from plans.tree import MAX_TITLE_LENGTH
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.order import DOWN, UP
from zi_portal.lib.seen import Unchanged, stamp

MOST_ROWS, MOST_CELLS = 500, 2000
KEY = re.compile(r"[0-9A-Za-z-]{8,32}")
NO_TITLE = "Nama ini masih kosong. Tulis namanya, lalu simpan."
LONG_TITLE = "Nama paling panjang {} huruf. Ringkas dahulu, lalu simpan."


@operation("row_add")
def add_row(plan, actor, token, arguments):
    """Add a row: {"key", spot}; spot: {"beside": key of a row, "way"} or {"area": pk, "aspect": pk or null}."""
    reshaping.add_row(actor, _spot(plan, arguments), key=_new_keys([arguments.get("key")])[0], token=token)


@operation("row_duplicate")
def duplicate_rows(plan, actor, token, arguments):
    """Copy rows: {"rows": [keys], "keys": [of the copies]}."""
    steps, keys = _rows(plan, arguments.get("rows")), _new_keys(arguments.get("keys"))
    if len(steps) != len(keys):
        raise unfit()
    reshaping.duplicate_rows(steps, actor, keys=keys, token=token)


@operation("rows_delete")
def delete_rows(plan, actor, token, arguments):
    """Delete rows: {"rows": [keys]}."""
    reshaping.delete_rows(_rows(plan, arguments.get("rows")), actor, token=token)


@operation("rows_move")
def move_rows(plan, actor, token, arguments):
    """Move rows: {"rows": [keys], spot} or {"rows", "step": UP or DOWN} for one place, also into the next aspect."""
    steps = _rows(plan, arguments.get("rows"))
    spot = _next_spot(plan, steps, arguments["step"]) if arguments.get("step") else _spot(plan, arguments)
    reshaping.move_rows(steps, actor, spot, token=token)


@operation("cells")
def change_cells(plan, actor, token, arguments):
    """Change cells of several rows as one step: {"cells": [{"row", "field", "to", "from"}]}."""
    cells = _named_cells(arguments)
    step_by_key = {step.key: step for step in _rows(plan, [cell.get("row") for cell in cells])}
    written, seen = {}, {}
    for cell in cells:
        field = cell.get("field")
        written.setdefault(cell["row"], {})[field] = cell_content(field, cell.get("to"))
        seen.setdefault(cell["row"], {})[field] = cell_content(field, cell.get("from"))
    rows = [(step_by_key[key], texts, stamp(seen[key])) for key, texts in written.items()]
    reshaping.change_cells(rows, actor, token=token)


@operation("merge")
def merge_cells(plan, actor, token, arguments):
    """Merge cells with those above: {"cells": [{"row", "field"}]} in printed order."""
    reshaping.merge_cells(_cells(plan, arguments), actor, token=token)


@operation("split")
def split_cells(plan, actor, token, arguments):
    """Split cells from those above: {"cells": [{"row", "field"}]}."""
    reshaping.split_cells(_cells(plan, arguments), actor, token=token)


@operation("area_add")
def add_area(plan, actor, token, arguments):
    """Add an area: {"title", "after": pk or null}."""
    after = _node(PlanArea, plan, arguments["after"]) if arguments.get("after") else None
    reshaping.add_area(plan.pk, actor, title=_title(arguments), after=after, token=token)


@operation("area_move")
def move_area(plan, actor, token, arguments):
    """Move an area one place: {"area": pk, "way": UP or DOWN}."""
    editing.move(_node(PlanArea, plan, arguments.get("area")), _direction(arguments), actor, token=token)


@operation("area_delete")
def delete_area(plan, actor, token, arguments):
    """Delete an area with its rows: {"area": pk}."""
    editing.delete_area(_node(PlanArea, plan, arguments.get("area")), actor, token=token)


@operation("aspect_add")
def add_aspect(plan, actor, token, arguments):
    """Add an aspect: {"title", "area": pk, "after": pk of an aspect or null}."""
    area = _node(PlanArea, plan, arguments.get("area"))
    after = _node(Aspect, plan, arguments["after"]) if arguments.get("after") else None
    if after and after.area_id != area.pk:
        raise unfit()
    reshaping.add_aspect(area, actor, title=_title(arguments), after=after, token=token)


@operation("aspect_move")
def move_aspect(plan, actor, token, arguments):
    """Move an aspect one place, {"aspect": pk, "way"}, or to another area, {"aspect": pk, "area": pk}."""
    aspect = _node(Aspect, plan, arguments.get("aspect"))
    if arguments.get("area"):
        reshaping.move_aspect(aspect, _node(PlanArea, plan, arguments["area"]), actor, token=token)
    else:
        editing.move(aspect, _direction(arguments), actor, token=token)


@operation("aspect_delete")
def delete_aspect(plan, actor, token, arguments):
    """Delete an aspect with its rows: {"aspect": pk}."""
    editing.delete_aspect(_node(Aspect, plan, arguments.get("aspect")), actor, token=token)


def _rows(plan, keys):
    """Return the rows with these keys in the order of the keys; raise Stale when one is gone."""
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        raise unfit()
    if len(set(keys)) > MOST_ROWS:
        raise unfit()
    steps = ActionStep.objects.filter(area__plan=plan, key__in=keys).select_related("area", "aspect")
    step_by_key = {step.key: step for step in steps}
    if any(key not in step_by_key for key in keys):
        raise Stale(editing.GONE)
    return [step_by_key[key] for key in dict.fromkeys(keys)]


def _new_keys(keys):
    """Return keys that a browser chose for new rows."""
    if not isinstance(keys, list) or not 0 < len(keys) <= MOST_ROWS:
        raise unfit()
    if not all(isinstance(key, str) and KEY.fullmatch(key) for key in keys):
        raise unfit()
    return keys


def _spot(plan, arguments):
    if arguments.get("beside"):
        way = arguments.get("way")
        if way not in (ABOVE, BELOW):
            raise unfit()
        return Spot.beside(row_of(plan, arguments["beside"]), way)
    area = _node(PlanArea, plan, arguments.get("area"))
    aspect = _node(Aspect, plan, arguments["aspect"]) if arguments.get("aspect") else None
    if aspect and aspect.area_id != area.pk:
        raise unfit()
    return Spot(area, aspect)


def _next_spot(plan, steps, way):
    """Return the Spot one row further up or down, in printed order; raise Unchanged at the edge of the table."""
    if way not in (UP, DOWN):
        raise unfit()
    pks = {step.pk for step in steps}
    printed_steps = [line.step for line in lines(plan)]
    places = [place for place, step in enumerate(printed_steps) if step.pk in pks]
    place = min(places) - 1 if way == UP else max(places) + 1
    if not 0 <= place < len(printed_steps):
        raise Unchanged
    step, edge = printed_steps[place], printed_steps[min(places) if way == UP else max(places)]
    is_near = (step.area_id, step.aspect_id) == (edge.area_id, edge.aspect_id)
    return Spot.beside(step, ABOVE if is_near == (way == UP) else BELOW)


def _node(model, plan, pk):
    """Return the area or aspect with this primary key; raise Stale when it is gone."""
    if isinstance(pk, bool) or not isinstance(pk, int):
        raise unfit()
    path = "plan" if model is PlanArea else "area__plan"
    node = model.objects.filter(pk=pk, **{path: plan}).first()
    if node is None:
        raise Stale(editing.GONE)
    return node


def _cells(plan, arguments):
    """Return [(row, field of its run)] of the cells named in arguments."""
    cells = _named_cells(arguments)
    step_by_key = {step.key: step for step in _rows(plan, [cell.get("row") for cell in cells])}
    return [(step_by_key[cell["row"]], cell_field(cell.get("field"))) for cell in cells]


def _named_cells(arguments):
    cells = arguments.get("cells")
    if not isinstance(cells, list) or not 0 < len(cells) <= MOST_CELLS:
        raise unfit()
    if not all(isinstance(cell, dict) and isinstance(cell.get("row"), str) for cell in cells):
        raise unfit()
    return cells


def _title(arguments):
    title = arguments.get("title")
    if not isinstance(title, str):
        raise unfit()
    title = title.strip()
    if not title:
        raise Refused("no_title", NO_TITLE)
    if len(title) > MAX_TITLE_LENGTH:
        raise Refused("long_title", LONG_TITLE.format(MAX_TITLE_LENGTH))
    return title


def _direction(arguments):
    if arguments.get("way") not in (UP, DOWN):
        raise unfit()
    return arguments["way"]
