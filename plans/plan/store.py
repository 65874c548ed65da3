"""The plan tree to and from the database, and the layouts; the number of queries does not grow with the plan."""

from dataclasses import asdict, replace
from difflib import SequenceMatcher
from itertools import count

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from plans.models import ActionStep, Aspect, Layout, PlanArea
from plans.tree import (
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
from teams.models import Satker

TEXT_FIELDS = ("number", *RUN_FIELDS)
SAME_PRINT = ("area_style", "joined_band", "number_row", "schedule", "numbers", "inline_label", "area_labels")
"""Fields that must be equal, besides the columns, for two layouts to count as the same."""

SPEC_FIELDS = tuple(dict.fromkeys((*SAME_PRINT, "tick", "paper", *PAGE_OPTIONS)))

SHEET_WIDTH = 165.0  # characters that the workbook writer divides among the columns
SHARES = {MONTHS: 12, QUARTERS: 4}


class NotEmpty(Exception):
    """save_tree was given a plan that has areas already; nothing was written."""


def load_tree(plan):
    """Return the PlanTree of a plan, siblings ordered by position; three queries for any size."""
    return load_with_pks(plan)[0]


def load_with_pks(plan):
    """Return (PlanTree, {id(node): primary key of its row}) of a plan; three queries for any size."""
    tree = PlanTree(title=plan.title)
    areas = {}
    for row in plan.areas.order_by("position", "pk"):
        areas[row.pk] = AreaNode(row.label, row.title, row.component_id, row.continued)
    tree.areas = list(areas.values())
    rows = list(Aspect.objects.filter(area__plan=plan).order_by("position", "pk"))
    aspects = {row.pk: AspectNode(row.label, row.title, row.heading) for row in rows}
    for row in rows:
        parent = aspects[row.parent_id] if row.parent_id else areas[row.area_id]
        parent.aspects.append(aspects[row.pk])
    pks = {id(tree): plan.pk} | {id(node): pk for pk, node in (*areas.items(), *aspects.items())}
    for step in ActionStep.objects.filter(area__plan=plan).order_by("position", "pk"):
        parent = aspects[step.aspect_id] if step.aspect_id else areas[step.area_id]
        parent.rows.append(_row(step))
        pks[id(parent.rows[-1])] = step.pk
    return tree, pks


def _row(step):
    return RowNode(
        key=step.key,
        texts={field: text for field in TEXT_FIELDS if (text := getattr(step, field))},
        extra=dict(step.extra),
        continues=set(step.continues),
        ticks=list(step.ticks),
        tick_notes={int(place): text for place, text in step.tick_notes.items()},
        kept=dict(step.kept),
    )


@transaction.atomic
def save_tree(plan, tree):
    """Write the tree's areas, aspects and rows into an empty plan, in bulk, and its title if it has one.

    Raise NotEmpty for a plan with areas. The rows keep their keys. A blank text is like none: a tree read back has no
    entry for it.
    """
    if plan.areas.exists():
        raise NotEmpty
    if tree.title and tree.title != plan.title:
        plan.title = tree.title
        plan.save(update_fields=["title", "changed_at"])
    areas = [
        PlanArea(plan=plan, position=n, label=a.label, title=a.title, component_id=a.component, continued=a.continued)
        for n, a in enumerate(tree.areas, 1)
    ]
    PlanArea.objects.bulk_create(areas)
    steps, parents = [], []
    for area, node in zip(areas, tree.areas, strict=True):
        places = {id(row): n for n, row in enumerate(area_rows(node), 1)}
        steps += _steps(area, None, node.rows, places)
        parents.append((area, None, node.aspects, places))
    while parents:
        parents = _save_level(parents, steps)
    ActionStep.objects.bulk_create(steps, batch_size=200)


def _save_level(parents, steps):
    """Store the aspects of one level and collect their rows in steps; return the level below."""
    pairs = [
        (_aspect(area, parent, n, node), node, places)
        for area, parent, nodes, places in parents
        for n, node in enumerate(nodes, 1)
    ]
    Aspect.objects.bulk_create([aspect for aspect, _, _ in pairs])
    for aspect, node, places in pairs:
        steps += _steps(aspect.area, aspect, node.rows, places)
    return [(aspect.area, aspect, node.aspects, places) for aspect, node, places in pairs if node.aspects]


def _aspect(area, parent, position, node):
    return Aspect(area=area, parent=parent, position=position, label=node.label, title=node.title, heading=node.heading)


def _steps(area, aspect, rows, places):
    """Return the rows to store; places: id of a row → its number within the area, in printed order."""
    return [
        ActionStep(
            area=area,
            aspect=aspect,
            position=places[id(row)],
            key=row.key,
            extra={name: text for name, text in row.extra.items() if text},
            continues=sorted(row.continues),
            kept=dict(row.kept),
            ticks=sorted(row.ticks),
            tick_notes={str(place): text for place, text in sorted(row.tick_notes.items())},
            **{field: row.texts.get(field, "") for field in TEXT_FIELDS},
        )
        for row in rows
    ]


def layout_spec(layout):
    """Return the LayoutSpec of a stored Layout."""
    columns = [
        Column(c["field"], c["heading"], c.get("width", 10.0), list(c.get("subheadings", []))) for c in layout.columns
    ]
    fields = {name: getattr(layout, name) for name in SPEC_FIELDS}
    return LayoutSpec(columns=columns, name=layout.slug, title=layout.name, **fields)


def find_layout(spec, satker):
    """Return the preset, else the office's layout, that prints like spec, ignoring widths, tick sign and paper."""
    printed_form = _print_of(spec)
    layouts = Layout.objects.filter(Q(satker__isnull=True) | Q(satker=satker)).order_by("satker_id", "pk")
    matching_layouts = [layout for layout in layouts if _print_of(layout_spec(layout)) == printed_form]
    return next(
        (layout for layout in matching_layouts if layout.satker_id is None),
        matching_layouts[0] if matching_layouts else None,
    )


def find_joined(spec, satker):
    """Return find_layout() with joined_band flipped, for a source that does not tell how bands print their labels."""
    return find_layout(replace(spec, joined_band=not spec.joined_band), satker)


@transaction.atomic
def save_layout(spec, satker, *, year=None):
    """Return the Layout that prints like spec (see find_layout), else a new one of the office; base: nearest preset.

    year is part of a new layout's name, the present year by default. A new layout has the widths of spec, or those
    of its base when all widths of spec are equal.
    """
    Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)  # of two imports at once one creates the layout
    layout = find_layout(spec, satker)
    if layout:
        return layout
    year = year or timezone.localdate().year
    base = _nearest_preset(spec)
    return Layout.objects.create(
        satker=satker,
        base=base,
        slug=free_slug(slugify(f"{satker.short_name} {year}")[:50]),
        name=free_name(f"Tata letak {satker.short_name} {year}", satker),
        columns=[asdict(column) for column in _shared_out(_with_widths(spec, base))],
        **{name: getattr(spec, name) for name in SPEC_FIELDS},
    )


