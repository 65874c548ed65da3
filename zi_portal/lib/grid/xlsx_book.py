"""A workbook as a whole: its main part, its sheets in order, and the texts that they share."""

import re
from dataclasses import dataclass, field

from zi_portal.lib.grid.xlsx_parts import ElementReader, PartRefused

USUAL_PART = "xl/workbook.xml"
WORKBOOK_ELEMENTS, TEXT_ELEMENTS = 20_000, 400_000
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it. kind: last word of its relation ("worksheet", "chartsheet"), "" for none."""

    name: str
    hidden: bool
    kind: str
    part: str


@dataclass(slots=True)
class Book:
    """Facts of the main part. parts: {kind of relation: name of the part}, of strings, styles and theme."""

    sheets: list[SheetPart] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False


def read_book(package):
    """Return the Book of a package; raise PartRefused "not_xlsx" where its main part is no workbook."""
    main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), USUAL_PART)
    main = main.lstrip("/") if main in package else USUAL_PART
    if main not in package:
        raise PartRefused("not_xlsx")
    reader = _BookReader()
    package.walk(main, reader, WORKBOOK_ELEMENTS)
    if reader.root != "workbook":
        raise PartRefused("not_xlsx")
    relations = package.relations(main)
    sheets = [SheetPart(name, hidden, *relations.get(key, ("", ""))) for name, key, hidden in reader.sheets]
    folder = main.rpartition("/")[0]
    usual = {"sharedStrings": "sharedStrings.xml", "styles": "styles.xml", "theme": "theme/theme1.xml"}
    parts = {kind: f"{folder}/{name}" for kind, name in usual.items()}
    parts |= {kind: part for kind, part in relations.values() if kind in usual and part in package}
    return Book(sheets, {kind: part for kind, part in parts.items() if part in package}, reader.from_1904)


def read_texts(package, book):
    """Return the list of the texts that cells share, [] where the file keeps none."""
    if "sharedStrings" not in book.parts:
        return []
    reader = _TextsReader()
    package.walk(book.parts["sharedStrings"], reader, TEXT_ELEMENTS)
    return reader.texts


def unescaped(text):
    """Return a text with the signs that the format writes as numbers: "_x0041_" is "A".

    "_x000D_", which programs write before the end of a line, is left out.
    """
    return _ESCAPE.sub(_sign, text) if "_x" in text else text


def _sign(match):
    sign = chr(int(match[1], 16))
    return "" if sign == "\r" else sign


class TextCollector:
    """Collects the text of an item: its runs in order, without the readings (rPh) above Asian signs."""

    def __init__(self):
        self.pieces, self.is_open, self.in_reading = [], False, False

    def start(self, tag):
        """Take the start of an element inside the item."""
        if tag == "rPh":
            self.in_reading = True
        self.is_open = tag == "t" and not self.in_reading

    def end(self, tag):
        """Take the end of an element inside the item."""
        if tag == "rPh":
            self.in_reading = False
        self.is_open = False

    def text(self, text):
        """Take a piece of text."""
        if self.is_open:
            self.pieces.append(text)

    def whole(self):
        """Return the item's text."""
        return unescaped("".join(self.pieces))


class _BookReader(ElementReader):
    """Collects (name, id of the relation, hidden) of the sheets and the beginning of the calendar."""

    def __init__(self):
        self.root, self.sheets, self.from_1904 = "", [], False

    def start(self, tag, attributes):
        self.root = self.root or tag
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), key, attributes.get("state", "visible") != "visible"))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}


class _TextsReader(ElementReader):
    """Collects the shared texts."""

    def __init__(self):
        self.texts, self.collector = [], TextCollector()

    def start(self, tag, attributes):
        if tag == "si":
            self.collector = TextCollector()
        else:
            self.collector.start(tag)

    def end(self, tag):
        self.collector.end(tag)
        if tag == "si":
            self.texts.append(self.collector.whole())

    def text(self, text):
        self.collector.text(text)
