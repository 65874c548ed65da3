"""Checks that a DOCX, XLSX or PPTX has a sound type and size, and holds no macro, program or XML trick."""

import io
import zipfile
import zlib
from xml.parsers import expat

from zi_portal.lib.sandbox.inside.inspection import office_xml
from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

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
STREAMS = {"Ole10Native".encode("utf-16-le"): "embedded_program", "_VBA_PROJECT".encode("utf-16-le"): "macro"}
"""Streams of an embedded old container: Office puts a file of any kind into the first, macros into the second."""
LONGEST_STREAM = max(map(len, STREAMS))
UNCOMPRESSED = {
    ".bmp": (b"BM",),
    ".dib": (b"BM", b"\x28\0\0\0"),
    ".emf": (b"\x01\0\0\0",),
    ".wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0"),
    ".tif": (b"II*\0", b"MM\0*"),
    ".tiff": (b"II*\0", b"MM\0*"),
    ".wav": (b"RIFF",),
    ".bin": (b"\xd0\xcf\x11\xe0",),
}
"""{suffix: beginnings} of uncompressed kinds of parts, for which any ratio of compression is plausible."""
MACROS = ("macroenabled", "vbaproject", "macrosheet")
NESTED = (".docx", ".xlsx", ".pptx")
BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, ValueError, LookupError, OSError, EOFError,
    RuntimeError,
)  # fmt: skip


def kind_of(path):
    """Return "docx", "xlsx" or "pptx" by the type of the main part, "" for any other archive or a broken one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind(_types(archive)) if len(archive.infolist()) <= PARTS else ""
    except (*BROKEN, Unfit):
        return ""


def check(path):
    """Raise Unfit for an office file that is not accepted; every part is unpacked once, and nothing is kept."""
    _check(path, 0)


def _check(source, depth):
    if depth > DEEPEST:
        raise Unfit("embedded_program")
    try:
        with zipfile.ZipFile(source) as archive:
            _check_directory(archive.infolist())
            types = _types(archive)
            if any(mark in content_type for content_type in types.values() for mark in MACROS):
                raise Unfit("macro")
            for info in archive.infolist():
                _check_part(archive, info, types, depth)
    except BROKEN as error:
        raise Unfit("unreadable") from error


def _check_directory(infos):
    """Check numbers and sizes by the directory alone."""
    names = {info.filename.lower() for info in infos}
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED:
        raise Unfit("bomb")
    if any(_is_tight(info) and _suffix(info.filename) not in UNCOMPRESSED for info in infos):
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


def _is_tight(info):
    return info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1)


def _suffix(name):
    """Return ".xml" of "word/document.xml", ".rels" of "_rels/.rels"."""
    return "." + name.lower().rpartition("/")[2].rpartition(".")[2]


def _check_part(archive, info, types, depth):
    """Unpack one part to its declared size (a false one ends in BadZipFile) and check it by its kind."""
    suffix = _suffix(info.filename)
    kind = types.get(f"/{info.filename.lower()}") or types.get(suffix, "")
    with archive.open(info) as part:
        if suffix in (".xml", ".rels") or kind.endswith("+xml"):
            if info.file_size > XML:
                raise Unfit("bomb")
            office_xml.check(part, relations=suffix == ".rels")
        elif suffix in NESTED:
            _check_nested(part, info, depth)
        else:
            _check_binary(part, UNCOMPRESSED[suffix] if _is_tight(info) else (b"",))


def _check_nested(part, info, depth):
    """Check an embedded file, such as the workbook of a chart, like any other."""
    if info.file_size > INNER:
        raise Unfit("bomb")
    _check(io.BytesIO(part.read()), depth + 1)


def _check_binary(part, beginnings):
    """Raise Unfit for a program, a packaged file or macros; read to the end, so that false sizes show."""
    last = b""
    piece = part.read(PIECE)
    if piece.startswith(PROGRAMS):
        raise Unfit("embedded_program")
    if not piece.startswith(beginnings):
        raise Unfit("bomb")
    while piece:
        for name, code in STREAMS.items():
            if name in last + piece:
                raise Unfit(code)
        last = piece[-LONGEST_STREAM:]
        piece = part.read(PIECE)


def _types(archive):
    """Return {".suffix" or "/part": content type}, all in lower case."""
    types = {}
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = office_xml.refuse_entities

    def start(_, attributes):
        key = attributes.get("PartName") or "." + attributes.get("Extension", "")
        types[key.lower()] = attributes.get("ContentType", "").lower()

    parser.StartElementHandler = start
    info = archive.getinfo(TYPES)
    if info.file_size > MEGABYTE:
        raise Unfit("bomb")
    with archive.open(info) as part:
        parser.Parse(part.read(MEGABYTE), True)
    return types


def _kind(types):
    main_kinds = (kind for mark, kind in MAIN.items() if any(name.endswith(mark) for name in types.values()))
    return next(main_kinds, "")
