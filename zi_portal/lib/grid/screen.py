"""Grid → cells of an HTML table on a page; written in Python, for a plan has thousands of cells."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zi_portal.lib.grid.html import marked

CENTRED = mark_safe(' class="center"')  # noqa: S308 -- a constant
TICK = mark_safe(' class="tick"')  # noqa: S308 -- a constant


def cell_html(cell, *, tag="td", link=""):
    """Return a cell as HTML: spans, alignment, the printed text and, after it, a link that is HTML already."""
    text = marked(cell.text) if "*" in cell.text else cell.text
    return format_html("<{0}{1}{2}>{3}{4}</{0}>", tag, _spans(cell), _class(cell), text, link)


def row_html(cells, *, tag="td", links=None):
    """Return the cells of one row as HTML, without covered ones; links: {name of the cell: HTML after its text}."""
    links = links or {}
    visible_cells = (cell for cell in cells if cell.kind != "covered")
    return SafeString("".join(cell_html(cell, tag=tag, link=links.get(cell.name, "")) for cell in visible_cells))


def _spans(cell):
    if cell.row_span == 1 and cell.col_span == 1:
        return ""
    return format_html(' rowspan="{}" colspan="{}"', cell.row_span, cell.col_span)


def _class(cell):
    if cell.kind == "tick":
        return TICK
    return CENTRED if cell.align == "center" else ""
