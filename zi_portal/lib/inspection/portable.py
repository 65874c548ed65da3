"""Whether a PDF is whole and holds nothing that runs, opens or hides something."""

import pikepdf

from zi_portal.lib.inspection.unfit import Unfit

TAIL = 2048
"""The end mark stands in the last bytes; real producers leave a few behind it."""
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_TAIL = 66_000
DEEPEST = 50
MOST_OBJECTS = 1_000_000

ACTIONS = {
    "/JavaScript": "pdf_script",
    "/Launch": "pdf_launch",
    "/ImportData": "pdf_launch",
    "/GoToE": "pdf_attachment",
    "/Rendition": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
}
"""What an action must not do (its /S)."""
NOTES = {
    "/RichMedia": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/Screen": "pdf_media",
    "/3D": "pdf_media",
    "/FileAttachment": "pdf_attachment",
}
"""What an annotation must not be (its /Subtype)."""
BROKEN = (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, LookupError, TypeError, AttributeError)
"""What pikepdf raises for a file that is no PDF or a broken one."""


def warm():
    """What pikepdf does once in each process."""
    with pikepdf.new() as pdf:
        list(pdf.objects)


def check(path):
    """Raise Unfit for a PDF that is cut, locked, broken, hides an archive or holds what runs."""
    with path.open("rb") as file:
        _check_end(file)
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream, suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                raise Unfit("unreadable")
            for number, one in enumerate(pdf.objects):
                if number > MOST_OBJECTS:
                    raise Unfit("bomb")
                _walk(one, 0)
    except pikepdf.PasswordError as error:
        raise Unfit("password") from error
    except BROKEN as error:
        raise Unfit("unreadable") from error


def _check_end(file):
    """The end mark is there, and no archive hangs behind or inside that other programs would open instead."""
    size = file.seek(0, 2)
    file.seek(max(0, size - ARCHIVE_TAIL))
    tail = file.read()
    place = tail.rfind(ARCHIVE_END)
    if place >= 0 and len(tail) - place >= 22:
        comment = int.from_bytes(tail[place + 20 : place + 22], "little")
        if comment == len(tail) - place - 22:
            raise Unfit("polyglot")
    if b"%%EOF" not in tail.rstrip(b"\x00\r\n\t ")[-TAIL:]:
        raise Unfit("truncated")


def _walk(one, depth):
    """Look at one object and what stands directly in it; what it refers to has its own turn."""
    if depth > DEEPEST:
        raise Unfit("bomb")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        _look(one)
        inner = one.values() if isinstance(one, pikepdf.Dictionary) else one.stream_dict.values()
    elif isinstance(one, pikepdf.Array):
        inner = one
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _walk(value, depth + 1)


def _look(one):
    """Raise Unfit where a dictionary is an action, an annotation or a file that may not be."""
    for key, refused in (("/S", ACTIONS), ("/Subtype", NOTES)):
        value = one.get(key)
        if isinstance(value, pikepdf.Name) and str(value) in refused:
            raise Unfit(refused[str(value)])
    if "/XFA" in one:
        raise Unfit("pdf_form")
    if "/JS" in one and "/S" in one:
        raise Unfit("pdf_script")
    if one.get("/Type") == "/EmbeddedFile" or "/EF" in one and ("/F" in one or "/UF" in one):
        raise Unfit("pdf_attachment")
