"""What the XML of an office file asks for: nothing from elsewhere but links to click, no DDE, no control, no entity."""

import re
from xml.parsers import expat

from zi_portal.lib.sandbox.inside.inspection import mashup
from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

PIECE = 1 << 16
FIELD = 16384
"""So much of a field's or formula's text is read; Excel takes 8192 characters."""
BEGINS = "\x13"
"""Stands in a field's text where a field within it begins."""
LINK = "/hyperlink"
"""End of the only type of relation that may lead out of the file: it is followed when somebody clicks."""
TEMPLATE = "/attachedTemplate"
RUNNING = {"/afchunk": "foreign_part", "/control": "active_control"}
"""Ends of types of relations, in small letters, whose part is read or run when the file is opened; code of each."""
OWN_DISK = re.compile(r"(?:file:///)?[a-z]:[\\/]", re.IGNORECASE)
"""Word notes a template on the writer's own disk by itself; it leads nowhere on another machine."""
ABSENT = frozenset({"", "NULL", "#", "about:blank"})
"""Targets that PowerPoint leaves for pictures that are no more."""
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:|\\\\", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:https?|ftp|mhtml|file):|\\\\|//", re.IGNORECASE)
DDE_FIELD = re.compile(r"\"?DDE(?:AUTO)?\b", re.IGNORECASE)
LOADING_FIELD = re.compile(
    r"\"?(?:INCLUDETEXT|LINK|DATABASE|IMPORT|RD|(?P<picture>INCLUDEPICTURE))[\s\"\x13]", re.IGNORECASE
)
ADDRESS = re.compile(r"[\s\"](?:https?:|ftp:|mhtml:|file:|\\\\|//)|\x13", re.IGNORECASE)
"""In a field that loads: an address on another machine, or one that another field gives."""
BLANKS = re.compile(r"\s+")
UNKEPT = re.compile(r"\\d\b")
"""Switch of a picture's field: the picture is not kept in the file but fetched."""
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
LOADING_FORMULA = re.compile(r"\b(?:WEBSERVICE|IMAGE|STOCKHISTORY)\s?\(", re.IGNORECASE)
CALLING_FORMULA = re.compile(r"\b(?:RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s?\(", re.IGNORECASE)
RUNS = ("ppaction://program", "ppaction://macro")
ENTRIES = frozenset({"instrText", "delInstrText", "f", "definedName", "DataMashup"})
FORMULAS = frozenset({"f", "definedName"})


def look(part, *, relations):
    """Raise Unfit for what an open part of XML asks for; ExpatError where it is none. relations: of a .rels."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse_entities
    looking = _Relations() if relations else _Content()
    parser.StartElementHandler = looking.start
    parser.EndElementHandler = looking.end
    parser.CharacterDataHandler = looking.text
    while piece := part.read(PIECE):
        parser.Parse(piece)
    parser.Parse(b"", True)
    looking.done()


def refuse_entities(*_):
    """Handler of expat: no document type, no entity."""
    raise Unfit("xml_entities")


class _Relations:
    def start(self, name, attributes):
        kind, target = attributes.get("Type", ""), attributes.get("Target", "").strip()
        outside = attributes.get("TargetMode", "").lower() == "external" or SCHEME.match(target)
        known = kind.endswith(LINK) or kind.endswith(TEMPLATE) and OWN_DISK.match(target)
        if outside and not known and target not in ABSENT:
            raise Unfit("external")
        for end, code in RUNNING.items():
            if kind.lower().endswith(end):
                raise Unfit(code)

    def end(self, name):
        """Nothing."""

    text = end

    def done(self):
        """Nothing."""


class _Content:
    """fields: texts of the open fields, the outermost first; a field's text may be cut over many runs."""

    def __init__(self):
        self.fields = [""]
        self.entry = self.said = ""
        self.mashup = []

    def start(self, name, attributes):
        local = name.rpartition(":")[2]
        if local in ENTRIES:
            self.entry, self.said = local, ""
        elif look := ELEMENTS.get(local):
            look(self, {key.rpartition(":")[2]: value for key, value in attributes.items()})
        if attributes.get("action", "").startswith(RUNS):
            raise Unfit("embedded_program")

    def text(self, text):
        if self.entry == "DataMashup":
            self.mashup.append(text)
        elif self.entry and len(self.said) < FIELD:
            self.said = _joined(self.said, text)

    def end(self, name):
        if self.entry and name.rpartition(":")[2] == self.entry:
            if self.entry in FORMULAS:
                _check_formula(self.said)
            elif self.entry != "DataMashup" and len(self.fields[-1]) < FIELD:
                self.fields[-1] = _joined(self.fields[-1], self.said)
            self.entry = ""

    def turn(self, attributes):
        """A field begins, shows its result, ends."""
        if attributes.get("fldCharType") == "begin":
            self.fields[-1] += BEGINS
            self.fields.append("")
            return
        _check_field(self.fields[-1])
        if attributes.get("fldCharType") == "end" and len(self.fields) > 1:
            self.fields.pop()

    def done(self):
        for text in self.fields:
            _check_field(text)
        if self.mashup:
            mashup.look("".join(self.mashup))


def _joined(before, more):
    """Both, with one blank for each run of blanks: no flood of them hides what follows."""
    more = BLANKS.sub(" ", more)
    return before + (more.lstrip(" ") if before.endswith(" ") else more)


def _check_field(text):
    if DDE_FIELD.match(text.replace(BEGINS, "").lstrip()):
        raise Unfit("dde")
    text = text.lstrip(" " + BEGINS)
    loading = LOADING_FIELD.match(text)
    if loading and ADDRESS.search(text) and (not loading["picture"] or UNKEPT.search(text)):
        raise Unfit("external")


def _check_formula(text):
    """A formula asks no server and no other program: in "program|'what'!place" the sign | stands outside of quotes."""
    bare = QUOTED.sub("", text)
    if "|" in bare or CALLING_FORMULA.search(bare):
        raise Unfit("dde")
    if LOADING_FORMULA.search(bare):
        raise Unfit("external")


def _refuse_dde(_, attributes):
    raise Unfit("dde")


def _refuse_external(_, attributes):
    raise Unfit("external")


def _look_at_database(_, attributes):
    """A question to the workbook itself is how Power Query notes its tables."""
    if "$workbook$" not in attributes.get("connection", "").lower():
        raise Unfit("external")


def _look_at_source(_, attributes):
    """Pictures, sources of imported text, descriptions of connections: none from another machine."""
    if any(OUTSIDE.match(attributes.get(key, "").strip()) for key in ("src", "sourceFile", "odcFile", "href")):
        raise Unfit("external")


def _look_at_pane(_, attributes):
    """An add-in whose pane opens together with the file comes from the web."""
    if attributes.get("visibility", "").lower() in ("1", "true"):
        raise Unfit("external")


ELEMENTS = {
    "fldChar": _Content.turn,
    "fldSimple": lambda _, attributes: _check_field(attributes.get("instr", "")),
    "ddeLink": _refuse_dde,
    "webPr": _refuse_external,
    "dataFeedPr": _refuse_external,
    "webImageSrd": _refuse_external,
    "connectString": _refuse_external,
    "dbPr": _look_at_database,
    "oledbPr": _look_at_database,
    "connection": _look_at_source,
    "textPr": _look_at_source,
    "imagedata": _look_at_source,
    "fill": _look_at_source,
    "stroke": _look_at_source,
    "taskpane": _look_at_pane,
}
"""Local names of elements that may ask for something, and the look at each one's attributes."""
