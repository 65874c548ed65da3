"""A plan's table as a sheet on the screen: rows with the marks by which the browser finds cells, and links to forms."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from plans.models import ActionStep
from plans.plan import store, table, undoing
from plans.plan.strays.addresses import anchor
from plans.plan.strays.passages import TICK_NOTE
from plans.plan.table import TICK_HEADINGS
from plans.tree import EXTRA, RUN_FIELDS, PlanTree, area_rows, new_key
from zi_portal.lib.grid.screen import row_html, text_html
from zi_portal.templatetags.icons import ICONS

PLACE = '<div class="row-bar" id="bukti-{}"></div>'
UNFIT = {"number", "area", "aspect"}
"""Fields whose cells belong to several rows or are too narrow for the bar."""
SCREEN_WIDTH, LETTER, CAPITAL, PADDING, WIDEST_WORD = 1150, 7.2, 11, 18, 150
"""Pixels of a table, of a letter, of one of a heading, beside a text, and of a word; a wider word may be broken."""
WORD_ENDS = re.compile(r"[\s/-]+")
HEAD = '<th scope="row" class="row-head">{}</th>'
ROW_MENU = '<button type="button" class="row-menu" tabindex="-1" aria-label="Menu baris {}">⋯</button>'
ROW_LINK = '<a class="row-link" href="{}" aria-label="Ubah baris {}">{}</a>'
PENCIL = ' <a class="row-link" href="{}" aria-label="{}">{}</a>'
CELL, RAW = ' data-field="{}"', ' data-text="{}"'


@dataclass(slots=True)
class Line:
    """One row of the screen's table: kind ("row-line", "band", "heading"), its cells and its head as HTML.

    pk, key: of its step; of the blank line of an aspect without rows the key that its first row will have.
    aspect: pk of the aspect to which it belongs; head: for who may edit.
    """

    kind: str
    pk: int | None
    key: str
    aspect: int | None
    html: str
    head: str = ""

    @property
    def attributes(self):
        """Attributes of its element as safe HTML."""
        of_row = {"id": f"row-{self.pk}", "data-row": self.pk, "data-key": self.key} if self.pk else {}
        if self.key and not self.pk:
            of_row = {"data-key": self.key, "data-blank": ""}
        of_aspect = {"data-aspect": self.aspect} if self.aspect else {}
        return flatatt({"class": self.kind} | of_row | of_aspect)

    @property
    def row_html(self):
        """The whole row as safe HTML."""
        return format_html("<tr{}>{}{}</tr>", self.attributes, self.head, self.html)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn of a plan: tree and pks (of store.load_with_pks), layout spec, and in which manner.

    asks: evidence is required, so each row has an element, found by its id, into which the evidence's bar is loaded.
    strays: ids of the cells that are to be looked at.
    """

    tree: PlanTree
    pks: dict
    spec: object
    may_edit: bool = False
    asks: bool = False
    strays: frozenset = frozenset()

    def bodies(self, blocks):
        """Return [(pk of the area, [Line])] of the areas at these places, one tbody each."""
        return self.grid_and_bodies(blocks)[1]

    def grid_and_bodies(self, blocks):
        """Return (Grid of the areas at these places, their bodies)."""
        grid, owners = self._owned_grid(blocks)
        lines_by_area = {self.pks[id(self.tree.areas[place])]: [] for place in blocks}
        number = sum(1 for area in self.tree.areas[: min(blocks, default=0)] for _ in area_rows(area))
        for cells, owner in zip(grid.rows[grid.head :], owners, strict=True):
            number += owner[2] is not None
            lines_by_area[self.pks[id(owner[0])]].append(self._line(cells, owner, number))
        return grid, list(lines_by_area.items())

    def _owned_grid(self, blocks):
        return table.owned_grid(PlanTree(self.tree.title, [self.tree.areas[place] for place in blocks]), self.spec)

    def _line(self, cells, owner, number):
        row = owner[2]
        area_pk, aspect_pk, pk = (self.pks.get(id(node)) for node in owner)
        links = _links(cells, area_pk, aspect_pk) if self.may_edit else {}
        if self.asks and pk:
            links |= _place(cells, pk)
        keys = {"area": area_pk, "aspect": aspect_pk, "row": pk}
        anchors = _stray_ids(cells, keys, self.strays) if self.strays else {}
        data = _data(cells) if self.may_edit else None
        html = row_html(cells, links=links, anchors=anchors, data=data)
        head = _head(pk, number) if self.may_edit else ""
        kind = _kind(cells)
        is_blank = self.may_edit and not pk and kind == "row-line"
        return Line(kind, pk, new_key() if is_blank else row.key if row else "", aspect_pk, html, head)


def _head(pk, number):
    """The head of a row: its number, which leads to its form."""
    link = format_html(ROW_LINK + ROW_MENU, reverse("plans:row", args=[pk]), number, number, number) if pk else ""
    return format_html(HEAD, link)


def _data(cells):
    """Return [attributes as safe HTML] by which the browser finds the field of each cell, and its text if marked."""
    attributes, periods = [], 0
    for cell in cells:
        periods += cell.name in TICK_HEADINGS
        attributes.append(_tick_data(periods) if cell.name in TICK_HEADINGS else _cell_data(cell))
    return attributes


def _tick_data(period):
    return SafeString(f' data-field="ticks" data-period="{period}"')


def _cell_data(cell):
    """Attributes of the cell of a text: its field, for area and aspect the title; the text as typed if it has marks."""
    if cell.kind == "covered":
        return ""
    raw = format_html(RAW, cell.text) if "*" in cell.text else SafeString()
    return _field_data(cell.name) + raw


