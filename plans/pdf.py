"""Payload of a decree → PDF; pure: no database, no clock, the same bytes each time."""

import base64
from functools import partial

from django.template.loader import render_to_string

from plans import tree_json
from plans.states import AnnexKind, Edition, Paper, Section
from plans.table import joined, to_grid
from zi_portal.lib.grid.html import fitted_widths, marked, paged_table, unmarked
from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.pdf import TOO_LARGE, PdfRefused, render_pdf

PAPERS = {Paper.F4: (215, 330), Paper.A4: (210, 297), Paper.FOLIO: (216, 330)}
SIDE_MARGINS = 50  # millimetres, left and right together
POINT = 25.4 / 72
SIZES = {"": 8.5, "wide": 8, "roomy": 10}  # class of the table → size in points, as in print.css
PADDING = 2.4  # millimetres, both sides of a cell and its border
WIDE = 12  # columns from which the smaller size is used
MAX_ROWS, MAX_FIELD = 2000, 5000
TEAM_COLUMNS = (("number", "NO", 7), ("name", "NAMA", 30), ("job_title", "JABATAN", 40), ("duty", "KEDUDUKAN DALAM TIM", 23))
CAPTIONS = {Section.CONSIDERING: "Menimbang", Section.RECALLING: "Mengingat", Section.NOTING: "Memperhatikan"}


def decree_pdf(payload, *, edition, draft):
    """(PDF bytes, number of pages) of a payload (see payload.decree_payload).

    edition: Edition.ORIGINAL with space for the signature, Edition.COPY with "ttd." and the copy block.
    draft: marks every page KONSEP. Raises PdfRefused (message in Indonesian) when it is too large to print.
    """
    refuse_oversize(payload)
    pages = _Pages(payload, edition=edition, draft=draft)
    emblem = payload["emblem"]
    images = {emblem["name"]: base64.b64decode(emblem["data"])} if emblem else {}
    return render_pdf(pages.html(frozenset()), images=images, again=pages.again if pages.has_runs else None)


def refuse_oversize(payload):
    """Raises PdfRefused for a text over MAX_FIELD characters or an annex over MAX_ROWS rows."""
    parts = [payload["title"], payload["enacting_text"], payload["judul"]]
    parts += [clause["text"] for clauses in payload["clauses"].values() for clause in clauses]
    parts += [line for annex in payload["annexes"] for line in (annex["title"], *annex["text"].split("\n"))]
    if any(len(part) > MAX_FIELD for part in parts):
        raise PdfRefused(TOO_LARGE)


def _refuse_large_grid(grid):
    if len(grid.rows) > MAX_ROWS or any(len(cell.text) > MAX_FIELD for row in grid.rows for cell in row):
        raise PdfRefused(TOO_LARGE)
    return grid


class _Pages:
    """The document as HTML, again for each pass with the rows that stand first on a page."""

    def __init__(self, payload, *, edition, draft):
        self.payload, self.edition, self.draft = payload, edition, draft
        self.tables = [_Table.of(annex, f"r{n}-", payload["paper"]) for n, annex in enumerate(payload["annexes"], 1)]
        self.has_runs = any(table.has_runs for table in self.tables if table)
        self.starts = frozenset()
        self.frame = self._context()

    def again(self, tops):
        """HTML for the next pass; None when the rows on top carry the texts of their runs already."""
        starts = frozenset(name for table in self.tables if table for name in tops & table.run_ids)
        if starts == self.starts:
            return None
        return self.html(starts)

    def html(self, starts):
        """The whole document, with the texts of runs repeated in the rows named by starts."""
        self.starts = starts
        for annex, table in zip(self.frame["annexes"], self.tables, strict=True):
            annex["table"] = table.html(starts) if table else ""
        return render_to_string("pdf/decree.html", self.frame)

    def _context(self):
        payload = self.payload
        width, height = PAPERS[payload["paper"]]
        return {
            "width": width,
            "height": height,
            "draft": self.draft,
            "copy": payload["copy"] if self.edition == Edition.COPY else None,
            "decree": payload,
            "title": marked(payload["title"].upper()),
            "name": unmarked(f"{payload['judul']} {payload['number_line']} TENTANG {payload['title']}"),
            "mark": unmarked(f"Keputusan {payload['number_line'].title()}"),
            "sections": _sections(payload["clauses"]),
            "enacting_text": marked(payload["enacting_text"]),
            "dictums": [_clause(clause) for clause in payload["clauses"][Section.DICTUM]],
            "signature": payload["signature"],
            "annexes": [_annex(annex) for annex in payload["annexes"]],
        }


