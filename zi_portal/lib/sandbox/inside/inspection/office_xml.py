"""Checks the XML of an office file: nothing loads from elsewhere (but links on a click), no DDE, control or entity."""

import re
from xml.parsers import expat

from zi_portal.lib.sandbox.inside.inspection import mashup
from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

PIECE = 1 << 16
FIELD = 16384
"""Characters of a field or formula that are read; Excel accepts 8192."""
NESTED = "\x13"
"""Mark in a field's text where a nested field begins."""
LINK = "/hyperlink"
"""End of the only type of relation that may lead out of the file: it is followed on a click."""
TEMPLATE = "/attachedTemplate"
RUNNING = {"/afchunk": "foreign_part", "/control": "active_control"}
"""{end of a type of relation, in lower case, whose part is read or run on opening: code}."""
LOCAL_DISK = re.compile(r"(?:file:///)?[a-z]:[\\/]", re.IGNORECASE)
"""A template on the author's own disk, which Word notes by itself; it leads nowhere on another machine."""
ABSENT = frozenset({"", "NULL", "#", "about:blank"})
"""Targets that PowerPoint leaves for deleted pictures."""
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:|\\\\", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:https?|ftp|mhtml|file):|\\\\|//", re.IGNORECASE)
DDE_FIELD = re.compile(r"\"?DDE(?:AUTO)?\b", re.IGNORECASE)
LOADING_FIELD = re.compile(
    r"\"?(?:INCLUDETEXT|LINK|DATABASE|IMPORT|RD|(?P<picture>INCLUDEPICTURE))[\s\"\x13]", re.IGNORECASE
)
ADDRESS = re.compile(r"[\s\"](?:https?:|ftp:|mhtml:|file:|\\\\|//)|\x13", re.IGNORECASE)
"""An address on another machine, or one that a nested field gives, in a loading field."""
BLANKS = re.compile(r"\s+")
NOT_STORED = re.compile(r"\\d\b")
"""Switch of a picture's field by which the picture is not stored in the file but fetched."""
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
LOADING_FORMULA = re.compile(r"\b(?:WEBSERVICE|IMAGE|STOCKHISTORY)\s?\(", re.IGNORECASE)
CALLING_FORMULA = re.compile(r"\b(?:RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s?\(", re.IGNORECASE)
RUNS = ("ppaction://program", "ppaction://macro")
ENTRIES = frozenset({"instrText", "delInstrText", "f", "definedName", "DataMashup"})
FORMULAS = frozenset({"f", "definedName"})


def check(part, *, relations):
    """Raise Unfit for an open XML part that asks for more, ExpatError for broken XML. relations: it is a .rels part."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse_entities
    handler = _Relations() if relations else _Content()
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    while piece := part.read(PIECE):
        parser.Parse(piece)
    parser.Parse(b"", True)
    handler.finish()


def refuse_entities(*_):
    """Handler of expat: refuse a document type and an entity."""
    raise Unfit("xml_entities")


class _Relations:
    def start(self, name, attributes):
        kind, target = attributes.get("Type", ""), attributes.get("Target", "").strip()
        is_external = attributes.get("TargetMode", "").lower() == "external" or SCHEME.match(target)
        is_harmless = kind.endswith(LINK) or kind.endswith(TEMPLATE) and LOCAL_DISK.match(target)
        if is_external and not is_harmless and target not in ABSENT:
            raise Unfit("external")
        for end, code in RUNNING.items():
            if kind.lower().endswith(end):
                raise Unfit(code)

    def end(self, name):
        """Do nothing: relations have no content."""

    text = end

    def finish(self):
        """Do nothing: every relation was checked."""


class _Content:
    """Checks the elements of a part. fields: texts of the open fields, the outermost first, collected over runs."""

    def __init__(self):
        self.fields = [""]
        self.entry = self.entry_text = ""
        self.mashup = []

    def start(self, name, attributes):
        local = name.rpartition(":")[2]
        if local in ENTRIES:
            self.entry, self.entry_text = local, ""
        elif check := ELEMENTS.get(local):
            check(self, {key.rpartition(":")[2]: value for key, value in attributes.items()})
        if attributes.get("action", "").startswith(RUNS):
            raise Unfit("embedded_program")

    def text(self, text):
        if self.entry == "DataMashup":
            self.mashup.append(text)
        elif self.entry and len(self.entry_text) < FIELD:
            self.entry_text = _joined(self.entry_text, text)

    def end(self, name):
        if self.entry and name.rpartition(":")[2] == self.entry:
            if self.entry in FORMULAS:
                _check_formula(self.entry_text)
            elif self.entry != "DataMashup" and len(self.fields[-1]) < FIELD:
                self.fields[-1] = _joined(self.fields[-1], self.entry_text)
            self.entry = ""

    def field_char(self, attributes):
        """Handle the begin, the result or the end of a field."""
        if attributes.get("fldCharType") == "begin":
            self.fields[-1] += NESTED
            self.fields.append("")
            return
        _check_field(self.fields[-1])
        if attributes.get("fldCharType") == "end" and len(self.fields) > 1:
            self.fields.pop()

    def finish(self):
        for text in self.fields:
            _check_field(text)
        if self.mashup:
            mashup.check("".join(self.mashup))


def _joined(text, addition):
    """Return both texts, with one blank for each run of blanks, so that no flood of them hides what follows."""
    addition = BLANKS.sub(" ", addition)
    return text + (addition.lstrip(" ") if text.endswith(" ") else addition)


def _check_field(text):
    if DDE_FIELD.match(text.replace(NESTED, "").lstrip()):
        raise Unfit("dde")
    text = text.lstrip(" " + NESTED)
    loading = LOADING_FIELD.match(text)
    if loading and ADDRESS.search(text) and (not loading["picture"] or NOT_STORED.search(text)):
        raise Unfit("external")


def _check_formula(text):
    """Raise Unfit for a formula that asks a server or a program: "program|'topic'!item" has its | outside of quotes."""
    bare = QUOTED.sub("", text)
    if "|" in bare or CALLING_FORMULA.search(bare):
        raise Unfit("dde")
    if LOADING_FORMULA.search(bare):
        raise Unfit("external")


def _refuse_dde(_, attributes):
    raise Unfit("dde")


def _refuse_external(_, attributes):
    raise Unfit("external")


def _check_database(_, attributes):
    """Refuse a connection except to the workbook itself, which is how Power Query stores its tables."""
    if "$workbook$" not in attributes.get("connection", "").lower():
        raise Unfit("external")


def _check_source(_, attributes):
    """Refuse pictures, sources of imported text and descriptions of connections from another machine."""
    if any(OUTSIDE.match(attributes.get(key, "").strip()) for key in ("src", "sourceFile", "odcFile", "href")):
        raise Unfit("external")


def _check_pane(_, attributes):
    """Refuse an add-in whose pane opens with the file: it comes from the web."""
    if attributes.get("visibility", "").lower() in ("1", "true"):
        raise Unfit("external")


ELEMENTS = {
    "fldChar": _Content.field_char,
    "fldSimple": lambda _, attributes: _check_field(attributes.get("instr", "")),
    "ddeLink": _refuse_dde,
    "webPr": _refuse_external,
    "dataFeedPr": _refuse_external,
    "webImageSrd": _refuse_external,
    "connectString": _refuse_external,
    "dbPr": _check_database,
    "oledbPr": _check_database,
    "connection": _check_source,
    "textPr": _check_source,
    "imagedata": _check_source,
    "fill": _check_source,
    "stroke": _check_source,
    "taskpane": _check_pane,
}
"""{local name of an element that may ask for something: check of its attributes}."""
