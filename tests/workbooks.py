"""Made-up workbooks for tests: a few lines describe a sheet, openpyxl writes it."""

from io import BytesIO

import openpyxl

AREAS = (
    "Manajemen Perubahan",
    "Penataan Tata Laksana",
    "Penataan Sistem Manajemen SDM",
    "Penguatan Akuntabilitas",
    "Penguatan Pengawasan",
    "Peningkatan Kualitas Pelayanan Publik",
)
ROMANS = ("I", "II", "III", "IV", "V", "VI")
BAND_HEAD = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU", "TARGET CAPAIAN"]


def add_sheet(book, rows, *, merges=(), name=None, hidden=(), formats=None):
    """Fill a sheet of a Workbook. rows: lists of values (None = blank); merges: "A1:B2"; hidden: column letters."""
    sheet = book.create_sheet(name or f"Lembar{len(book.sheetnames) + 1}")
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for area in merges:
        sheet.merge_cells(area)
    for letter in hidden:
        sheet.column_dimensions[letter].hidden = True
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    return sheet


def new_book():
    """A Workbook without any sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    return book


def save(book, path):
    """Write the Workbook; returns the path."""
    book.save(path)
    return path


def one_sheet(path, rows, **how):
    """A workbook with one sheet of these rows at path; returns the path. how: see add_sheet."""
    book = new_book()
    add_sheet(book, rows, **how)
    return save(book, path)


def as_bytes(rows, **how):
    """The file of a workbook with one sheet."""
    book, target = new_book(), BytesIO()
    add_sheet(book, rows, **how)
    book.save(target)
    return target.getvalue()


def band_rows(*, actions=2, areas=2):
    """Rows of a small band table: header, then areas with one aspect and its actions each."""
    rows = [list(BAND_HEAD)]
    for area in range(areas):
        rows.append([ROMANS[area], AREAS[area]])
        for action in range(actions):
            first = action == 0
            rows.append(
                [
                    1 if first else None,
                    f"Aspek {area + 1}" if first else None,
                    f"Indikator {area + 1}.{action + 1}",
                    f"Langkah {area + 1}.{action + 1}",
                    f"Bukti {area + 1}.{action + 1}",
                    "Maret 2026",
                    "1 (satu) Laporan",
                ]
            )
    return rows