def _with_widths(spec, base):
    """Return the columns; when all are equally wide (the source had no widths), with the preset's width per field."""
    if base is None or len({column.width for column in spec.columns}) > 1:
        return spec.columns
    widths = {column.field: column.width for column in layout_spec(base).columns}
    usual = sum(widths.values()) / len(widths)
    return [replace(column, width=widths.get(column.field, usual)) for column in spec.columns]


def _shared_out(columns):
    """Return the columns with widths that add up to SHEET_WIDTH, so that they survive a workbook's round trip."""
    total = sum(column.width for column in columns) or 1
    parts = [SHARES.get(column.field, 1) for column in columns]
    scale = SHEET_WIDTH / total
    widths = [round(column.width * scale / n, 1) * n for column, n in zip(columns, parts, strict=True)]
    widest = max(range(len(columns)), key=lambda place: (parts[place] == 1, widths[place]), default=0)
    if widths:
        widths[widest] += SHEET_WIDTH - sum(widths)
    return [replace(column, width=round(width, 1)) for column, width in zip(columns, widths, strict=True)]


def _print_of(spec):
    columns = [(column.field, column.heading, tuple(column.subheadings)) for column in spec.columns]
    return columns, [getattr(spec, name) for name in SAME_PRINT]


def _nearest_preset(spec):
    """Return the preset with the most similar columns (field and heading, in order), None without presets."""
    presets = list(Layout.objects.filter(satker__isnull=True).order_by("pk"))
    return max(presets, key=lambda layout: _likeness(layout_spec(layout), spec), default=None)


def _likeness(spec, other):
    def ratio(part):
        left, right = ([part(column) for column in side.columns] for side in (spec, other))
        return SequenceMatcher(None, left, right, autojunk=False).ratio()

    same_print = sum(getattr(spec, name) == getattr(other, name) for name in SAME_PRINT)
    return ratio(lambda c: (c.field, c.heading)) + ratio(lambda c: c.field) + same_print / 100


def free_slug(slug):
    """Return the slug, or its first numbered form that no layout has."""
    taken_slugs = set(Layout.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return _free(slug, taken_slugs, "{}-{}")


def free_name(name, satker):
    """Return the name, or its first numbered form that no layout of the office has."""
    taken_names = set(Layout.objects.filter(satker=satker).values_list("name", flat=True))
    return _free(name, taken_names, "{} ({})")


def _free(name, taken_names, pattern):
    """wanted, or the first numbered form of it that is not taken."""
    forms = (name if n == 1 else pattern.format(name, n) for n in count(1))
    return next(form for form in forms if form not in taken_names)
