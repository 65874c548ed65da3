"""Layouts as their pages show them: who uses each, columns with their shares, choices with drawings, the preview."""

from dataclasses import dataclass, field

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from plans.layouts import columns as layout_columns
from plans.plan.table import TICK_HEADINGS
from plans.presenters.plan import head
from zi_portal.lib.grid.html import fitted_widths
from zi_portal.lib.grid.screen import row_html
from zi_portal.lib.screens.controls import PRIMARY, SMALL, SMALL_DANGER, SMALL_PRIMARY, IconButton, Link

DRAWING = '<svg class="choice-drawing" viewBox="0 0 48 34" width="48" height="34" aria-hidden="true">{}</svg>'
FRAME = '<path d="M2 2h44v30H2z"/>'
PAGE = "M{}h{}v{}h-{}z"
DRAWINGS = {
    "area_style band": FRAME + '<path class="full" d="M2 2h44v8H2z"/><path d="M12 10v22M2 21h44"/>',
    "area_style column": FRAME + '<path class="full" d="M2 2h12v30H2z"/><path d="M14 12h32M14 22h32M26 2v30"/>',
    "schedule text": FRAME + '<path d="M8 10h32M8 17h24M8 24h28"/>',
    "schedule months": FRAME
    + "".join(f'<path d="M{2 + 44 * n / 12:.1f} 2v30"/>' for n in range(1, 12))
    + '<path d="M2 12h44M2 22h44"/>',
    "schedule quarters": FRAME + '<path d="M13 2v30M24 2v30M35 2v30M2 12h44M2 22h44"/>',
    "orientation landscape": FRAME + '<path d="M8 10h32M8 17h32M8 24h32"/>',
    "orientation portrait": '<path d="M14 1h20v32H14zM18 8h12M18 14h12M18 20h12M18 26h12"/>',
    "number_row ": FRAME + '<path class="full" d="M2 2h44v10H2z"/><path d="M17 2v30M32 2v30"/>',
    "number_row plain": FRAME
    + '<path d="M2 12h44M17 2v30M32 2v30"/><text x="7" y="26">1</text><text x="22" y="26">2</text>'
    '<text x="36" y="26">3</text>',
    "number_row paren": FRAME + '<path d="M2 12h44M17 2v30M32 2v30"/><text x="3" y="26">(1)</text>'
    '<text x="18" y="26">(2)</text><text x="33" y="26">(3)</text>',
}
"""Field and value of a choice → shapes of its drawing; choices without one are words."""

EM_SHARE, PADDING_SHARE = 1.07, 0.86
"""Width of an em of 8.5 pt and of a cell's padding, in per cent of the 280 mm of a printed table."""

RADIOS = ("area_style", "schedule", "number_row", "orientation", "numbers", "area_labels")
LEGENDS = {
    "area_style": "Area",
    "schedule": "Waktu",
    "number_row": "Baris nomor kolom",
    "orientation": "Arah halaman lampiran",
    "numbers": "Kolom nomor menghitung",
    "area_labels": "Nomor area",
}
TABLE_FIELDS = ("joined_band", "inline_label", "tick", "font_size")
PAGE_FIELDS = ("paper", "margin_top", "margin_right", "margin_bottom", "margin_left")
HEAD_FIELDS = ("letterhead", "emblem", "catchword")
UNUSED = "Belum dipakai rencana mana pun."
KEPT = (
    "Dipakai {} rencana yang sudah diajukan atau ditetapkan, jadi tata letak ini tidak berubah: "
    "perubahan Anda disimpan sebagai salinan."
)
FOLLOW = "Dipakai {} rencana yang masih draf; rencana itu ikut berubah. Bila bentuk waktunya diganti, dibuat salinan."
HIDDEN = "Kolom “{}” yang Anda hapus berisi {} teks pada rencana draf. Teksnya tetap tersimpan, tetapi tidak dicetak."


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """A layout in the list: its name, whose it is, its columns, who uses it, what can be done with it."""

    name: str
    owner: str
    columns: str
    usage: str
    links: list


def layout_line(layout, usage, *, may_edit, may_copy):
    """Return the LayoutLine of a layout read with its office; usage: its Usage."""
    actions = [Link("Salin", reverse("layouts:copy", args=[layout.pk]), "plus", SMALL, layout.name)] if may_copy else []
    if may_edit:
        edit = Link("Ubah", reverse("layouts:edit", args=[layout.pk]), "pencil", SMALL_PRIMARY, layout.name)
        actions.insert(0, edit)
    if may_edit and not usage.plans:
        delete = Link("Hapus…", reverse("layouts:delete", args=[layout.pk]), "trash", SMALL_DANGER, layout.name)
        actions.append(delete)
    headings = ", ".join(one_line(column["heading"]) for column in layout.columns)
    owner = layout.satker.short_name if layout.satker else "Bawaan portal"
    return LayoutLine(layout.name, owner, headings, usage_words(usage), actions)


def usage_words(usage):
    """Return who uses a layout, in words."""
    if not usage.plans:
        return UNUSED
    counts = ((len(usage.drafts), "draf"), (len(usage.frozen), "diajukan atau ditetapkan"))
    return " · ".join(f"{count} rencana {word}" for count, word in counts if count)


