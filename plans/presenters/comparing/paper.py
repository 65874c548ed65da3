"""A comparison on paper: the table No, Semula, Menjadi, Keterangan."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from plans.comparing.outcome import CHANGED, GONE, MOVED, NEW, SAME
from plans.comparing.words import DELETE, INSERT
from plans.presenters.comparing import words
from plans.presenters.comparing.screen import cells_of, place_words

REMARKS = {NEW: "Ditambahkan", CHANGED: "Diubah", MOVED: "Dipindahkan", GONE: "Dihapus"}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the table: band "" or the name of an area over the whole width; else number, two sides and remark."""

    band: str = ""
    number: int = 0
    before: str = ""
    after: str = ""
    remark: str = ""


def lines(pair):
    """Return [PaperLine] of all that differs, areas as bands, rows numbered throughout."""
    paper_lines = []
    for area in pair.comparison.areas:
        rows = [_node_line(part) for part in (area.area, *area.aspects) if part.kind != SAME]
        rows += [_row_line(row, pair) for row in area.rows if row.kind != SAME]
        if rows:
            paper_lines += [PaperLine(band=words.node_name(area.area.node)), *rows]
    counter = iter(range(1, len(paper_lines) + 1))
    return [line if line.band else _numbered(line, next(counter)) for line in paper_lines]


def _numbered(line, number):
    return PaperLine("", number, line.before, line.after, line.remark)


def _node_line(part):
    before, after = (words.node_name(node) if node else "" for node in (part.before, part.after))
    return PaperLine(before=before, after=after, remark=REMARKS[part.kind])


def _row_line(row, pair):
    if row.kind == NEW:
        return PaperLine(after=_whole(row, pair.spec), remark=REMARKS[NEW])
    if row.kind == GONE:
        return PaperLine(before=_whole(row, pair.spec), remark=REMARKS[GONE])
    moved = f"{REMARKS[MOVED]}: {place_words(row, pair.comparison)}" if row.moved else ""
    remark = "\n".join(part for part in (REMARKS[CHANGED] if row.fields else "", moved) if part)
    return PaperLine(before=_side(row, pair.spec, DELETE), after=_side(row, pair.spec, INSERT), remark=remark)


def _whole(row, spec):
    """Return safe HTML of all that a new or gone row prints."""
    return _paragraphs([("", words.row_name(row)), *cells_of(row, spec)])


def _side(row, spec, sign):
    """Return safe HTML of one side of a row: its name where the action is the same, and the cells that differ."""
    cells = [(words.field_name(cell.name, spec), words.one_side(cell, spec, sign)) for cell in row.fields]
    names = [] if any(cell.name == "action" for cell in row.fields) else [("", words.row_name(row))]
    return _paragraphs([*names, *cells])


def _paragraphs(cells):
    parts = ((format_html("<i>{}:</i> ", name) if name else "", text) for name, text in cells)
    return format_html_join("", "<p>{}{}</p>", parts)