@lru_cache(maxsize=200)
def _field_data(name):
    """Return the attribute that names a field; the same few names come in every row."""
    return format_html(CELL, name)


def _stray_ids(cells, keys, strays):
    """Return {place of a cell in its row: its id} of those in strays; keys: {"area", "aspect", "row": primary key}."""
    ids, periods = {}, 0
    for place, cell in enumerate(cells):
        periods += cell.name in TICK_HEADINGS
        source = cell.name if cell.name in keys else "row"
        field = f"{TICK_NOTE}{periods}" if cell.name in TICK_HEADINGS else "title" if source != "row" else cell.name
        name = anchor(source, keys[source], field)
        if name in strays:
            ids[place] = name
    return ids


def _place(cells, pk):
    """Return {name of the cell: empty element for the row's bar}: the evidence's cell, else the first one printed."""
    printed = [cell.name for cell in cells if cell.kind == "body" and cell.name not in UNFIT]
    name = next((name for name in ("evidence", "action") if name in printed), printed[-1] if printed else None)
    return {name: format_html(PLACE, pk)} if name else {}


def _kind(cells):
    kinds = {cell.kind for cell in cells}
    return next((kind for kind in ("band", "heading") if kind in kinds), "row-line")


def _links(cells, area, aspect):
    """Return {name of the cell: edit link} for the cells that print an area or an aspect; pks."""
    texts = {cell.name: cell.text for cell in cells if cell.text}
    links = {}
    if area and "area" in texts:
        links["area"] = _pencil("plans:area", area, f"Ubah area {texts['area'][:60]}")
    if aspect and "aspect" in texts:
        links["aspect"] = _pencil("plans:aspect", aspect, f"Ubah aspek {texts['aspect'][:60]}")
    return links


def _pencil(name, pk, label):
    return format_html(PENCIL, reverse(name, args=[pk]), label, ICONS["pencil"])


def sheet_frame(plan, spec):
    """Return the attributes, as safe HTML, of the box around a table that may be edited."""
    return flatatt(
        {
            "data-sheet": "",
            "data-url": reverse("plans:sheet", args=[plan.pk]),
            "data-plan": plan.pk,
            "data-revision": plan.revision,
            "data-tick": spec.tick,
        }
    )


def step_marks(plan, user):
    """Return attributes, as safe HTML, that say whether a person has steps to take back and again."""
    undone_marks = list(undoing.steps(plan, user).values_list("undone", flat=True)[:200])
    return flatatt({"data-undo": False in undone_marks, "data-redo": undone_marks[:1] == [True]})


def column_widths(grid):
    """Return the width in pixels of each column on a screen: the layout's share, but no narrower than its words."""
    total = sum(grid.widths) or 1
    shares = [width / total * SCREEN_WIDTH for width in grid.widths]
    needed = [0] * len(shares)
    for number, cells in enumerate(grid.rows):
        letter = CAPITAL if number < grid.head else LETTER
        for place, cell in enumerate(cells):
            if cell.text and cell.col_span == 1:
                needed[place] = max(needed[place], *(len(word) * letter for word in WORD_ENDS.split(cell.text)))
    pairs = zip(shares, needed, strict=True)
    return [round(max(share, min(need, WIDEST_WORD) + PADDING)) for share, need in pairs]


def drawn(plan, pull, *, may_edit):
    """Return what a browser puts into its table for a Pull, as plain data.

    blocks: [{"area": pk, "html": rows}] of areas in printed order, others: pks of those that stay as they are; cells:
    [{"row": pk, "field", "html", "text" or "ticks", "notes"}]; people: [names] of who changed it.
    """
    if not pull.edits and not pull.whole:
        return {"blocks": [], "order": None, "cells": [], "people": []}
    people = list(dict.fromkeys(edit.actor.name for edit in pull.edits if edit.actor))
    if not (pull.whole or pull.areas):
        return {"blocks": [], "order": None, "cells": _cells(plan, pull.cells), "people": people}
    tree, pks = store.load_with_pks(plan)
    sheet = Sheet(tree, pks, store.layout_spec(plan.layout), may_edit=may_edit)
    order = [pks[id(area)] for area in tree.areas]
    blocks = sheet.bodies(range(len(order)))
    html_by_area = {area: "".join(line.row_html for line in lines) for area, lines in blocks}
    return {
        "blocks": [
            {"area": area, "html": html} for area, html in html_by_area.items() if pull.whole or area in pull.areas
        ],
        "order": order,
        "cells": _cells(plan, pull.cells),
        "people": people,
    }


def _cells(plan, changed_cells):
    """Return the cells of rows by their names in a patch (see plans/plan/snapshots.py)."""
    row_pks = {pk for pk, _ in changed_cells}
    rows = ActionStep.objects.filter(area__plan=plan, pk__in=row_pks).in_bulk() if row_pks else {}
    cells = []
    for pk, name in sorted(cell for cell in changed_cells if cell[0] in rows):
        row = rows[pk]
        if name in ("ticks", "tick_notes"):
            cells.append({"row": pk, "field": "ticks", "ticks": row.ticks, "notes": row.tick_notes})
        elif name == "extra":
            cells += [_text_cell(pk, EXTRA + heading, text) for heading, text in row.extra.items()]
        elif name in RUN_FIELDS:
            cells.append(_text_cell(pk, name, getattr(row, name)))
    return cells


def _text_cell(pk, field, text):
    return {"row": pk, "field": field, "text": text, "html": conditional_escape(text_html(text))}
