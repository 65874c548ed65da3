"""Grid → cells of an HTML table on a page; written in Python, for a plan has thousands of cells."""

from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zi_portal.lib.grid.html import marked

CENTRED = mark_safe(' class="center"')  # noqa: S308 -- a constant
ANCHOR = ' id="{}" data-look="1"'
TICK = mark_safe(' class="tick"')  # noqa: S308 -- a constant


def cell_html(cell, *, tag="td", link="", anchor="", data=""):
    """Return a cell as HTML: spans, alignment, the printed text and, after it, a link that is HTML already.

    anchor: id of the element, "" for none; a cell with one is to be looked at, and marked. data: further attributes.
    """
    name = format_html(ANCHOR, anchor) if anchor else ""
    content = f"{_escaped(text_html(cell.text))}{_escaped(link)}"
    return SafeString(f"<{tag}{name}{_spans(cell)}{_class(cell)}{_escaped(data)}>{content}</{tag}>")


def _escaped(text):
    """Escape what is not safe HTML; conditional_escape() does the same, slower, for texts that are not there yet."""
    return text if isinstance(text, SafeString) else escape(text)


def text_html(text):
    """Return the text of a cell as it is shown, for HTML that escapes what is not safe."""
    return marked(text) if "*" in text else text


def row_html(cells, *, tag="td", links=None, anchors=None, data=None):
    """Return the cells of one row as HTML, without covered ones.

    links: {name of the cell: HTML after its text}; anchors: {place of the cell in the row: id of its element}; data:
    [further attributes as safe HTML] of each place.
    """
    links, anchors, data = links or {}, anchors or {}, data or [""] * len(cells)
    return SafeString(
        "".join(
            cell_html(cell, tag=tag, link=links.get(cell.name, ""), anchor=anchors.get(place, ""), data=data[place])
            for place, cell in enumerate(cells)
            if cell.kind != "covered"
        )
    )


def _spans(cell):
    if cell.row_span == 1 and cell.col_span == 1:
        return ""
    return f' rowspan="{cell.row_span}" colspan="{cell.col_span}"'


def _class(cell):
    if cell.kind == "tick":
        return TICK
    return CENTRED if cell.align == "center" else ""
