"""Reads the text of office files straight from their XML, within limits: pages, sheets or slides."""

import re
import struct
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MEGABYTE = 1 << 20
PARTS, PART, ALL_PARTS = 5_000, 40 * MEGABYTE, 120 * MEGABYTE
"""Number of parts, and unpacked bytes of one part and of all, at most."""
LEAVES, LETTERS = 1_000, 2_000_000
"""Pages and characters of one file, at most."""
NUMBER = re.compile(r"(?<!\d)(\d++)\.xml$")
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, DefusedXmlException, OSError, EOFError, KeyError,
    IndexError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""Exceptions of zipfile and the XML parser for a broken file; RuntimeError: it has a password."""


class Unreadable(Exception):
    """The file is broken or exceeds the limits."""


def read(path, kind):
    """Return [text of each page, sheet or slide]; kind: "docx", "xlsx" or "pptx". Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > PARTS or sum(part.file_size for part in archive.infolist()) > ALL_PARTS:
                raise Unreadable
            return _bounded(READERS[kind](archive))
    except BROKEN as error:
        raise Unreadable from error


def _bounded(pages):
    texts, left = [], LETTERS
    for page in pages:
        if len(texts) == LEAVES or left <= 0:
            break
        texts.append(page[:left])
        left -= len(page)
    return texts


def _events(archive, name):
    """Yield (local tag, element) at the end of each element of a part; finished paragraphs and rows are freed."""
    info = archive.getinfo(name)
    if info.file_size > PART:
        raise Unreadable
    with archive.open(info) as part:
        for _, element in iterparse(part, events=("end",), forbid_dtd=True):
            yield element.tag.rpartition("}")[2], element
            if element.tag.rpartition("}")[2] in {"p", "row", "si", "c"}:
                element.clear()


def _numbered(archive, folder):
    """Return the names of the parts folder…N.xml in the order of their numbers."""
    names = [name for name in archive.namelist() if name.startswith(folder) and NUMBER.search(name)]
    return sorted(names, key=lambda name: int(NUMBER.search(name)[1]))


def _document(archive):
    """Yield the pages as broken by the program that last saved the file."""
    page = []
    for tag, element in _events(archive, "word/document.xml"):
        if tag == "t":
            page.append(element.text or "")
        elif tag in {"tab", "tc"}:
            page.append("\t")
        elif tag in {"p", "cr"} or tag == "br" and _local(element, "type") != "page":
            page.append("\n")
        elif tag in {"lastRenderedPageBreak", "br"}:
            yield "".join(page)
            page = []
    yield "".join(page)


def _local(element, name):
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _slides(archive):
    for name in _numbered(archive, "ppt/slides/slide"):
        texts = (element.text or "" if tag == "t" else "\n" for tag, element in _events(archive, name) if tag in "tp")
        yield "".join(texts)


def _workbook(archive):
    shared = list(_shared(archive)) if "xl/sharedStrings.xml" in archive.namelist() else []
    for name in _numbered(archive, "xl/worksheets/sheet"):
        yield "\n".join(_rows(archive, name, shared))


def _shared(archive):
    words = []
    for tag, element in _events(archive, "xl/sharedStrings.xml"):
        if tag == "t":
            words.append(element.text or "")
        elif tag == "si":
            yield "".join(words)
            words = []


def _rows(archive, name, shared):
    cells, value = [], ""
    for tag, element in _events(archive, name):
        if tag in {"v", "t"}:
            value = element.text or ""
        elif tag == "c":
            if value:
                cells.append(shared[int(value)] if element.get("t") == "s" else value)
            value = ""
        elif tag == "row" and cells:
            yield "\t".join(cells)
            cells = []


READERS = {"docx": _document, "xlsx": _workbook, "pptx": _slides}
