"""Refuses hostile and unusable files before any of their parts is read, and says each refusal in Indonesian."""

import zipfile
from contextlib import contextmanager
from pathlib import Path

from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.xlsx_parts import MEGABYTE, UNREADABLE, Bounds, Package, PartRefused, is_bomb, plain_name

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
OPEN_DOCUMENT = b"vnd.oasis.opendocument"
SHEET_FOLDER = "/worksheets/"

MESSAGES = {
    "not_xlsx": "Berkas ini bukan buku kerja Excel (.xlsx). Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx.",
    "old_xls": "Berkas ini berformat Excel lama (.xls). Buka di Excel, pilih Simpan Sebagai, lalu pilih jenis .xlsx.",
    "binary": "Berkas ini berformat Excel biner (.xlsb). Buka di Excel, pilih Simpan Sebagai, lalu pilih jenis .xlsx.",
    "open_document": "Berkas ini berformat LibreOffice (.ods). Buka di LibreOffice, pilih Simpan Sebagai, lalu pilih "
    "jenis .xlsx.",
    "too_large": "Berkas terlalu besar. Ukuran paling besar {size} MB: hapus gambar dan lembar yang tidak diperlukan.",
    "bomb": "Isi berkas tidak wajar besarnya, jadi tidak dibuka. Salin tabelnya ke buku kerja baru, lalu unggah lagi.",
    "encrypted": "Berkas dilindungi kata sandi. Hapus kata sandinya di Excel, simpan, lalu unggah lagi.",
    "macro": "Berkas berisi makro. Simpan sebagai buku kerja Excel biasa (.xlsx) tanpa makro, lalu unggah lagi.",
    "unreadable": "Berkas rusak atau tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu unggah lagi.",
    "too_many_rows": "Lembar {sheets} berisi terlalu banyak baris atau sel (paling banyak {rows} baris). "
    "Hapus isi dan sel gabungan di luar tabel.",
    "too_many_columns": "Lembar {sheets} berisi terlalu banyak kolom (paling banyak {columns}). "
    "Hapus isi di luar tabel.",
    "no_cells": "Buku kerja ini tidak berisi lembar dengan sel: {sheets}. Salin tabelnya ke lembar biasa, lalu unggah "
    "lagi.",
}
REASONS = {
    "bomb": "isinya tidak wajar besarnya",
    "unreadable": "isinya rusak",
    "too_many_rows": "lebih dari {rows} baris atau terlalu banyak sel",
    "too_many_columns": "lebih dari {columns} kolom",
    "no_cells": "bukan lembar dengan sel, melainkan {kind}",
}
"""Why a sheet of a workbook is left out, by the code with which it would be refused alone."""
OTHER_SHEETS = {"chartsheet": "grafik", "dialogsheet": "formulir lama Excel", "xlMacrosheet": "makro lama Excel"}
KINDS_OF_NOT_XLSX = {"old_xls", "binary", "open_document"}


def _numbers(bounds):
    """Return the numbers that sentences name, written with full stops between thousands."""
    numbers = {"size": bounds.size // MEGABYTE, "rows": bounds.sheet.rows, "columns": bounds.sheet.columns}
    return {name: f"{number:,}".replace(",", ".") for name, number in numbers.items()}


def refusal(code, bounds=None, *, sheets=""):
    """Return the Refused of a code, with its sentence; sheets: their names in quotation marks."""
    text = MESSAGES[code].format(sheets=sheets, **_numbers(bounds or Bounds()))
    return Refused("not_xlsx" if code in KINDS_OF_NOT_XLSX else code, text)


def reason(code, bounds, kind=""):
    """Return why a sheet is left out; kind: of its relation, for "no_cells"."""
    return REASONS[code].format(kind=OTHER_SHEETS.get(kind, "jenis lain"), **_numbers(bounds))


@contextmanager
def opened(path, bounds=None):
    """Yield the Package of a file that passes the checks of sizes, password and macros.

    Raise Refused for a file that does not pass, or whose reading raises PartRefused or one of UNREADABLE.
    """
    bounds = bounds or Bounds()
    _check_file(Path(path), bounds)
    try:
        with zipfile.ZipFile(path) as archive:
            package = Package(archive, bounds)
            _check_directory(package, archive.infolist(), bounds)
            yield package
    except zipfile.BadZipFile as error:
        raise refusal("unreadable" if zipfile.is_zipfile(path) else "not_xlsx", bounds) from error
    except PartRefused as error:
        raise refusal(error.code, bounds) from error
    except UNREADABLE as error:
        raise refusal("unreadable", bounds) from error


def _check_file(path, bounds):
    """Check size and first bytes; Excel stores a workbook with a password in the same container as old .xls files."""
    if path.stat().st_size > bounds.size:
        raise refusal("too_large", bounds)
    with path.open("rb") as file:
        start = file.read(8)
        if start == OLE_MAGIC:
            raise refusal("encrypted" if ENCRYPTED_MARK in file.read() else "old_xls", bounds)
    if not start.startswith(b"PK"):
        raise refusal("not_xlsx", bounds)


def _check_directory(package, infos, bounds):
    """Check the ZIP's directory. Parts of sheets are bounded one by one when they are read, the others at once."""
    others = [info for info in infos if SHEET_FOLDER not in plain_name(info.filename)]
    if len(infos) > bounds.parts or sum(info.file_size for info in others) > bounds.unpacked:
        raise refusal("bomb", bounds)
    if any(is_bomb(info, bounds) for info in others):
        raise refusal("bomb", bounds)
    if any(info.flag_bits & 1 for info in infos):
        raise refusal("encrypted", bounds)
    if any(name.endswith("vbaproject.bin") for name in package.infos_by_name):
        raise refusal("macro", bounds)
    if "xl/workbook.bin" in package:
        raise refusal("binary", bounds)
    if _is_open_document(package):
        raise refusal("open_document", bounds)
    if len(package.infos_by_name) < len(infos):
        raise refusal("unreadable", bounds)


def _is_open_document(package):
    info = package.infos_by_name.get("mimetype")
    return info is not None and info.file_size < 200 and OPEN_DOCUMENT in package.archive.read(info)
