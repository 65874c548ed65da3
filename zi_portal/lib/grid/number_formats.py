"""Values as a spreadsheet shows them under a number format, in Indonesian: "4 Laporan", "Rp1.500.000", "Maret 2026".

A code has up to four sections (positive; negative; zero; text). It is read into tokens once; numbers are written by
numerals.py, dates and times by datewords.py.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from zi_portal.lib.grid import datewords, numerals

GENERAL = "General"
LONGEST_CODE = 255
"""Characters of a code, the limit of Excel; a longer one shows its values as General does."""

_DATE = "dd/mm/yyyy"
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"Rp"#,##0_);("Rp"#,##0)', 6: '"Rp"#,##0_);("Rp"#,##0)', 7: '"Rp"#,##0.00_);("Rp"#,##0.00)',
    8: '"Rp"#,##0.00_);("Rp"#,##0.00)', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: _DATE, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: f"{_DATE} h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);(#,##0.00)", 41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_("Rp"* #,##0_);_("Rp"* (#,##0);_("Rp"* "-"_);_(@_)', 43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("Rp"* #,##0.00_);_("Rp"* (#,##0.00);_("Rp"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    27: "mmmm yyyy", 28: "d mmmm", 29: "d mmmm", 30: _DATE, 31: _DATE, 32: "h:mm", 33: "h:mm:ss", 34: "h:mm",
    35: "h:mm:ss", 36: "mmmm yyyy", 50: "mmmm yyyy", 51: "d mmmm", 52: "mmmm yyyy", 53: "d mmmm", 54: "d mmmm",
    55: "mmmm yyyy", 56: "d mmmm", 57: "mmmm yyyy", 58: "d mmmm",
}  # fmt: skip
"""{number of a built-in format: its code as Indonesian programs show it}; 27–36 and 50–58 are those of East Asia."""

_TOKEN = re.compile(
    r'(?P<quoted>"[^"]*"?)|\\(?P<escaped>.?)|(?P<pad>_.?)|(?P<fill>\*.?)|\[(?P<bracket>[^\[\]]*)\]'
    r"|(?P<half>AM/PM|A/P)|(?P<general>General)|(?P<exponent>E[+-])|(?P<date>d+|m+|y+|h+|s+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<end>;)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<>|<=|>=|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_SYSTEM_FORMATS = {"$-F800": "d mmmm yyyy", "$-F400": "hh:mm:ss"}
"""{tag of the system's own date and time: the code that it stands for, whatever follows}."""
_COMPARISONS = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
    "<>": lambda value, limit: value != limit,
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a code. tokens: ((kind, text) …); condition: (comparison, number) or None; kind: what it shows.

    kind: "date", "number" (with digits), "general", "text" (with @) or "literal".
    """

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    kind: str

    def applies(self, value):
        """Return whether the section's own condition takes a number."""
        comparison, limit = self.condition
        return _COMPARISONS[comparison](Decimal(value), limit)

    def only_negative(self):
        """Return whether the section's own condition takes negative numbers alone, so that it draws their sign."""
        return self.condition is not None and self.condition[0] in {"<", "<="} and self.condition[1] <= 0


@lru_cache(maxsize=1024)
def sections_of(code):
    """Return the sections of a number format's code, at least one."""
    pieces, conditions = [[]], [None]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "literal", match[match.lastgroup] if match.lastgroup else ""
        if kind == "end":
            pieces.append([])
            conditions.append(None)
        elif kind == "bracket":
            conditions[-1] = _read_bracket(text, pieces[-1]) or conditions[-1]
        else:
            pieces[-1].append(_plain(kind, text))
    return [_section(tokens, condition) for tokens, condition in zip(pieces, conditions, strict=True)]


def _read_bracket(text, tokens):
    """Append what a bracket shows (a currency, an elapsed time) to the tokens; return its condition, if it is one."""
    if text.startswith("$"):
        if text.upper() in _SYSTEM_FORMATS:
            tokens.append(("system", _SYSTEM_FORMATS[text.upper()]))
        tokens.append(("literal", text[1:].partition("-")[0]))
    elif _ELAPSED.fullmatch(text):
        tokens.append(("elapsed", text.lower()))
    elif match := _CONDITION.fullmatch(text.replace(" ", "")):
        return match[1], Decimal(match[2])
    return None


def _plain(kind, text):
    """Return a token without its marks: quotes, backslash and padding become the literal that they show."""
    if kind in {"quoted", "escaped"}:
        return "literal", text.strip('"') if kind == "quoted" else text
    if kind == "pad":
        return "pad", " "
    return kind, text.lower() if kind in {"date", "half"} else text


def _section(tokens, condition):
    system = next((code for kind, code in tokens if kind == "system"), None)
    if system:
        tokens = sections_of(system)[0].tokens
    kinds = {kind for kind, _ in tokens}
    if datewords.shows_time(tokens):
        kind = "date"
    else:
        tokens = [("literal", text) if name in {"date", "half"} else (name, text) for name, text in tokens]
        kind = next((name for name, sign in _KIND_SIGNS if sign in kinds), "literal")
    return Section(tuple(tokens), condition, kind)


_KIND_SIGNS = (("number", "digit"), ("general", "general"), ("text", "text"))


def shown(value, code=GENERAL, *, from_1904=False):
    """Return the text that a cell with a number format shows.

    value: float, int, bool or str. code: of the format, as files store it (with the signs of English). from_1904:
    whether days are counted from 1904. A value that its format hides (";;;") is "".
    """
    if isinstance(value, bool):
        return "BENAR" if value else "SALAH"
    sections = sections_of(code if 0 < len(code) <= LONGEST_CODE else GENERAL)
    if isinstance(value, str):
        return _text(value, sections)
    if not isfinite(value):
        return str(value)
    section, signed = _chosen(sections, value)
    if section.kind == "date":
        day_count = value + datewords.DAYS_TO_1904 if from_1904 else value
        return datewords.shown(section.tokens, day_count) or numerals.general(value)
    number = Decimal(repr(value))
    text = numerals.written(section.tokens, abs(number))
    return f"-{text}" if signed and number < 0 and text else text


def _text_section(sections):
    """Return the section for texts, None where they are shown as they are."""
    if len(sections) >= 4:
        return sections[3]
    return sections[-1] if sections[-1].kind == "text" else None


def _text(value, sections):
    section = _text_section(sections)
    if section is None:
        return value
    if section.kind not in {"text", "literal"}:
        return value  # a number's section in the place of the texts'
    return "".join(value if kind == "text" else text for kind, text in section.tokens if kind != "fill").strip()


def _chosen(sections, value):
    """Return (section for a number, whether it leaves the sign of a negative one to us)."""
    numeric = sections[:3]
    if numeric[-1].kind == "text" and len(sections) < 4:
        numeric = numeric[:-1] or sections_of(GENERAL)
    if any(section.condition for section in numeric[:2]):
        return _by_condition(numeric, value)
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    return numeric[2 if value == 0 and len(numeric) > 2 else 0], True


def _by_condition(numeric, value):
    """Return the first section whose condition takes the number, else the first without one."""
    for place, section in enumerate(numeric):
        if section.condition and section.applies(value):
            return section, not section.only_negative()
        if section.condition is None and place == 0 and len(numeric) > 1 and value > 0:
            return section, True
    rest = next((section for section in reversed(numeric) if section.condition is None), None)
    return rest or sections_of(GENERAL)[0], True
