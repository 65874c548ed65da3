"""The plan as plain data: what readers make, what faces print, what versions freeze. No database, no file.

PlanTree → AreaNode → AspectNode → RowNode; LayoutSpec is the lens through which a tree is printed.
"""

from dataclasses import dataclass, field
from uuid import uuid4

RUN_FIELDS = ("indicator", "action", "evidence", "time", "target", "realisation", "responsible", "note")
"""Fields of a row whose cell may be merged with the row above (a run), in the order of the forms."""

NODE_FIELDS = ("number", "area", "aspect")
"""Fields of a column that print the place of the row in the tree (number also a row's own number)."""

MONTHS, QUARTERS = "months", "quarters"
LONGEST_TITLE = 1000
"""Characters of the title of a decree, table, area or aspect: more is no title and cannot be printed as one."""

EXTRA = "extra:"
"""A column whose field is EXTRA + heading prints the row's remark of that heading."""


def new_key():
    """A row's key: stays the same over versions and amendments."""
    return uuid4().hex


@dataclass(slots=True)
class RowNode:
    """One printed row. texts: field → text ("" or absent = blank), "number" only where rows are numbered.

    extra: heading of a remark column → text. continues: fields (RUN_FIELDS or EXTRA + heading) whose cell is
    merged with the row above. ticks: months 1–12 or quarters 1–4. tick_notes: month or quarter → text that
    stands in the tick cell instead of a tick. kept: what cells held when they were merged (see plan/runs.py); it is no
    part of what is printed.
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
    """A component/aspect: label as printed ("1", "3.", ""), title; a heading holds unnumbered children."""

    label: str = ""
    title: str = ""
    heading: bool = False
    rows: list[RowNode] = field(default_factory=list)
    aspects: list["AspectNode"] = field(default_factory=list)


@dataclass(slots=True)
class AreaNode:
    """An area as printed; component is the number of the official area it maps to (None = to none).

    A second block of the same area ("… (lanjutan)") is a node of its own with continued=True.
    rows: those that stand under no aspect, printed before the aspects.
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

    width: relative. A tick column (MONTHS, QUARTERS) stands for 12 or 4 printed columns under its heading;
    subheadings are their headings ("1" … "12", "JAN" …, "TW I" …); heading "" = no line above them.
    """

    field: str
    heading: str
    width: float = 10.0
    subheadings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class LayoutSpec:
    """How a plan prints. area_style "band" | "column"; joined_band: label and title in one cell.

    number_row "" | "plain" | "paren"; schedule "text" | "months" | "quarters"; numbers: what the number
    column counts: "aspect" | "area" | "row"; inline_label: the aspect's label stands in its own cell ("1. …").
    tick: the sign; paper "F4" | "A4" | "Folio". name: slug of the layout, title: its name for people.
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

    def column(self, name):
        """The column with this field, None where the layout has none."""
        return next((column for column in self.columns if column.field == name), None)


@dataclass(slots=True)
class PlanTree:
    """A whole plan: title as printed above the table, and its areas in printed order."""

    title: str = ""
    areas: list[AreaNode] = field(default_factory=list)

    def rows(self):
        """Every row in printed order."""
        for area in self.areas:
            yield from area_rows(area)


def area_rows(node):
    """Rows of an area or aspect in printed order: its own first, then those of its aspects."""
    yield from node.rows
    for aspect in node.aspects:
        yield from area_rows(aspect)
