"""Determines the kind of a file by its bytes and checks it as its kind requires.

A file is read by its path, that of the nameless file that the caller handed over (/proc/self/fd/<n>).
"""

from pathlib import Path

import magic
from PIL import ImageFile

from zi_portal.lib.sandbox.inside import pictures
from zi_portal.lib.sandbox.inside.inspection import archive, frame, office, portable, video
from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

HEAD = 4096
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_TYPE = "application/x-ole-storage"
LOCKED = "EncryptedPackage".encode("utf-16-le")
BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif"}
PICTURES = frozenset({"jpg", "png", "webp"})
OFFICE = frozenset({"docx", "xlsx", "pptx"})
MARKS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (OLE, OLE_TYPE))


def warm():
    """Load libmagic's tables, Pillow's decoders and pikepdf before the first fork."""
    magic.from_buffer(b"x", mime=True)
    pictures.warm()
    portable.warm()


def inspect(header, blobs):
    """For confined.call(): return ({"kind": …}, [new bytes] of a picture or []) or ({"refused": code, "found": …}, []).

    header: "path"; "wanted", the kind that the name promises; "area" and "side", see pictures.redrawn(). "found": kind
    or content type by the bytes. "part": first byte and byte behind the last of the part to store, where that is not
    all; "resized": see pictures.redrawn(); "signed": whether a refused PDF bears a signature. Codes: those of
    evidence.files.types.MESSAGES.
    """
    path, kind, actual_kind = Path(header["path"]), header["wanted"], ""
    try:
        actual_kind = _kind_of(path)
        if actual_kind != kind:
            raise Unfit("password" if _has_password(actual_kind, kind, path) else "file_type_mismatch")
        if kind in PICTURES:
            content, sizes = _redrawn(path, kind, header)
            return {"kind": kind} | ({"resized": sizes} if sizes else {}), [content]
        return {"kind": kind, **_check(path, kind)}, []
    except Unfit as unfit:
        return {"refused": unfit.code, "found": actual_kind, **unfit.facts}, []


def contents(header, blobs):
    """For confined.call(): return ({"entries": [...]}, []) of an archive, see archive.entries(); or refused as above.

    header: "path", "entries" (the most files), "room" (the most unpacked bytes).
    """
    path, actual_kind = Path(header["path"]), ""
    try:
        actual_kind = _kind_of(path)
        if actual_kind != "zip":
            raise Unfit("file_type_mismatch")
        return {"entries": archive.entries(path, header["entries"], header["room"])}, []
    except Unfit as unfit:
        return {"refused": unfit.code, "found": actual_kind, **unfit.facts}, []


def _redrawn(path, kind, header):
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, in the same template, lets half a picture pass
    try:
        return pictures.redrawn(path, kind, header["area"], header["side"])
    except pictures.TooLarge as error:
        raise Unfit("image_large") from error
    except pictures.BROKEN as error:
        raise Unfit("unreadable") from error


def _check(path, kind):
    """Return {} for a file that is accepted as it is, {"part": (first byte, byte behind the last)} of a part."""
    checks = {"pdf": portable.check, "mp4": video.check} | dict.fromkeys(OFFICE, office.check)
    part = checks[kind](path)
    return {"part": part} if part and part != (0, path.stat().st_size) else {}


def _kind_of(path):
    """Return the kind ("pdf", "docx", "zip" …) of the bytes, else their content type by libmagic."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for mark, kind in MARKS:
        if head.startswith(mark):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12]) or ("video/quicktime" if head[8:12] == b"qt  " else "mp4")
    if head.startswith(b"PK\x03\x04"):
        return office.kind_of(path) or "zip"
    return _by_magic(head)


def _by_magic(head):
    """Return "pdf" by the mark, which may stand behind other bytes, else libmagic's content type."""
    return "pdf" if frame.MARK in head[: frame.LATEST] else magic.from_buffer(head, mime=True)


def _has_password(actual_kind, kind, path):
    """Return whether it is an office file with a password: Office stores those in its old container."""
    if actual_kind != OLE_TYPE or kind not in OFFICE:
        return False
    with path.open("rb") as file:
        beginning = file.read(1 << 20)
        file.seek(max(0, file.seek(0, 2) - (1 << 20)))  # its directory may stand at the end
        return LOCKED in beginning or LOCKED in file.read()
