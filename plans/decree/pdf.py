"""A decree's payload as PDF; pure: no database, no clock, the same bytes each time."""

import base64
import re

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from plans.plan import tree_json
from plans.plan.table import joined, to_grid
from plans.states import AnnexKind, Edition, Orientation, Paper, Section
from plans.tree import MAX_PRINTED_ROWS, MAX_TEXT_LENGTH, LayoutSpec
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.html import fitted_widths, marked, paged_table, unmarked
from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.pdf import LIMITS, TOO_LARGE, render_pdf

PAPERS = {Paper.F4: (215, 330), Paper.A4: (210, 297), Paper.FOLIO: (216, 330)}
MARGINS = ("margin_top", "margin_right", "margin_bottom", "margin_left")
LEFT_BOX = 30  # millimetres: width of the margin box that holds the mark of drafts
POINT = 25.4 / 72
SIZES = {"": 8.5, "wide": 8, "roomy": 10}  # class of the table → size in points, as in print.css
PADDING = 2.4  # millimetres, both sides of a cell and its border
WIDE = 12  # columns from which the smaller size is used
YEAR = re.compile(r"\b(TAHUN) (\d{4})\b", re.IGNORECASE)
TEAM_COLUMNS = (
    ("number", "NO", 7),
    ("name", "NAMA", 30),
    ("job_title", "JABATAN", 40),
    ("duty", "KEDUDUKAN DALAM TIM", 23),
)
CAPTIONS = {Section.CONSIDERING: "Menimbang", Section.RECALLING: "Mengingat", Section.NOTING: "Memperhatikan"}


def decree_pages(payload, *, edition, draft, tick=None, limits=LIMITS):
    """Return (PDF bytes, number of pages) of a payload (see payload.decree_payload).

    edition: Edition.ORIGINAL with space for the signature, Edition.COPY with "ttd." and the copy block.
    draft: marks every page KONSEP. tick: see render_pdf(). limits: of the printing child. Raise Refused (message in
    Indonesian) when it is too large to print.
    """
    refuse_oversize(payload)
    context = _context(payload, edition=edition, draft=draft)
    emblem = context["emblem"]
    images = {emblem["name"]: base64.b64decode(emblem["data"])} if emblem else {}
    html = render_to_string("pdf/decree.html", context)
    return render_pdf(html, images=images, catchwords=context["head"].catchword, tick=tick, limits=limits)


def refuse_oversize(payload):
    """Raise Refused for a title, a clause or a line of a text annex over MAX_TEXT_LENGTH characters."""
    parts = [payload["title"], payload["enacting_text"], payload["judul"]]
    parts += [clause["text"] for clauses in payload["clauses"].values() for clause in clauses]
    parts += [line for annex in payload["annexes"] for line in (annex["title"], *annex["text"].split("\n"))]
    if any(len(part) > MAX_TEXT_LENGTH for part in parts):
        raise Refused("too_large", TOO_LARGE)


def _context(payload, *, edition, draft):
    paper = payload["paper"]
    width, height = PAPERS[paper]
    plans = [tree_json.tree_from_json(annex["plan"]) for annex in payload["annexes"] if annex["plan"]]
    head = plans[0][1] if plans else LayoutSpec()
    annexes = _annexes(payload["annexes"], iter(plans), paper)
    return {
        "width": width,
        "height": height,
        "portrait_shift": width // 2 - LEFT_BOX // 2,
        "landscape_shift": height // 2 - LEFT_BOX // 2,
        "draft": draft,
        "copy": payload["copy"] if edition == Edition.COPY else None,
        "decree": payload,
        "title": marked(_kept_together(payload["title"].upper())),
        "name": unmarked(f"{payload['judul']} {payload['number_line']} TENTANG {payload['title']}"),
        "mark": unmarked(f"Keputusan {payload['number_line'].title()}"),
        "sections": _sections(payload["clauses"]),
        "enacting_text": marked(payload["enacting_text"]),
        "dictums": [_clause(clause) for clause in payload["clauses"][Section.DICTUM]],
        "signature": payload["signature"],
        "head": head,
        "emblem": payload["emblem"] if head.emblem else None,
        "letterhead": payload["letterhead"] if head.letterhead else [],
        "annexes": annexes,
        "rules": mark_safe("\n".join(_rules(annexes))),  # noqa: S308 -- numbers and words of special_pages()
    }


def _kept_together(title):
    """Return a title with a no-break space before its year, which is never alone on a line."""
    return YEAR.sub("\\1\u00a0\\2", title)


def _sections(clauses):
    """Return the printed ones of Menimbang, Mengingat and Memperhatikan, each with its caption on the first point."""
    groups = []
    for section, caption in CAPTIONS.items():
        lines = [_clause(clause) for clause in clauses[section]]
        if lines:
            first = lines[0]
            first |= {"caption": caption, "look": first["look"] if first["level"] else "point first"}
            groups.append(lines)
    return groups


