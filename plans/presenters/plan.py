"""A plan's table and its rows as their pages show them: links, tabs, headings and words."""

from dataclasses import dataclass

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.text import Truncator

from plans.states import Action
from zi_portal.lib.screens.controls import (
    OUTLINED,
    PLAIN,
    PRIMARY,
    SMALL,
    SMALL_DANGER,
    SMALL_OUTLINED,
    Link,
    Post,
    Tab,
)

# The table

LOCKED = "Naskah dibekukan pada status “{}”. Tabel ini hanya untuk dibaca."
READ_ONLY = "Anda melihat rencana ini tanpa hak mengubah."


def links(plan, *, may_edit, asks, may_template=False):
    """Return ([Link] at the head of a plan, [Link] of its menu).

    asks: evidence is asked for; may_template: templates are made of plans.
    """
    decree = Link("Keputusan", reverse("decrees:detail", args=[plan.decree.pk]), "stamp", PRIMARY)
    evidence = [Link("Bukti", reverse("evidence:plan", args=[plan.pk]), "check", OUTLINED)] if asks else []
    settings = [
        Link("Ganti kata", reverse("plans:replace", args=[plan.pk]), "search"),
        Link("Impor ke draf ini", reverse("plans:import-into", args=[plan.pk]), "upload"),
        Link("Pengaturan", reverse("plans:settings", args=[plan.pk]), "gear"),
        Link("Hapus draf", reverse("decrees:act", args=[plan.decree.pk, Action.DELETE]), "trash"),
    ]
    template = [Link("Jadikan templat", reverse("plans:template-make", args=[plan.pk]), "table")] * may_template
    exports = [
        Link(word, reverse("plans:export", args=[plan.pk, fmt]), "download")
        for word, fmt in (("Excel", "xlsx"), ("JSON", "json"))
    ]
    compare = Link("Bandingkan", reverse("plans:compare", args=[plan.pk]), "split")
    return [decree, *evidence], [*(settings if may_edit else []), *template, compare, *exports]


def about(rows, areas, banners):
    """Return the line that says what a plan holds, and how much of it is to be looked at."""
    words = f"{rows} baris · {areas} area"
    count = sum(len(banner.lines) for banner in banners)
    return f"{words} · {count} hal perlu diperiksa" if count else words


def why_read_only(plan):
    """Return why the reader may not change the plan."""
    return LOCKED.format(plan.decree.get_state_display()) if plan.frozen else READ_ONLY


def area_tabs(plan, areas, area_shown):
    """Return [Tab] of the whole plan and of each area; area_shown: None for all."""
    tabs = [
        Tab(
            f"{area.label or place} {Truncator(area.title).chars(28)}",
            f"?area={place}",
            area == area_shown,
            {"title": area.title},
        )
        for place, area in enumerate(areas, 1)
    ]
    return [Tab("Semua", reverse("plans:detail", args=[plan.pk]), area_shown is None), *tabs]


def area_links(plan, area):
    """Return [Link] of what can be changed in the area that is shown, of the whole plan for None."""
    of_area = (
        ("Tambah baris", "plans:row-add", area, "plus", SMALL_OUTLINED),
        ("Tambah aspek", "plans:aspect-add", area, "plus", SMALL_OUTLINED),
        ("Ubah area", "plans:area", area, "pencil", SMALL),
    )
    ways = (*(of_area if area else ()), ("Tambah area", "plans:area-add", plan, "plus", SMALL))
    return [Link(word, reverse(name, args=[node.pk]), drawing, look) for word, name, node, drawing, look in ways]


def head(rows):
    """Return [[(attributes, text)]] of the rows of headings of a grid; cells below a span are left out.

    data-column: place of the column that a heading names, counted from 1.
    """
    return [
        [(_heading(cell, place), cell.text) for place, cell in enumerate(row, 1) if cell.kind != "covered"]
        for row in rows
    ]


