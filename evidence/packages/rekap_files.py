"""Files of a rekap: the grid, the workbook, the printed PDFs and their names."""

from dataclasses import replace
from io import BytesIO

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from evidence.states import Scope
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.html import paged_table
from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.grid.xlsx_writer import write_workbook
from zi_portal.lib.pdf import render_pdf

COLUMNS = (
    ("KODE", 5), ("LANGKAH AKSI", 18), ("DOKUMEN YANG DIMINTA", 17), ("TENGGAT", 9), ("BUKTI", 21),
    ("DIUNGGAH", 8), ("STATUS", 14), ("SHA-256", 17),
)  # fmt: skip
CENTRED_COLUMNS = frozenset({"TENGGAT", "DIUNGGAH"})
JOINED_COLUMNS = 3
"""Number of columns from the left whose equal cells are joined in print."""
MAX_PRINTED_ROWS = 1500
"""Most rows of one PDF: a third less than what can be printed at all."""


def file_name(plan, cut, extension):
    """Return the name of a rekap's file, e.g. "rekap-bukti-kpu-kabupaten-luwu-2026-triwulan-ii-2026.pdf"."""
    part = "" if cut.scope == Scope.YEAR else f"-{slugify(cut.words(plan))[:40].strip('-')}"
    return f"rekap-bukti-{slugify(plan.satker.short_name)}-{plan.year}{part}.{extension}"


def title_lines(rekap):
    """Return the lines above the table."""
    moment = date_format(timezone.localtime(rekap.at), "j F Y H.i")
    return [
        f"REKAP BUKTI FISIK {rekap.plan.satker.short_name.upper()}",
        f"{rekap.words} · dipenuhi dari yang jatuh tempo: {rekap.total.words} · per {moment}",
    ]


def grid(rekap, *, printed=False):
    """Return the Grid of the rekap: a band with the progress for each area, and its rows.

    printed: hashes over two lines, and equal cells one below the other joined.
    """
    rows = [[Cell(heading, kind="head", align="center") for heading, _ in COLUMNS]]
    for area, area_progress, area_rows in rekap.by_area():
        band = Cell(f"AREA {area}: {area_progress.words}", col_span=len(COLUMNS), kind="band")
        rows.append([band, *[COVERED] * (len(COLUMNS) - 1)])
        block = [_cells(row, printed) for row in area_rows]
        rows += _joined(block) if printed else block
    return Grid(rows, 1, [width for _, width in COLUMNS], [""] * len(rows), name="Rekap bukti")


def _joined(rows):
    """Return the rows with equal cells of the first columns joined, where the cells left of them are joined too."""
    heads = [0] * JOINED_COLUMNS
    for n, row in enumerate(rows[1:], 1):
        for column in range(JOINED_COLUMNS):
            if rows[heads[column]][column].text != row[column].text:
                heads[column:] = [n] * (JOINED_COLUMNS - column)
                break
            rows[n][column] = COVERED
    for column in range(JOINED_COLUMNS):
        _span(rows, column)
    return rows


def _span(rows, column):
    first = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or rows[n][column] is not COVERED:
            rows[first][column] = replace(rows[first][column], row_span=n - first)
            first = n


def _cells(row, printed):
    middle = len(row.sha256) // 2
    digest = f"{row.sha256[:middle]}\n{row.sha256[middle:]}" if printed and row.sha256 else row.sha256
    texts = (
        row.shown_code, row.action, row.obligation.requirement.title, row.due, row.name, row.sent,
        row.verdict, digest,
    )  # fmt: skip
    alignments = ["center" if heading in CENTRED_COLUMNS else "" for heading, _ in COLUMNS]
    return [Cell(text, align=align) for text, align in zip(texts, alignments, strict=True)]


def xlsx(rekap):
    """Return the rekap as the bytes of a workbook with one sheet."""
    buffer = BytesIO()
    write_workbook(grid(rekap), buffer, title_lines=title_lines(rekap), sheet="Rekap bukti")
    return buffer.getvalue()


TOO_LONG = "Rekap ini {} baris, terlalu panjang untuk satu PDF. PDF-nya ada di dalam paket."


def pdf(rekap, tick=None):
    """Return the printed rekap as bytes; raises Refused, confined.Exhausted."""
    if len(rekap.rows) > MAX_PRINTED_ROWS:
        raise Refused("too_long", TOO_LONG.format(len(rekap.rows)))
    return pdfs(rekap, tick=tick)[0]


def pdfs(rekap, tick=None):
    """Return [bytes] of the printed rekap, a PDF for each MAX_PRINTED_ROWS rows; raises Refused, Exhausted."""
    parts = [rekap.rows[n : n + MAX_PRINTED_ROWS] for n in range(0, len(rekap.rows), MAX_PRINTED_ROWS)] or [[]]
    documents = []
    for number, rows in enumerate(parts, 1):
        part = replace(rekap, rows=rows)
        context = {
            "rekap": rekap,
            "title": title_lines(rekap),
            "table": paged_table(grid(part, printed=True), widths=_widths()),
            "part": f"Bagian {number} dari {len(parts)}" if len(parts) > 1 else "",
        }
        documents.append(render_pdf(render_to_string("pdf/evidence_index.html", context), tick=tick)[0])
    return documents


def _widths():
    total = sum(width for _, width in COLUMNS)
    return [100 * width / total for _, width in COLUMNS]
