"""Refuses hostile and unusable workbooks before anything parses them: fast, and by declared sizes first."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import openpyxl

from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import xlsx_parts

MEGABYTE = 1 << 20
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
RATIO_FROM = MEGABYTE
PARTS_TO_CHECK = {
    "[Content_Types].xml": 5_000,
    "xl/workbook.xml": 20_000,
    "xl/_rels/workbook.xml.rels": 5_000,
    "xl/styles.xml": 30_000,
    "xl/sharedStrings.xml": 400_000,
    "docProps/core.xml": 1_000,
    "docProps/custom.xml": 5_000,
}
"""Parts that openpyxl reads beside the sheets, with the number of elements that each may have."""
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    OSError,
    EOFError,
    OverflowError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
)
"""Exceptions that a broken workbook may raise in zipfile, expat and openpyxl; all of them mean "unreadable"."""

MESSAGES = {
    "not_xlsx": "Berkas ini bukan buku kerja Excel (.xlsx). Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx.",
    "old_xls": "Berkas ini berformat Excel lama (.xls). Buka di Excel, pilih Simpan Sebagai, lalu pilih jenis .xlsx.",
    "too_large": "Berkas terlalu besar. Ukuran paling besar {size} MB: hapus gambar dan lembar yang tidak diperlukan.",
    "bomb": "Isi berkas tidak wajar besarnya, jadi tidak dibuka. Salin tabelnya ke buku kerja baru, lalu unggah lagi.",
    "encrypted": "Berkas dilindungi kata sandi. Hapus kata sandinya di Excel, simpan, lalu unggah lagi.",
    "macro": "Berkas berisi makro. Simpan sebagai buku kerja Excel biasa (.xlsx) tanpa makro, lalu unggah lagi.",
    "unreadable": "Berkas rusak atau tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu unggah lagi.",
    "too_many_rows": "Lembar berisi terlalu banyak baris atau sel (paling banyak {rows} baris). "
    "Hapus isi dan sel gabungan di luar tabel.",
    "too_many_columns": "Lembar berisi terlalu banyak kolom (paling banyak {columns}). Hapus isi di luar tabel.",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a whole file, sizes in bytes. ratio: unpacked to packed size of a part over 1 MB."""

    size: int = 10 * MEGABYTE
    unpacked: int = 60 * MEGABYTE
    parts: int = 500
    ratio: int = 150
    sheet: xlsx_parts.Limits = xlsx_parts.Limits()


def refusal(code, bounds=None):
    """Return the Refused of a code, with its sentence."""
    bounds = bounds or Bounds()
    text = MESSAGES[code].format(size=bounds.size // MEGABYTE, rows=bounds.sheet.rows, columns=bounds.sheet.columns)
    return Refused("not_xlsx" if code == "old_xls" else code, text)


def check(path, bounds=None):
    """Raise Refused for a file that is no .xlsx or cannot be parsed safely. See inspect()."""
    inspect(path, bounds)


def inspect(path, bounds=None):
    """Check the file as check() does and return {path of the part: SheetFacts} of its sheets.

    Sizes and macros are judged by the ZIP directory; rows, columns and merged areas by one walk over the XML of every
    sheet. Nothing is unpacked to disk, and memory stays bounded.
    """
    bounds = bounds or Bounds()
    _check_file(Path(path), bounds)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive.infolist(), bounds)
            return _check_parts(archive, bounds)
    except zipfile.BadZipFile as error:
        raise refusal("unreadable" if zipfile.is_zipfile(path) else "not_xlsx", bounds) from error
    except xlsx_parts.PartRefused as error:
        raise refusal(error.code, bounds) from error
    except UNREADABLE as error:
        raise refusal("unreadable", bounds) from error


def _check_file(path, bounds):
    """Check size and first bytes; Excel stores a workbook with a password in the same container as old .xls files."""
    if not openpyxl.DEFUSEDXML:
        raise ImportError("defusedxml must be installed: openpyxl relies on it against hostile XML.")
    if path.stat().st_size > bounds.size:
        raise refusal("too_large", bounds)
    with path.open("rb") as file:
        start = file.read(8)
        if start == OLE_MAGIC:
            raise refusal("encrypted" if ENCRYPTED_MARK in file.read() else "old_xls", bounds)
    if not start.startswith(b"PK"):
        raise refusal("not_xlsx", bounds)


def _check_directory(infos, bounds):
    names = {info.filename for info in infos}
    if len(infos) > bounds.parts or sum(info.file_size for info in infos) > bounds.unpacked:
        raise refusal("bomb", bounds)
    if any(
        info.file_size > RATIO_FROM and info.file_size > bounds.ratio * max(info.compress_size, 1) for info in infos
    ):
        raise refusal("bomb", bounds)
    if any(info.flag_bits & 1 for info in infos):
        raise refusal("encrypted", bounds)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal("macro", bounds)
    if not {"xl/workbook.xml", "[Content_Types].xml"} <= names:
        raise refusal("not_xlsx", bounds)
    if len(names) < len(infos):
        raise refusal("unreadable", bounds)


def _check_parts(archive, bounds):
    names = set(archive.namelist())
    for name in names & PARTS_TO_CHECK.keys():
        xlsx_parts.check_part(archive, name, PARTS_TO_CHECK[name])
    sheets = {path for _, path, _ in xlsx_parts.sheet_parts(archive)}
    sheets |= {name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")}
    return {name: xlsx_parts.scan_sheet(archive, name, bounds.sheet) for name in sorted(sheets)}
