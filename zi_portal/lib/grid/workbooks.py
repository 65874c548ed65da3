"""Reads uploaded workbooks: the reader itself (xlsx_reader.py) runs in a confined child process."""

import logging

from zi_portal.lib.errors import Refused
from zi_portal.lib.grid.model import Workbook
from zi_portal.lib.grid.packing import unpack
from zi_portal.lib.sandbox import confined

logger = logging.getLogger(__name__)

LIMITS = confined.Limits(memory=512 << 20, cpu=20, seconds=45)
"""Limits of the child; the guard refuses hostile files within 1 s and 100 MB, and the fullest allowed sheet fits."""

TOO_HEAVY = "Isi berkas terlalu berat untuk dibaca. Salin tabelnya saja ke buku kerja baru, lalu unggah lagi."

BUSY = "Portal sedang membaca berkas lain, jadi berkas ini belum dibaca. Tunggu sebentar, lalu coba lagi."


def read(path, *, tick=None):
    """Return the Workbook of an .xlsx file: its grids, and the sheets that are not among them; see xlsx_reader.

    Raises what ask() raises; tick as there.
    """
    return workbook_of(ask("zi_portal.lib.grid.xlsx_reader:read", path, {}, limits=LIMITS, tick=tick))


def ask(function, path, header, *, limits, tick=None):
    """Return the answer of a confined function ("module:name") about a workbook, a dict.

    path: of a file that this process may read. tick() is called about once a second; what it raises ends the reading
    and passes. Raises Refused, with code "too_heavy" where the limits do not suffice. When the child was killed or
    others are being read, another try may succeed: a caller with a tick (a job, which is tried again) gets
    confined.Exhausted, a page Refused "busy".
    """
    try:
        with open(path, "rb") as file:
            answer, _ = confined.call(function, header, file=file, limits=limits, tick=tick)
    except confined.Exhausted as error:
        logger.warning("reading a workbook ended by its limits: %s", error.reason)
        if error.reason in error.TEMPORARY:
            if tick:
                raise
            raise Refused("busy", BUSY) from error
        raise Refused("too_heavy", TOO_HEAVY) from error
    if "refused" in answer:
        raise Refused(*answer["refused"])
    return answer


def workbook_of(answer):
    """Return the Workbook of an answer of xlsx_reader.read()."""
    left_out = [tuple(sheet) for sheet in answer["left_out"]]
    return Workbook([unpack(grid) for grid in answer["grids"]], answer["hidden"], left_out)