def _heading(cell, place):
    spans = {name: number for name, number in (("rowspan", cell.row_span), ("colspan", cell.col_span)) if number > 1}
    column = {"data-column": place} if cell.kind == "head" and cell.col_span == 1 else {}
    return flatatt({"scope": "col"} | spans | column)


# A row


@dataclass(frozen=True, slots=True)
class RowWords:
    """What the page of a row says about where it stands: title, heading, lead, and the way back to the table."""

    title: str
    heading: str
    lead: str
    back: str


def row_words(plan, area, aspect, step=None, place=0, total=0):
    """Return the RowWords of a row that is the place-th of total; step: None for a new one."""
    lead = f"{area} › {aspect}" if aspect else str(area)
    back = reverse("plans:detail", args=[plan.pk])
    if step is None:
        return RowWords("Tambah baris", "Tambah baris", lead, back)
    return RowWords(f"Ubah baris {place}", f"Baris {place} dari {total}", lead, f"{back}#row-{step.pk}")


def neighbours(before, after):
    """Return [Link] to the rows before and after; pks, None at the ends."""
    ways = ((before, "‹ Sebelumnya", "prev"), (after, "Berikutnya ›", "next"))
    return [Link(word, reverse("plans:row", args=[pk]), extra={"rel": rel}) for pk, word, rel in ways if pk]


def aspect_tabs(aspects, aspect, directly):
    """Return [Tab] of the places where a new row can stand; directly: the name of the place below no aspect."""
    if not aspects:
        return []
    tabs = [Tab(Truncator(str(row)).chars(40), f"?aspek={row.pk}", row == aspect) for row in aspects]
    return [Tab("Langsung di bawah area", f"?aspek={directly}", aspect is None), *tabs]


def aspect_options(aspects):
    """Return [(value, word)] of the aspects that a row can move to."""
    return [(row.pk, Truncator(str(row)).chars(50)) for row in aspects]


def continued(step, cells):
    """Return [(heading, text, Post that splits)] of cells that continue those above: [(field, heading, text)]."""
    url = reverse("plans:row-reshape", args=[step.pk])
    return [
        (
            heading,
            Truncator(text).chars(90),
            Post("Pisahkan", url, "split", SMALL, sends={"kolom": name}, hidden={"tindakan": "pisah"}),
        )
        for name, heading, text in cells
    ]


def mergeable(step, columns):
    """Return [Post] that merge a cell with the one above; columns: [(field, heading)]."""
    url = reverse("plans:row-reshape", args=[step.pk])
    return [
        Post(
            heading[:1].upper() + heading[1:],
            url,
            "merge",
            SMALL,
            sends={"kolom": name},
            hidden={"tindakan": "gabung"},
        )
        for name, heading in columns
    ]


def moves(name, pk, look):
    """Return [Post] that move a row, an aspect or an area up and down; name: of the URL."""
    url = reverse(name, args=[pk])
    ways = (("Naik", "up", "naik"), ("Turun", "down", "turun"))
    return [Post(word, url, drawing, look, sends={"arah": way}) for word, drawing, way in ways]


def row_places(step, area):
    """Return ([Post], [Link], Link that deletes) of what can be done about the place of a row."""
    below = f"{reverse('plans:row-add', args=[area.pk])}?sesudah={step.pk}"
    delete = Link("Hapus…", reverse("plans:row-delete", args=[step.pk]), "trash", SMALL_DANGER)
    posts = moves("plans:row-move", step.pk, SMALL)
    return posts, [Link("Tambah baris di bawahnya", below, "plus", SMALL)], delete


def node_places(kind, pk):
    """Return ([Post], Link that deletes) of an area or an aspect ("aspek")."""
    word = "area" if kind == "area" else "aspect"
    delete = Link("Hapus…", reverse(f"plans:{word}-delete", args=[pk]), "trash", "btn btn-outline-danger")
    return moves(f"plans:{word}-move", pk, PLAIN), delete
