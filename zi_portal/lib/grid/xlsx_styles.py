"""Styles of a workbook, as far as a reader needs them: number format and fill of each. Whatever is odd is passed over.

Programs write styles that others reject: a fill without pattern, a colour that is none. What such a style says of
formats and fills is read as far as it goes.
"""

import colorsys
import re
from dataclasses import dataclass, field

from zi_portal.lib.grid.number_formats import BUILT_IN, GENERAL
from zi_portal.lib.grid.xlsx_parts import ElementReader

STYLE_ELEMENTS, THEME_ELEMENTS = 400_000, 20_000
_HEX = re.compile("#?(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_WHITE = "FFFFFF"
_FIRST_COLOURS = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
PALETTE = tuple(
    f"""{_FIRST_COLOURS} {_FIRST_COLOURS}
    800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
    000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
    3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333
    """.split()  # noqa: SIM905 -- a list in this form fills 70 lines
)
"""Colours by their numbers, unless the file brings its own."""
THEME_NAMES = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""Colours of a theme, in the order of their numbers."""
OFFICE_THEME = ("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646")
OFFICE_THEME += ("0000FF", "800080")


@dataclass(slots=True)
class Styles:
    """Number format's code and fill (RRGGBB or "") of each style, by its number; an unknown number is plain."""

    codes: list[str] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)

    def code(self, number):
        """Return the number format's code of a style."""
        return self.codes[number] if 0 <= number < len(self.codes) else GENERAL

    def fill(self, number):
        """Return the fill of a style."""
        return self.fills[number] if 0 <= number < len(self.fills) else ""


def read_styles(package, book):
    """Return the Styles of a workbook, plain ones where the file has no such part."""
    if "styles" not in book.parts:
        return Styles()
    reader = _StyleReader()
    package.walk(book.parts["styles"], reader, STYLE_ELEMENTS)
    palette = [*reader.palette, *PALETTE[len(reader.palette) :]]
    theme = _read_theme(package, book) if any("theme" in fill for fill in reader.fills) else OFFICE_THEME
    fills = [_shown_colour(fill, palette, theme) for fill in reader.fills]
    codes = BUILT_IN | reader.codes
    return Styles(
        [codes.get(number, GENERAL) for number, _ in reader.formats],
        [fills[number] if 0 <= number < len(fills) else "" for _, number in reader.formats],
    )


def _read_theme(package, book):
    if "theme" not in book.parts:
        return OFFICE_THEME
    reader = _ThemeReader()
    package.walk(book.parts["theme"], reader, THEME_ELEMENTS)
    return [reader.colours.get(name, usual) for name, usual in zip(THEME_NAMES, OFFICE_THEME, strict=True)]


def _whole(text):
    """Return a whole number that an attribute says, -1 for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def _rgb(text):
    """Return RRGGBB of a colour with or without its opacity, which programs do not show; "" for anything else."""
    match = _HEX.fullmatch(text or "")
    return match[1].upper() if match else ""


def _shown_colour(colour, palette, theme):
    """Return RRGGBB of the attributes of a colour, "" for white, automatic and unreadable ones."""
    if "rgb" in colour:
        shown = _rgb(colour["rgb"])
    elif "theme" in colour:
        shown = _numbered(colour["theme"], theme)
    else:
        shown = _numbered(colour.get("indexed"), palette)
    shown = tinted(shown, colour.get("tint")) if shown and "tint" in colour else shown
    return "" if shown == _WHITE else shown


def _numbered(text, colours):
    number = _whole(text)
    return colours[number] if 0 <= number < len(colours) else ""


def tinted(colour, tint):
    """Return RRGGBB of a colour made lighter (tint to 1) or darker (to -1); a tint that is no number does nothing."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


class _PathReader(ElementReader):
    """Knows in which elements an element stands; the same names have other meanings elsewhere (dxf, cellStyleXfs)."""

    def __init__(self):
        self.path = []

    def start(self, tag, attributes):
        self.enter(tag, attributes)
        self.path.append(tag)

    def end(self, tag):
        self.path.pop()

    def enter(self, tag, attributes):
        """Take the start of an element, whose parents are in self.path."""


class _StyleReader(_PathReader):
    """Collects codes {number: code}, fills (attributes of the colour), formats [(format, fill)] and own palette."""

    def __init__(self):
        super().__init__()
        self.codes, self.fills, self.formats, self.palette = {}, [], [], []
        self.is_solid = False

    def enter(self, tag, attributes):
        handler = self._HANDLERS.get(("/".join(self.path[1:]), tag))
        if handler:
            handler(self, attributes)

    def _code(self, attributes):
        number = _whole(attributes.get("numFmtId"))
        if number >= 0 and attributes.get("formatCode"):
            self.codes[number] = attributes["formatCode"]

    def _fill(self, attributes):
        self.fills.append({})
        self.is_solid = False

    def _pattern(self, attributes):
        self.is_solid = attributes.get("patternType") == "solid"

    def _colour(self, attributes):
        if self.is_solid:
            self.fills[-1] = attributes

    def _format(self, attributes):
        self.formats.append((_whole(attributes.get("numFmtId")), _whole(attributes.get("fillId"))))

    def _palette(self, attributes):
        usual = PALETTE[len(self.palette)] if len(self.palette) < len(PALETTE) else ""
        self.palette.append(_rgb(attributes.get("rgb")) or usual)

    _HANDLERS = {
        ("numFmts", "numFmt"): _code,
        ("fills", "fill"): _fill,
        ("fills/fill", "patternFill"): _pattern,
        ("fills/fill/patternFill", "fgColor"): _colour,
        ("cellXfs", "xf"): _format,
        ("colors/indexedColors", "rgbColor"): _palette,
    }


class _ThemeReader(_PathReader):
    """Collects {name: RRGGBB} of a theme's colours."""

    def __init__(self):
        super().__init__()
        self.colours = {}

    def enter(self, tag, attributes):
        if tag in {"srgbClr", "sysClr"} and len(self.path) > 1 and self.path[-2] == "clrScheme":
            colour = _rgb(attributes.get("lastClr") or attributes.get("val"))
            if colour:
                self.colours[self.path[-1]] = colour
