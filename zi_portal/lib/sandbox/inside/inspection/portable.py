"""Checks that a PDF is complete and holds nothing that runs by itself, opens or hides something."""

import pikepdf

from zi_portal.lib.sandbox.inside.inspection import frame, scripts
from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

DEEPEST = 50
MOST_OBJECTS = 1_000_000
MOST_STEPS = 1000
"""Actions that may follow one another, at most."""

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
"""{kind of an action (/S) that is refused even on a click: code}."""
UNPROMPTED = frozenset({"/GoTo", "/Named", "/JavaScript", "/SetOCGState", "/Hide", "/Trans", "/ResetForm", "/NOP"})
"""Kinds of actions allowed without a click: they stay within the file or print it. Scripts are checked separately."""
NOTES = {
    "/RichMedia": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/Screen": "pdf_media",
    "/3D": "pdf_media",
    "/FileAttachment": "pdf_attachment",
}
"""{kind of an annotation (/Subtype) that is refused: code}."""
SETTINGS = ".joboptions"
"""Suffix of a printer's settings, which Distiller attaches to its PDFs."""
SETTINGS_SIZE = 1 << 18
LEADING = "\xef\xbb\xbf \r\n\t"
FILE_NAMES = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})
BROKEN = (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, LookupError, TypeError, AttributeError)
"""Exceptions of pikepdf for a file that is no PDF or a broken one."""


def warm():
    """Do what pikepdf does once in each process."""
    with pikepdf.new() as pdf:
        list(pdf.objects)


def check(path):
    """Return (first byte, byte behind the last) of the PDF in the file: web programs put messages around it.

    Raises Unfit for a PDF that is truncated, locked, broken, hides an archive or holds something that runs; its fact
    "signed" says whether it bears a signature, for then it must not be printed anew.
    """
    with path.open("rb") as file:
        start, end, has_end_mark = frame.edges(file)
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream, suppress_warnings=True) as pdf:
            if not has_end_mark and pdf.get_warnings():
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
        for number, node in enumerate(pdf.objects):
            if number > MOST_OBJECTS:
                raise Unfit("bomb")
            _walk(node, 0, settings)
        settings.check()
    except Unfit as unfit:
        unfit.facts["signed"] = any(_is_signature(node) for node in pdf.objects)
        raise


def _is_signature(node):
    """Return whether an object is a signature or a field that holds one."""
    if not isinstance(node, pikepdf.Dictionary):
        return False
    return "/ByteRange" in node and "/Contents" in node or node.get("/FT") == "/Sig" and "/V" in node


class _Settings:
    """Attached files: those that a description calls a printer's settings, and all of them."""

    def __init__(self):
        self.allowed, self.attached = set(), set()

    def allow(self, description):
        """Allow the files of a description whose names are all those of settings; raise Unfit for any other."""
        names = [str(description[key]) for key in FILE_NAMES if key in description]
        files = [file for file in description.EF.values() if isinstance(file, pikepdf.Stream)]
        fits = all(name.lower().endswith(SETTINGS) for name in names) and all(map(_is_settings, files))
        if not names or not fits:
            raise Unfit("pdf_attachment")
        self.allowed.update(file.objgen for file in files)

    def check(self):
        """Raise Unfit for an attached file that no description allowed."""
        if self.attached - self.allowed:
            raise Unfit("pdf_attachment")


def _is_settings(file):
    """Return whether an attached file is what Distiller writes: a short dictionary in PostScript."""
    if int(file.get("/Length", 0)) > SETTINGS_SIZE:
        return False
    content = file.read_bytes()
    words = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    return len(content) <= SETTINGS_SIZE and "\0" not in words and words.lstrip(LEADING).startswith("<<")


def _walk(node, depth, settings):
    """Check one object and its direct content; objects that it refers to are checked separately."""
    if depth > DEEPEST:
        raise Unfit("bomb")
    if isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
        _check_dictionary(node, settings)
        inner = node.values() if isinstance(node, pikepdf.Dictionary) else node.stream_dict.values()
    elif isinstance(node, pikepdf.Array):
        inner = node
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _walk(value, depth + 1, settings)


def _check_dictionary(node, settings):
    """Raise Unfit for a dictionary that is a forbidden action, annotation or file."""
    _check_action(node)
    subtype = node.get("/Subtype")
    if isinstance(subtype, pikepdf.Name) and str(subtype) in NOTES:
        raise Unfit(NOTES[str(subtype)])
    if "/XFA" in node:
        raise Unfit("pdf_form")
    if node.get("/Type") == "/EmbeddedFile":
        settings.attached.add(node.objgen)
    if "/EF" in node and isinstance(node.EF, pikepdf.Dictionary) and set(node.EF.keys()) <= FILE_NAMES:
        settings.allow(node)


def _check_action(node):
    """Check an action's own kind and the actions that begin by themselves: on opening, on a page, on the mouse."""
    kind = node.get("/S")
    is_listed = isinstance(kind, pikepdf.Name) and str(kind) in ACTIONS
    has_script = "/JS" in node and "/S" in node
    if (is_listed or has_script) and not (str(kind) == "/JavaScript" and scripts.is_harmless(node.get("/JS"))):
        raise Unfit(ACTIONS.get(str(kind), "pdf_script"))
    if "/OpenAction" in node:
        _check_unprompted(node.OpenAction)
    additional = node.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        for event in additional.values():
            _check_unprompted(event)


def _check_unprompted(first):
    """Raise Unfit where an action without a click, or one that follows it, leaves the file."""
    actions = [first]
    for _ in range(MOST_STEPS):
        if not actions:
            return
        action = actions.pop()
        if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
            continue  # a destination in this file
        if str(action.S) not in UNPROMPTED:
            raise Unfit(ACTIONS.get(str(action.S), "pdf_action"))
        following = action.get("/Next")
        actions.extend(following if isinstance(following, pikepdf.Array) else [following])
    raise Unfit("bomb")