def _sections(clauses):
    """Menimbang, Mengingat, Memperhatikan as far as they are printed, each with its caption on the first point."""
    groups = []
    for section, caption in CAPTIONS.items():
        lines = [_clause(clause) for clause in clauses[section]]
        if lines:
            lines[0]["caption"] = caption
            groups.append(lines)
    return groups


def _clause(clause):
    return {"level": clause["level"], "label": clause["label"], "text": marked(clause["text"]), "caption": ""}


def _annex(annex):
    paragraphs = [marked(line) for line in annex["text"].split("\n") if line.strip()]
    return {**annex, "title": marked(annex["title"]), "mark": unmarked(joined(annex["label"], annex["title"])), "paragraphs": paragraphs}


class _Table:
    """The table of one annex."""

    def __init__(self, grid, prefix, css, millimetres):
        self.grid, self.prefix, self.css = _refuse_large_grid(grid), prefix, css
        per_mm = 100 / millimetres
        self.widths = fitted_widths(grid, em_share=SIZES[css] * POINT * per_mm, padding=PADDING * per_mm)
        self.run_ids = frozenset(f"{prefix}{index}" for index in _covered_rows(grid))
        self.has_runs = bool(self.run_ids)

    @classmethod
    def of(cls, annex, prefix, paper):
        """Table of an annex of the payload; None for a text."""
        millimetres = PAPERS[paper][1] - SIDE_MARGINS
        if annex["kind"] == AnnexKind.PLAN:
            tree, spec = tree_json.tree_from_json(annex["plan"])
            grid = to_grid(tree, spec)
            return cls(grid, prefix, "wide" if grid.width > WIDE else "", millimetres)
        if annex["kind"] == AnnexKind.TEAM:
            return cls(team_grid(annex["team"]), prefix, "roomy", millimetres)
        return None

    html = property(lambda self: partial(paged_table, self.grid, css=self.css, prefix=self.prefix, widths=self.widths))


def _covered_rows(grid):
    """Indexes of the rows in which a cell of a row above goes on."""
    spans = [(index, cell.row_span) for index, row in enumerate(grid.rows) for cell in row if cell.row_span > 1]
    return {below for index, span in spans if index >= grid.head for below in range(index + 1, index + span)}


def team_grid(team):
    """Grid of a team: NO, NAMA, JABATAN, KEDUDUKAN DALAM TIM, with a band for each (nested) group."""
    head = [Cell(heading, kind="head", align="center", name=field) for field, heading, _ in TEAM_COLUMNS]
    rows = [head]
    for unit in team["units"]:
        rows += _unit_rows(unit)
    widths = [width for _, _, width in TEAM_COLUMNS]
    return Grid(rows, 1, widths, [""] * len(rows), name=team["title"])


def _unit_rows(unit):
    rest = len(TEAM_COLUMNS) - 1
    label = Cell(unit["label"], kind="band", align="center")
    yield [label, Cell(unit["title"], col_span=rest, kind="band", name="unit"), *[COVERED] * (rest - 1)]
    for member in unit["members"]:
        yield [
            Cell(member["label"], align="center", name="number"),
            *(Cell(member[field], name=field) for field in ("name", "job_title", "duty")),
        ]
    for child in unit["units"]:
        yield from _unit_rows(child)