def consequence(usage):
    """Return what saving a layout does to the plans that use it; "" for one that none uses."""
    if usage.frozen:
        return KEPT.format(len(usage.frozen))
    return FOLLOW.format(len(usage.drafts)) if usage.drafts else ""


def one_line(text):
    """Return a heading on one line."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column in the editor. share: per cent of the table; sub: subheadings, None where it has none."""

    key: int
    place: int
    field: str
    word: str
    heading: str
    width: str
    share: int
    sub: str | None
    buttons: list = field(default_factory=list)


def column_lines(columns, url):
    """Return [ColumnLine] of [Column]; url: where the buttons send the form."""
    total = sum(column.width for column in columns) or 1
    return [
        ColumnLine(
            key=place,
            place=place + 1,
            field=column.field,
            word=layout_columns.word(column.field),
            heading=column.heading,
            width=f"{column.width:g}",
            share=round(100 * column.width / total),
            sub=", ".join(column.subheadings) if column.field in TICK_HEADINGS else None,
            buttons=_buttons(column, place, url, last=place == len(columns) - 1),
        )
        for place, column in enumerate(columns)
    ]


def _buttons(column, place, url, *, last):
    title = f"kolom {place + 1}, {one_line(column.heading) or layout_columns.word(column.field)}"
    buttons = [
        IconButton(f"Naikkan {title}", "up", _reshaping(f"naik-{place}", url, stuck=place == 0)),
        IconButton(f"Turunkan {title}", "down", _reshaping(f"turun-{place}", url, stuck=last)),
    ]
    if column.field not in {"area", *TICK_HEADINGS}:
        buttons.append(IconButton(f"Hapus {title}", "trash", _reshaping(f"hapus-{place}", url)))
    return buttons


def _reshaping(act, url, *, stuck=False):
    look = "btn btn-sm border-0" + (" opacity-25" if stuck else "")
    aria = {"aria-disabled": "true"} if stuck else {}
    send = {"name": "aksi", "value": act, "id": f"aksi-{act}"}
    return flatatt({"class": look} | send | swapping(url) | aria)


def swapping(url):
    """Return the attributes of a button whose answer takes the place of the editor."""
    return {"hx-post": url, "hx-target": "#penata", "hx-select": "#penata", "hx-swap": "outerHTML show:none"}


def add_attributes(url):
    """Return the attributes of the button that adds a column."""
    send = {"class": "btn btn-outline-primary", "name": "aksi", "value": "tambah", "id": "aksi-tambah"}
    return flatatt(send | swapping(url))


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio of a group, with its drawing as safe HTML, "" where words are enough."""

    id: str
    value: str
    word: str
    drawing: SafeString
    checked: bool

    @property
    def attributes(self):
        """Attributes of the input beside its name, as safe HTML."""
        return flatatt({"id": self.id, "value": self.value, "checked": self.checked})


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """A field of the form as radios."""

    bound: object
    legend: str
    choices: list


def choice_groups(form):
    """Return [ChoiceGroup] of the options that are chosen by radios."""
    return [ChoiceGroup(form[name], LEGENDS[name], _choices(form[name])) for name in RADIOS]


def _choices(bound):
    chosen_layout = str(bound.value() or "")
    return [
        Choice(f"id_{bound.name}_{place}", value, word, _drawing(bound.name, value), str(value) == chosen_layout)
        for place, (value, word) in enumerate(bound.field.choices)
    ]


def _drawing(name, value):
    shapes = DRAWINGS.get(f"{name} {value}", "")
    return format_html(DRAWING, mark_safe(shapes)) if shapes else SafeString("")  # noqa: S308 -- a constant


def field_groups(form):
    """Return [(legend, [bound field])] of the other options."""
    groups = (("Isi tabel", TABLE_FIELDS), ("Halaman", PAGE_FIELDS), ("Kepala keputusan", HEAD_FIELDS))
    return [(legend, [form[name] for name in names]) for legend, names in groups]


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """A Grid as a table on a screen: head as presenters.plan.head(), widths in per cent, lines (class, HTML)."""

    head: list
    widths: list
    lines: list


def preview_table(grid):
    """Return the PreviewTable of a Grid."""
    widths = fitted_widths(grid, em_share=EM_SHARE, padding=PADDING_SHARE)
    lines = [(_kind(cells), row_html(cells)) for cells in grid.rows[grid.head :]]
    return PreviewTable(head(grid.rows[: grid.head]), [f"{width:.2f}%" for width in widths], lines)


def _kind(cells):
    kinds = {cell.kind for cell in cells}
    return next((kind for kind in ("band", "heading") if kind in kinds), "row-line")


def hidden_texts(counts, columns):
    """Return a sentence for each removed column that holds texts; counts: {field: number}, columns: the stored ones."""
    headings = {column.field: one_line(column.heading) for column in columns}
    return [HIDDEN.format(headings.get(name, name), count) for name, count in counts.items()]


def list_links(*, may_copy):
    """Return [Link] at the head of the list."""
    return [Link("Tata letak baru dari bawaan", "#bawaan", "plus", PRIMARY)] if may_copy else []
