"""Grid to .xlsx: merged cells, repeated header, print settings; no cell can become a formula. Knows no plan."""

import re
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

FONT = "Bookman Old Style"
SIZE = 10
LINE = 13.5  # height of a line of text in points
FOLIO = 14  # Excel's number of the paper nearest to F4 (8.5 × 13 inches)
SHEET_WIDTH = 165  # characters over the width of a landscape sheet
NARROWEST = 3.5
FILLED = 0.97  # share of a line that words fill, measured on LibreOffice's breaks of the five real tables
TALLEST = 409  # points; Excel refuses taller rows

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")

THIN = Side(style="thin", color="FF000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SHADE = PatternFill("solid", fgColor="FFE7E6E6")
PLAIN, BOLD = Font(name=FONT, size=SIZE), Font(name=FONT, size=SIZE, bold=True)
TITLE = Font(name=FONT, size=SIZE + 2, bold=True)
LEFT = Alignment(vertical="top", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
STYLES = {"head": (BOLD, MIDDLE, SHADE), "number": (PLAIN, MIDDLE, SHADE), "band": (BOLD, LEFT, SHADE)}
"""Kind of a cell → font, alignment, fill; other kinds are plain."""


def write_workbook(grid, target, *, title_lines=(), sheet="Rencana Aksi", hidden_column=()):
    """Write a Grid as the only sheet of a workbook.

    target: path or binary file. title_lines: lines above the table, one merged row each. Texts are stored as
    texts, whatever they begin with; control characters are left out; numbers of the number row are numbers.
    hidden_column: texts beside the rows of the grid, in a hidden column right of the table.
    """
    book = Workbook()
    page = book.active
    page.title = sheet_name(sheet)
    width = max(grid.width, 1)
    for row, line in enumerate(title_lines, 1):
        _title(page, row, clean(line), width)
    first = len(title_lines) + 2 if title_lines else 1
    for offset, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells, 1):
            if cell.kind != "covered":
                _write(page, first + offset, column, cell)
    widths = _widths(grid)
    for column, size in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = size
    _heights(page, grid, widths, first)
    _hide_beside(page, hidden_column, first, width + 1)
    _print_settings(page, first, grid.head)
    book.save(target)


def _hide_beside(page, texts, first, column):
    """Write texts into a hidden column, from the row first on."""
    for row, text in enumerate(texts, first):
        if text:
            _as_text(page.cell(row, column), clean(text))
    if texts:
        page.column_dimensions[get_column_letter(column)].hidden = True


def clean(text):
    """Return the text as a workbook can hold it: no control characters, line ends as \\n."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def sheet_name(text):
    """Return a name that Excel accepts for a sheet: at most 31 characters, no []:*?/\\, no ' at its ends, not blank."""
    return NOT_IN_NAMES.sub(" ", clean(text)).replace("\n", " ").strip(" '")[:31].strip(" '") or "Lembar"


def _title(page, row, text, width):
    cell = page.cell(row, 1)
    _as_text(cell, text)
    cell.font, cell.alignment = TITLE, MIDDLE
    if width > 1:
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    page.row_dimensions[row].height = min(TALLEST, (LINE + 3) * _lines(text, SHEET_WIDTH * 0.75))


def _write(page, row, column, cell):
    target = page.cell(row, column)
    if cell.kind == "number" and cell.text.isascii() and cell.text.isdigit():
        target.value = int(cell.text)
    elif cell.text:
        _as_text(target, clean(cell.text))
    font, alignment, fill = STYLES.get(cell.kind, (PLAIN, LEFT, None))
    target.border, target.font = BOX, BOLD if cell.kind == "heading" else font
    target.alignment = CENTRE if cell.align == "center" and alignment is LEFT else alignment
    if fill:
        target.fill = fill
    if cell.row_span > 1 or cell.col_span > 1:
        end_row, end_column = row + cell.row_span - 1, column + cell.col_span - 1
        page.merge_cells(start_row=row, end_row=end_row, start_column=column, end_column=end_column)


def _as_text(cell, text):
    """Store a text with the mark that keeps it a text when edited in Excel (against formula injection)."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True


def _widths(grid):
    """Return the widths in characters: those of the grid, scaled to the sheet."""
    widths = grid.widths if len(grid.widths) == grid.width else [1.0] * grid.width
    total = sum(widths) or 1
    return [max(NARROWEST, round(width * SHEET_WIDTH / total, 1)) for width in widths]


def _lines(text, width):
    """Return the lines that a text takes in a cell; words do not fill a line completely."""
    return sum(max(1, ceil(len(line) / max(width * FILLED, 1))) for line in text.split("\n"))


def _heights(page, grid, widths, first):
    """Give every row the height that its texts need; the last row of a run gets what the run still lacks.

    Programs do not reliably fit rows to their cells, and never to merged ones.
    """
    lines = [_lines_needed(cells, widths) for cells in grid.rows]
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.row_span > 1 or cell.col_span > 1:
                last = row + cell.row_span - 1
                width = sum(widths[column : column + cell.col_span])
                lines[last] += max(0, _lines(cell.text, width) - sum(lines[row : last + 1]))
    for row, need in enumerate(lines, first):
        page.row_dimensions[row].height = min(TALLEST, LINE * need + 2)


def _lines_needed(cells, widths):
    """Return the lines that the cells of a row without spans need."""
    single = (
        _lines(cell.text, width)
        for cell, width in zip(cells, widths, strict=True)
        if cell.kind != "covered" and cell.row_span == 1 and cell.col_span == 1
    )
    return max(single, default=1)


def _print_settings(page, first, head):
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = FOLIO
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left, page.page_margins.right = 0.8, 0.5
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = "- &P -"
    if head:
        page.print_title_rows = f"{first}:{first + head - 1}"
        page.freeze_panes = f"A{first + head}"
