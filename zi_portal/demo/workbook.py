"""The demo workbook as an office would have typed it: title block, merged cells, signature lines.

Made anew by `python -m zi_portal.demo.workbook` after a change of fixtures/demo/rencana-teluk-jernih.json.
"""

from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from zi_portal.demo import data

TARGET = data.FOLDER / "rencana-aksi-teluk-jernih.xlsx"
HEADINGS = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU", "TARGET CAPAIAN", "KET"]
FIELDS = ["indicator", "action", "evidence", "time", "target", "note"]
WIDTHS = [6, 24, 32, 36, 30, 22, 20, 22]
TITLE = ["RENCANA AKSI PEMBANGUNAN ZONA INTEGRITAS", "KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH", "TAHUN 2026"]
SIGNATURE = ["Ditetapkan di Jernih", "KETUA KOMISI PEMILIHAN UMUM", "KABUPATEN TELUK JERNIH,", "", "LUKAS WIRAWAN"]
LINE = Border(*[Side(style="thin")] * 4)
FIRST_TEXT = 3
"""Column of the first field; number and component stand before it."""


def build():
    """Return an openpyxl Workbook with one sheet, in the layout of eight columns with text schedule."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 1, 5)
    book.properties.creator = "KPU Kabupaten Teluk Jernih"
    sheet = book.active
    sheet.title = "Rencana Aksi 2026"
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row, text in enumerate(TITLE, 1):
        _title_line(sheet, row, text)
    _line(sheet, len(TITLE) + 2, HEADINGS, bold=True)
    content = data.read("rencana-teluk-jernih")
    for area in content["areas"]:
        _area(sheet, area)
    for row, text in enumerate(SIGNATURE, sheet.max_row + 2):
        sheet.cell(row, 6, text or None)
    return book


def _area(sheet, area):
    row = sheet.max_row + 1
    _line(sheet, row, [area["label"], area["title"], *[""] * 6], bold=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=len(HEADINGS))
    for aspect in area["aspects"]:
        _aspect(sheet, aspect)


def _aspect(sheet, aspect):
    first = sheet.max_row + 1
    for index, row in enumerate(aspect["rows"]):
        leading_texts = [aspect["label"], aspect["title"]] if index == 0 else ["", ""]
        _line(sheet, first + index, leading_texts + [row[field] or "" for field in FIELDS])
    last = first + len(aspect["rows"]) - 1
    for column in (1, 2):
        _merge(sheet, column, first, last)
    for column, field in enumerate(FIELDS, FIRST_TEXT):
        for start, end in _runs([row[field] for row in aspect["rows"]]):
            _merge(sheet, column, first + start, first + end)


def _runs(texts):
    """Return (first, last) index of each text and the nulls below it."""
    starts = [index for index, text in enumerate(texts) if text is not None]
    return zip(starts, [start - 1 for start in starts[1:]] + [len(texts) - 1], strict=True)


def _merge(sheet, column, first, last):
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _title_line(sheet, row, text):
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(HEADINGS))


def _line(sheet, row, texts, *, bold=False):
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column, text or None)
        cell.font, cell.border = Font(bold=bold), LINE
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if bold else None)


if __name__ == "__main__":
    build().save(TARGET)
