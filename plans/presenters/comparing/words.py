"""The words of a comparison, on screens and on paper: names of fields, texts with their marked words, ticks."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from plans.comparing.outcome import CHANGED, GONE, MOVED, NEW, SAME, TICKS
from plans.comparing.words import DELETE, EQUAL, INSERT
from plans.tree import EXTRA, MONTHS, QUARTERS
from plans.workbook.reading.fields import FIELD_NAMES
from zi_portal.lib.indonesian import MONTHS as MONTH_NAMES
from zi_portal.lib.indonesian import roman

KIND_WORDS = {NEW: "baru", CHANGED: "berubah", MOVED: "pindah", GONE: "dihapus", SAME: "sama"}
KIND_ICONS = {NEW: "plus", CHANGED: "pencil", MOVED: "up", GONE: "trash", SAME: "check"}
SIGNS = {EQUAL: "{}", INSERT: "<ins>{}</ins>", DELETE: "<del>{}</del>"}
BLANK = mark_safe('<span class="text-body-secondary">(kosong)</span>')  # noqa: S308 -- a constant
NO_ACTION = "Baris tanpa langkah aksi"
LEFT_OUT_NAMES = {MONTHS: "Kisi bulan", QUARTERS: "Kisi triwulan"}


def field_name(name, spec):
    """Return what a field is called: its heading in the layout where it is a remark column, else the usual word."""
    if name == TICKS:
        return "Triwulan" if spec.schedule == QUARTERS else "Bulan"
    if name.startswith(EXTRA):
        return name.removeprefix(EXTRA)
    return LEFT_OUT_NAMES.get(name) or ("Judul tabel" if name == "title" else FIELD_NAMES[name])


def tick_words(ticks, spec):
    """Return [text] of the ticks of a row: "Maret", "Triwulan II", with the text of its cell in brackets."""
    names = [f"Triwulan {roman(place)}" for place in range(1, 5)] if spec.schedule == QUARTERS else [*MONTH_NAMES]
    return [
        f"{names[place - 1] if place <= len(names) else place}" + (f" ({note})" if note else "")
        for place, note in ticks.items()
    ]


def both(cell, spec):
    """Return safe HTML of a FieldDifference with what is gone and what is new, in one text."""
    if cell.name == TICKS:
        return _tick_difference(cell, spec)
    return format_html_join("", "{}", ((_marked(part),) for part in cell.segments))


def one_side(cell, spec, sign):
    """Return safe HTML of one side of a FieldDifference: sign DELETE the older, INSERT the newer, its words marked."""
    if cell.name == TICKS:
        own, other = (tick_words(ticks, spec) for ticks in (cell.before, cell.after)[:: 1 if sign == DELETE else -1])
        parts = ((format_html(SIGNS[sign] if word not in other else "{}", word),) for word in own)
        return format_html_join(", ", "{}", parts) or BLANK
    parts = [part for part in cell.segments if part.kind in {EQUAL, sign}]
    return format_html_join("", "{}", ((_marked(part),) for part in parts)) or BLANK


def _tick_difference(cell, spec):
    old, new = tick_words(cell.before, spec), tick_words(cell.after, spec)
    words = [word for word in old if word not in new], [word for word in old if word in new]
    gone_words, common_words = words
    new_words = [word for word in new if word not in old]
    parts = [(SIGNS[DELETE], gone_words), (SIGNS[EQUAL], common_words), (SIGNS[INSERT], new_words)]
    return format_html_join(" ", "{}", ((format_html(sign, ", ".join(texts)),) for sign, texts in parts if texts))


def _marked(part):
    return format_html(SIGNS[part.kind], part.text)


def row_name(row):
    """Return the text that names a RowDifference."""
    texts = (row.after or row.before).texts
    return next((texts[name] for name in ("action", "indicator", "evidence") if texts.get(name)), NO_ACTION)


def node_name(node):
    """Return an area or aspect as its label and title."""
    return f"{node.label} {node.title}".strip() or "Tanpa nama"


def aspect_of(tree, row):
    """Return the name of the aspect in which a PrintedRow of a tree stands, "" for none."""
    node, names = tree.areas[row.area], []
    for place in row.aspects:
        node = node.aspects[place]
        names.append(node_name(node))
    return " › ".join(names)
