"""The plan as plain data, which readers produce, screens and documents print and versions freeze. Pure.

PlanTree → AreaNode → AspectNode → RowNode; LayoutSpec tells how a tree is printed.
"""

from dataclasses import dataclass, field
from uuid import uuid4

RUN_FIELDS = ("indicator", "action", "evidence", "time", "target", "realisation", "responsible", "note")
"""Fields of a row whose cell may be merged with the row above (a run), in the order of the forms."""

PAGE_OPTIONS = (
    "area_labels",
    "font_size",
    "orientation",
    "margin_top",
    "margin_right",
    "margin_bottom",
    "margin_left",
    "catchword",
    "letterhead",
    "emblem",
)
"""Fields of a LayoutSpec that older exports and versions lack: they are written only where they differ from the
default, so that a text that was frozen or printed before stays the same."""

NODE_FIELDS = ("number", "area", "aspect")
"""Fields of a column that print the nodes around a row (number: also a row's own number)."""

MONTHS, QUARTERS = "months", "quarters"
MAX_TITLE_LENGTH = 1000
"""Characters allowed in the title of a decree, table, area or aspect; a longer text cannot be printed as a title."""

MAX_TEXT_LENGTH = 5000
"""Characters allowed in one printed paragraph: a clause, a line of a text annex, a cell; more cannot be printed."""

MAX_PRINTED_ROWS = 2000
"""Lines of one printed table, headings included; a longer table is not printed."""

EXTRA = "extra:"
"""Prefix of a remark column's field: EXTRA + heading prints the row's remark under that heading."""


def new_key():
    """Return a new key of a row, which stays the same over versions and amendments."""
    return uuid4().hex


@dataclass(slots=True)
class RowNode:
    """One printed row. texts: field → text ("" or absent = blank), "number" only where rows are numbered.

    extra: heading of a remark column → text. continues: fields (RUN_FIELDS or EXTRA + heading) whose cell is
    merged with the row above. ticks: months 1–12 or quarters 1–4 in which it is planned. tick_notes: month or quarter
    → text that its cell prints in place of the tick ("2 Laporan"); without a tick nothing is planned then. kept:
    content of cells when they were merged (see plan/runs.py), never printed.
    """

    key: str = field(default_factory=new_key)
    texts: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    continues: set[str] = field(default_factory=set)
    ticks: list[int] = field(default_factory=list)
    tick_notes: dict[int, str] = field(default_factory=dict)
    kept: dict[str, dict] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class AspectNode:
    """A component/aspect: label as printed ("1", "3.", ""), title; a heading has unnumbered children."""

    label: str = ""
    title: str = ""
    heading: bool = False
    rows: list[RowNode] = field(default_factory=list)
    aspects: list["AspectNode"] = field(default_factory=list)


@dataclass(slots=True)
class AreaNode:
    """An area as printed; component: number of the official area that it maps to, None for none.

    A second block of the same area ("… (lanjutan)") is a node of its own with continued=True.
    rows: those without an aspect, printed before the aspects.
    """

    label: str = ""
    title: str = ""
    component: int | None = None
    continued: bool = False
    rows: list[RowNode] = field(default_factory=list)
    aspects: list[AspectNode] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """One column of a layout; field is of RUN_FIELDS, NODE_FIELDS, MONTHS, QUARTERS or EXTRA + heading.

    width: relative. A tick column (MONTHS, QUARTERS) prints 12 or 4 columns under its heading;
    subheadings: their headings ("1" … "12", "JAN" …, "TW I" …); heading "": no line above them.
    """

    field: str
    heading: str
    width: float = 10.0
    subheadings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class LayoutSpec:
    """The printed form of a plan. area_style "band" | "column"; joined_band: label and title in one cell.

    number_row "" | "plain" | "paren"; schedule "text" | "months" | "quarters"; numbers: what the number column
    counts, "aspect" | "area" | "row"; inline_label: the aspect's label is printed in the title's cell ("1. …").
    tick: the sign; paper "F4" | "A4" | "Folio". name: slug of the layout, title: its displayed name.
    area_labels: "" as typed | "roman" | "arabic" | "letter" (counted from the first area) | "none".
    font_size: of the table in points, 0 for the usual one. orientation "landscape" | "portrait" and the margins (in
    millimetres) of the lampiran's pages. catchword: the first word of the next page stands below each page;
    letterhead, emblem: printed at the head of the decree.
    """

    columns: list[Column] = field(default_factory=list)
    area_style: str = "band"
    joined_band: bool = False
    number_row: str = ""
    schedule: str = "text"
    numbers: str = "aspect"
    inline_label: bool = False
    tick: str = "√"
    paper: str = "F4"
    name: str = ""
    title: str = ""
    area_labels: str = ""
    font_size: float = 0
    orientation: str = "landscape"
    margin_top: int = 25
    margin_right: int = 20
    margin_bottom: int = 25
    margin_left: int = 30
    catchword: bool = False
    letterhead: bool = True
    emblem: bool = True

    def column(self, name):
        """Return the column with this field, None when the layout has none."""
        return next((column for column in self.columns if column.field == name), None)


@dataclass(slots=True)
class PlanTree:
    """A whole plan: title as printed above the table, and its areas in printed order."""

    title: str = ""
    areas: list[AreaNode] = field(default_factory=list)

    def rows(self):
        """Yield every row in printed order."""
        for area in self.areas:
            yield from area_rows(area)


def area_rows(node):
    """Yield the rows of an area or aspect in printed order: its own first, then those of its aspects."""
    yield from node.rows
    for aspect in node.aspects:
        yield from area_rows(aspect)
