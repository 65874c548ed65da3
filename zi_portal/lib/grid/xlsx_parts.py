"""Parts of a workbook's ZIP and their XML, within bounds: names as tools write them, relations, elements one by one.

Namespaces are not asked: those of Strict and of Transitional Open XML name the same elements.
"""

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote
from xml.parsers import expat  # DTDs, and with them entities, are refused in Package.walk

CHUNK = 1 << 16
MAX_ELEMENTS = 600_000
MAX_DEPTH = 100
MEGABYTE = 1 << 20
RATIO_FROM = MEGABYTE
RELATIONS = 5_000
"""Elements of a part with relations, at most."""

UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    OverflowError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
)
"""Exceptions that a broken workbook may raise in zipfile, expat and its readers; all of them mean "unreadable"."""


class PartRefused(Exception):
    """The part must not be read further; code as in xlsx_guard. hostile: no other part may be read either."""

    def __init__(self, code, *, hostile=False):
        super().__init__(code)
        self.code = code
        self.hostile = hostile


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """Bounds of one sheet: last row and column with content, number of cells with content and of merged cells."""

    rows: int = 5000
    columns: int = 120
    cells: int = 150_000
    merged: int = 100_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a whole file, sizes in bytes. ratio: unpacked to packed size of a part over 1 MB."""

    size: int = 10 * MEGABYTE
    unpacked: int = 60 * MEGABYTE
    parts: int = 500
    ratio: int = 150
    sheet: SheetLimits = SheetLimits()


def plain_name(name):
    """Return the name by which parts are compared: with slashes, relative to the package, in small letters."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


class ElementReader:
    """Takes the elements of a part: tags come without prefix; texts in pieces."""

    def start(self, tag, attributes):
        """Take the start of an element."""

    def end(self, tag):
        """Take the end of an element."""

    def text(self, text):
        """Take a piece of text."""


class Package:
    """The parts of an open ZIP, by their names however a tool wrote them. Every part that is read is bounded.

    Together the parts that are read unpack to at most bounds.unpacked bytes.
    """

    def __init__(self, archive, bounds):
        self.archive, self.bounds = archive, bounds
        self.infos_by_name = {plain_name(info.filename): info for info in archive.infolist()}
        self.unpacked = 0

    def __contains__(self, name):
        return plain_name(name) in self.infos_by_name

    def walk(self, name, reader, limit=MAX_ELEMENTS):
        """Hand the elements of a part to an ElementReader.

        limit: number of elements. Raise PartRefused at a bound or a DTD, KeyError for a part that is not there, one
        of UNREADABLE for broken XML.
        """
        info = self.infos_by_name[plain_name(name)]
        self._spend(info)
        parser = _bounded_parser(reader, limit)
        with self.archive.open(info) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)

    def _spend(self, info):
        """Count a part's bytes before they are unpacked; zipfile gives no more than the directory declares."""
        self.unpacked += info.file_size
        if is_bomb(info, self.bounds) or self.unpacked > self.bounds.unpacked:
            raise PartRefused("bomb")

    def relations(self, name):
        """Return {id: (kind, name of the part)} of what a part ("" for the package) refers to inside the file."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        if part not in self:
            return {}
        reader = _RelationReader()
        self.walk(part, reader, RELATIONS)
        return {key: (kind, self._resolve(folder, target)) for key, kind, target in reader.relations}

    def _resolve(self, folder, target):
        """Return the name of the part that a relation means: beside its source, else below the package."""
        path = target.replace("\\", "/")
        names = [posixpath.join("/", base, written) for written in (path, unquote(path)) for base in (folder, "")]
        return next((name for name in names if name in self), names[0])


def is_bomb(info, bounds):
    """Return whether a part unpacks to more than can be meant, by the ZIP's directory."""
    return info.file_size > bounds.unpacked or (
        info.file_size > RATIO_FROM and info.file_size > bounds.ratio * max(info.compress_size, 1)
    )


def local(tag):
    """Return a tag without its prefix."""
    return tag.rpartition(":")[2] if ":" in tag else tag


def _bounded_parser(reader, limit):
    """Return an expat parser that hands elements to a reader; DTDs, depth and number are bounded."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    count = depth = 0

    def start(tag, attributes):
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > limit:
            raise PartRefused("bomb")
        if depth > MAX_DEPTH:
            raise PartRefused("unreadable")
        reader.start(local(tag), attributes)

    def end(tag):
        nonlocal depth
        depth -= 1
        reader.end(local(tag))

    def no_dtd(*_):
        raise PartRefused("unreadable", hostile=True)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = no_dtd
    return parser


class _RelationReader(ElementReader):
    """Collects (id, last word of the type, target) of the relations inside the file."""

    def __init__(self):
        self.relations = []

    def start(self, tag, attributes):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.relations.append((attributes.get("Id", ""), kind, attributes.get("Target", "")))