def _clause(clause):
    level = clause["level"]
    look = f"level{level}" if level else "point"
    return {"level": level, "look": look, "label": clause["label"], "text": marked(clause["text"]), "caption": ""}


def _annexes(annexes, plans, paper):
    """Return what each annex prints; plans: iterator over the (PlanTree, LayoutSpec) of those that hold a plan."""
    return [_annex(annex, *(next(plans) if annex["plan"] else (None, LayoutSpec())), paper) for annex in annexes]


def _annex(annex, tree, spec, paper):
    name, rule = special_pages(spec, PAPERS[paper])
    return {
        **annex,
        "look": f"annex {name}".strip(),
        "rule": rule,
        "title": marked(_kept_together(annex["title"])),
        "mark": unmarked(joined(annex["label"], annex["title"])),
        "table": _table(annex, tree, spec, table_width(spec, PAPERS[paper])),
        "paragraphs": [marked(line) for line in annex["text"].split("\n") if line.strip()],
    }


def _rules(annexes):
    return dict.fromkeys(annex["rule"] for annex in annexes if annex["rule"])


def page_size(spec, paper):
    """Return (width, height) in millimetres of the pages on which a layout prints; paper: those of the upright one."""
    return paper if spec.orientation == Orientation.PORTRAIT else paper[::-1]


def table_width(spec, paper):
    """Return the millimetres that a layout's table has between the margins of its pages."""
    return page_size(spec, paper)[0] - spec.margin_left - spec.margin_right


def special_pages(spec, paper):
    """Return (class, CSS) of an annex whose pages or letters are its layout's own; ("", "") for usual ones."""
    parts = [getattr(spec, name) for name in (*MARGINS, "orientation", "font_size")]
    if parts == [getattr(LayoutSpec(), name) for name in (*MARGINS, "orientation", "font_size")]:
        return "", ""
    name = "own-" + "-".join(re.sub(r"[^\da-z]", "_", str(part)) for part in parts)
    width, height = page_size(spec, paper)
    margins = " ".join(f"{getattr(spec, side):d}mm" for side in MARGINS)
    turn = 40 if spec.orientation == Orientation.PORTRAIT else 30
    mark = f"@left-middle {{ transform: translateX({width // 2 - LEFT_BOX // 2}mm) rotate(-{turn}deg); }}"
    rule = f"@page {name} {{ size: {width}mm {height}mm; margin: {margins}; {mark} }} .{name} {{ page: {name}; }}"
    letters = f" .{name} .grid {{ font-size: {spec.font_size:g}pt; }}" if spec.font_size else ""
    return name, rule + letters


def _table(annex, tree, spec, millimetres):
    """Return the safe HTML of an annex's table, this many millimetres wide; "" for a text."""
    if annex["kind"] == AnnexKind.TEXT:
        return ""
    if annex["kind"] == AnnexKind.TEAM:
        return grid_table(team_grid(annex["team"]), millimetres, css="roomy")
    return plan_table(tree, spec, millimetres)


def plan_table(tree, spec, millimetres):
    """Return the safe HTML of a plan's table as printed on paper; raise Refused when it is too large."""
    grid = to_grid(tree, spec)
    return grid_table(grid, millimetres, css="wide" if grid.width > WIDE else "", points=spec.font_size)


def grid_table(grid, millimetres, *, css, points=0):
    """Return the safe HTML of a Grid; points: size of the letters, 0 for that of its class."""
    too_long = any(len(cell.text) > MAX_TEXT_LENGTH for row in grid.rows for cell in row)
    if too_long or len(grid.rows) > MAX_PRINTED_ROWS:
        raise Refused("too_large", TOO_LARGE)
    em, padding = (100 * length / millimetres for length in ((points or SIZES[css]) * POINT, PADDING))
    return paged_table(grid, widths=fitted_widths(grid, em_share=em, padding=padding), css=css)


def team_grid(team):
    """Return the Grid of a team: NO, NAMA, JABATAN, KEDUDUKAN DALAM TIM, with a band for each (nested) group."""
    head = [Cell(heading, kind="head", align="center", name=field) for field, heading, _ in TEAM_COLUMNS]
    rows = [head]
    for unit in team["units"]:
        rows += _unit_rows(unit)
    widths = [width for _, _, width in TEAM_COLUMNS]
    return Grid(rows, 1, widths, [""] * len(rows), name=team["title"])


def _unit_rows(unit):
    remaining_columns = len(TEAM_COLUMNS) - 1
    label = Cell(unit["label"], kind="band", align="center")
    yield [
        label,
        Cell(unit["title"], col_span=remaining_columns, kind="band", name="unit"),
        *[COVERED] * (remaining_columns - 1),
    ]
    for member in unit["members"]:
        yield [
            Cell(member["label"], align="center", name="number"),
            *(Cell(member[field], name=field) for field in ("name", "job_title", "duty")),
        ]
    for child in unit["units"]:
        yield from _unit_rows(child)
