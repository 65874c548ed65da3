"""Whether a DOCX, XLSX or PPTX is what it says, of sound size, and holds no macro, program or trick of XML."""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from zi_portal.lib.inspection.unfit import Unfit

MEGABYTE = 1 << 20
PARTS = 5000
UNPACKED = 400 * MEGABYTE
RATIO = 200
RATIO_FROM = MEGABYTE
XML = 200 * MEGABYTE
PIECE = 1 << 16
DEEPEST = 2
INNER = 30 * MEGABYTE
TYPES = "[Content_Types].xml"
MAIN = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
PACKAGE = "Ole10Native".encode("utf-16-le")
"""Name of the stream in which Office puts a file of any kind into a document."""
LOADED = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument)$")
OUTSIDE = re.compile(r"(https?:|ftp:|mhtml:|\\\\|//)", re.IGNORECASE)
NESTED = (".docx", ".xlsx", ".pptx")
BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, ValueError, LookupError, OSError, EOFError,
    RuntimeError,
)  # fmt: skip


def kind_of(path):
    """ "docx", "xlsx" or "pptx" by the type of the main part; "" for any other archive or a broken one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind(_types(archive)) if len(archive.infolist()) <= PARTS else ""
    except (*BROKEN, Unfit):
        return ""


def check(path):
    """Raise Unfit for an office file that may not be taken; every byte of every part is unpacked once, unkept."""
    _check(path, 0)


def _check(source, depth):
    if depth > DEEPEST:
        raise Unfit("embedded_program")
    try:
        with zipfile.ZipFile(source) as archive:
            _check_directory(archive.infolist())
            if any("macroenabled" in one or "vbaproject" in one for one in _types(archive)):
                raise Unfit("macro")
            for info in archive.infolist():
                _check_part(archive, info, depth)
    except BROKEN as error:
        raise Unfit("unreadable") from error


def _check_directory(infos):
    """Numbers and sizes, from the directory alone."""
    names = {info.filename.lower() for info in infos}
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED:
        raise Unfit("bomb")
    if any(info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1) for info in infos):
        raise Unfit("bomb")
    if any(info.flag_bits & 1 for info in infos):
        raise Unfit("password")
    if any(name.endswith("vbaproject.bin") or name.endswith((".docm", ".xlsm", ".pptm", ".xlsb")) for name in names):
        raise Unfit("macro")
    if len(names) < len(infos):
        raise Unfit("unreadable")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Unfit("bomb")
        end = info.header_offset + info.compress_size


def _check_part(archive, info, depth):
    """Unpack one part to its declared size (a lie ends in BadZipFile) and look at what it is."""
    name = info.filename.lower()
    with archive.open(info) as part:
        if name.endswith((".xml", ".rels")):
            _check_xml(part, info, relations=name.endswith(".rels"))
        elif name.endswith(NESTED):
            _check_nested(part, info, depth)
        else:
            _check_binary(part)


def _check_xml(part, info, *, relations):
    """No document type, no entity; nothing that is loaded from elsewhere when the file is opened."""
    if info.file_size > XML:
        raise Unfit("bomb")
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_entities
    if relations:
        parser.StartElementHandler = _look_at_relation
    while piece := part.read(PIECE):
        parser.Parse(piece)
    parser.Parse(b"", True)


def _refuse_entities(*_):
    raise Unfit("xml_entities")


def _look_at_relation(name, attributes):
    outside = attributes.get("TargetMode") == "External" and OUTSIDE.match(attributes.get("Target", "").strip())
    if outside and LOADED.search(attributes.get("Type", "")):
        raise Unfit("external")


def _check_nested(part, info, depth):
    """A workbook behind a chart is checked like any other."""
    if info.file_size > INNER:
        raise Unfit("bomb")
    _check(io.BytesIO(part.read()), depth + 1)


def _check_binary(part):
    """No program, and no package of any file; read to the end, so that lying sizes show."""
    last = b""
    piece = part.read(PIECE)
    if piece.startswith(PROGRAMS):
        raise Unfit("embedded_program")
    while piece:
        if PACKAGE in last + piece:
            raise Unfit("embedded_program")
        last = piece[-len(PACKAGE) :]
        piece = part.read(PIECE)


def _types(archive):
    """Content types of the parts, in small letters."""
    found = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_entities
    parser.StartElementHandler = lambda name, attributes: found.append(attributes.get("ContentType", "").lower())
    info = archive.getinfo(TYPES)
    if info.file_size > MEGABYTE:
        raise Unfit("bomb")
    with archive.open(info) as part:
        parser.Parse(part.read(MEGABYTE), True)
    return found


def _kind(types):
    return next((kind for mark, kind in MAIN.items() if any(one.endswith(mark) for one in types)), "")
