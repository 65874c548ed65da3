"""A plan as a file: .xlsx with the layout's headings and merged cells, or JSON (docs/export-format.md)."""

import json
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

from django.utils.text import slugify

from plans.comparing.fitting import fitted
from plans.plan import store, table, tree_json
from plans.workbook import marks
from zi_portal.lib.grid.xlsx_writer import write_workbook

XLSX, JSON = "xlsx", "json"
FORMS = (XLSX, JSON)


class Export(NamedTuple):
    """A file to send: its bytes and its name."""

    content: bytes
    name: str


def export(plan, form):
    """Return the plan as Export; form: one of FORMS, else KeyError."""
    content = {XLSX: xlsx_bytes, JSON: json_bytes}[form](plan)
    return Export(content, file_name(plan, form))


def file_name(plan, form):
    """Return the name of the file, e.g. "rencana-aksi-kpu-kabupaten-luwu-2026.xlsx"."""
    return f"rencana-aksi-{slugify(plan.satker.short_name)}-{plan.year}.{form}"


def plan_json(plan):
    """Return the plan in the export form, a plain dict; an office's layout is named by the preset it derives from."""
    spec = store.layout_spec(plan.layout)
    if plan.layout.base_id:
        spec = replace(spec, name=plan.layout.base.slug, title=plan.layout.base.name)
    return tree_json.plan_to_json(store.load_tree(plan), spec, office=plan.satker.short_name, year=plan.year)


def json_bytes(plan):
    """Return the export form in UTF-8."""
    return json.dumps(plan_json(plan), ensure_ascii=False, indent=1).encode()


def xlsx_bytes(plan):
    """Return a workbook of one sheet: the title, the table as printed, and beside it a hidden column (see marks)."""
    tree = store.load_tree(plan)
    buffer = BytesIO()
    title = [tree.title] if tree.title else []
    spec = store.layout_spec(plan.layout)
    grid = table.to_grid(tree, spec)
    printed_tree, _, _ = fitted(tree, spec, store.load_tree(plan), spec, year=plan.year)
    hidden_column = marks.column(printed_tree, grid.keys, plan=plan.pk, revision=plan.revision)
    write_workbook(grid, buffer, title_lines=title, hidden_column=hidden_column)
    return buffer.getvalue()
