"""Whether a PDF is whole and holds nothing that runs by itself, opens something or hides something."""

import pikepdf

from zi_portal.lib.sandbox.inside.inspection import frame, scripts
from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

DEEPEST = 50
MOST_OBJECTS = 1_000_000
MOST_STEPS = 1000
"""Actions that may follow one another."""

ACTIONS = {
    "/JavaScript": "pdf_script",
    "/Launch": "pdf_launch",
    "/ImportData": "pdf_launch",
    "/GoToE": "pdf_attachment",
    "/Rendition": "pdf_media",
    "/RichMediaExecute": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
}
"""What an action must not do (its /S), even when somebody clicks."""
OWN_ACCORD = frozenset({"/GoTo", "/Named", "/JavaScript", "/SetOCGState", "/Hide", "/Trans", "/ResetForm", "/NOP"})
"""What an action may do that nobody clicked: it stays within the file, or prints it. A script has a look of its own."""
NOTES = {
    "/RichMedia": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/Screen": "pdf_media",
    "/3D": "pdf_media",
    "/FileAttachment": "pdf_attachment",
}
"""What an annotation must not be (its /Subtype)."""
SETTINGS = ".joboptions"
"""Suffix of a printer's settings, which Distiller attaches to what it makes."""
SETTINGS_SIZE = 1 << 18
LEADING = "\xef\xbb\xbf \r\n\t"
FILE_NAMES = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})
BROKEN = (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, LookupError, TypeError, AttributeError)
"""What pikepdf raises for a file that is no PDF or a broken one."""


def warm():
    """What pikepdf does once in each process."""
    with pikepdf.new() as pdf:
        list(pdf.objects)


def check(path):
    """(first byte, byte behind the last) of the PDF in the file: programs of the web put their messages around it.

    Raises Unfit for a PDF that is cut, locked, broken, hides an archive or holds what runs; its fact "signed" says
    whether somebody signed it, for then it must not be printed anew.
    """
    with path.open("rb") as file:
        start, end, marked = frame.edges(file)
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream, suppress_warnings=True) as pdf:
            if not marked and pdf.get_warnings():
                raise Unfit("truncated")
            _check(pdf)
    except pikepdf.PasswordError as error:
        raise Unfit("password") from error
    except BROKEN as error:
        raise Unfit("unreadable") from error
    return start, end


def _check(pdf):
    try:
        if not len(pdf.pages):
            raise Unfit("unreadable")
        settings = _Settings()
        for number, one in enumerate(pdf.objects):
            if number > MOST_OBJECTS:
                raise Unfit("bomb")
            _walk(one, 0, settings)
        settings.check()
    except Unfit as unfit:
        unfit.facts["signed"] = any(_signs(one) for one in pdf.objects)
        raise


def _signs(one):
    """Whether an object is a signature, or a field that holds one."""
    if not isinstance(one, pikepdf.Dictionary):
        return False
    return "/ByteRange" in one and "/Contents" in one or one.get("/FT") == "/Sig" and "/V" in one


class _Settings:
    """The attached files: those that a description names as a printer's settings, and all."""

    def __init__(self):
        self.allowed, self.attached = set(), set()

    def allow(self, description):
        """Take the files of a description whose every name is that of settings; Unfit for any other."""
        names = [str(description[key]) for key in FILE_NAMES if key in description]
        files = [file for file in description.EF.values() if isinstance(file, pikepdf.Stream)]
        fits = all(name.lower().endswith(SETTINGS) for name in names) and all(map(_is_settings, files))
        if not names or not fits:
            raise Unfit("pdf_attachment")
        self.allowed.update(file.objgen for file in files)

    def check(self):
        """Unfit when a file is attached that no description named."""
        if self.attached - self.allowed:
            raise Unfit("pdf_attachment")


def _is_settings(file):
    """Whether an attached file is what Distiller writes: a short dictionary in PostScript's words."""
    if int(file.get("/Length", 0)) > SETTINGS_SIZE:
        return False
    content = file.read_bytes()
    words = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    return len(content) <= SETTINGS_SIZE and "\0" not in words and words.lstrip(LEADING).startswith("<<")


def _walk(one, depth, settings):
    """Look at one object and what stands directly in it; what it refers to has its own turn."""
    if depth > DEEPEST:
        raise Unfit("bomb")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        _look(one, settings)
        inner = one.values() if isinstance(one, pikepdf.Dictionary) else one.stream_dict.values()
    elif isinstance(one, pikepdf.Array):
        inner = one
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _walk(value, depth + 1, settings)


def _look(one, settings):
    """Raise Unfit where a dictionary is an action, an annotation or a file that may not be."""
    _look_at_action(one)
    subtype = one.get("/Subtype")
    if isinstance(subtype, pikepdf.Name) and str(subtype) in NOTES:
        raise Unfit(NOTES[str(subtype)])
    if "/XFA" in one:
        raise Unfit("pdf_form")
    if one.get("/Type") == "/EmbeddedFile":
        settings.attached.add(one.objgen)
    if "/EF" in one and isinstance(one.EF, pikepdf.Dictionary) and set(one.EF.keys()) <= FILE_NAMES:
        settings.allow(one)


def _look_at_action(one):
    """An action's own kind, and those that begin by themselves: on opening, on a page's turn, on the mouse's way."""
    kind = one.get("/S")
    named = isinstance(kind, pikepdf.Name) and str(kind) in ACTIONS
    scripted = "/JS" in one and "/S" in one
    if (named or scripted) and not (str(kind) == "/JavaScript" and scripts.harmless(one.get("/JS"))):
        raise Unfit(ACTIONS.get(str(kind), "pdf_script"))
    if "/OpenAction" in one:
        _check_own_accord(one.OpenAction)
    additional = one.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        for event in additional.values():
            _check_own_accord(event)


def _check_own_accord(first):
    """Raise Unfit where an action that nobody clicked, or one that follows it, leaves the file."""
    waiting = [first]
    for _ in range(MOST_STEPS):
        if not waiting:
            return
        action = waiting.pop()
        if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
            continue  # a destination in this file
        if str(action.S) not in OWN_ACCORD:
            raise Unfit(ACTIONS.get(str(action.S), "pdf_action"))
        following = action.get("/Next")
        waiting.extend(following if isinstance(following, pikepdf.Array) else [following])
    raise Unfit("bomb")
