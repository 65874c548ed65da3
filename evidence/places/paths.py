"""Reading the path of a file, folder by folder: area, code, times and words. Pure.

Offices name files "1.i.a SK TIM ZI.pdf" in folders "AREA I/…", "1. Manajemen Perubahan/03. Maret/…" or
"Area 1 no 2/…": a folder that names its area wins over numbers further in, and dates are no codes.
"""

import re
from dataclasses import dataclass, field

from evidence.places import dating, vocabulary
from evidence.places.codes import ROMAN, number_at, number_of
from zi_portal.lib.unicode import normal

_SIGN = "[.-]"
_PART = f"(?:{'|'.join(sorted(ROMAN, key=len, reverse=True))}|[0-9]{{1,2}}|[a-z])(?![a-z0-9])"
_AREA = re.compile(
    rf"(?<![a-z])(?:area|komponen|kompenen|pilar|bab)(?:[ .-](?:perubahan|pengungkit))?[ .:#-]{{0,3}}(?:ke[ -]?)?"
    rf"(?P<number>{'|'.join(sorted(ROMAN, key=len, reverse=True))}|[0-9]{{1,2}})(?![a-z0-9])"
)
_SHORT = re.compile(r"^[ (]{0,2}[akp](?P<number>[0-9]{1,2})(?=[ ]{0,2}$|[.-][0-9a-z])")
"""The beginning "A1.2", or "A1" as a folder's complete name."""
_LEVEL = r"(?:no|nomor|nomer|nmr|poin|point|butir|aspek|sub[ -]?aspek|sub|huruf|angka|item|kriteria|indikator|baris)"
_NEXT = re.compile(rf"(?:[ ]?[.,-][ ]?|[ .,-]{{1,3}}{_LEVEL}[ .:-]{{1,3}})(?P<part>{_PART})")
_INSIDE = re.compile(rf"(?<![a-z])(?:poin|point|butir|aspek|angka|kriteria)[ .:-]{{1,3}}(?P<part>{_PART})")
_NUMBERED = re.compile(r"^[ ]{0,2}(?:no|nomor)[ .-]{1,3}(?=[0-9]{1,2}(?![0-9]))")
_CODE = re.compile(rf"^[ (]{{0,2}}(?P<code>{_PART}(?:[ ]?{_SIGN}[ ]?{_PART})*)(?P<end>[ .):-]{{1,4}}|$)")
_ANY_CODE = re.compile(_CODE.pattern, re.IGNORECASE)
_MAX_LENGTH = 200
"""Number of characters that are read of a folder's or file's name."""


@dataclass
class Folder:
    """A folder that names neither area nor time: its leading number, None without one, and the words of its name."""

    number: int | None
    words: list


@dataclass
class Name:
    """What the path of a file states. code: numbers of area, aspect and row as far as they are stated, () without one.

    area_named: the area is called one ("AREA I"); in_folder: a folder states the place; contradictory: a code within
    names another area. folders: those whose words may name an aspect or an area; words: of the file's own name, and
    plain_words before they are abbreviated; periods: the innermost first.
    """

    path: str
    area: int | None = None
    code: tuple = ()
    area_named: bool = False
    contradictory: bool = False
    in_folder: bool = False
    folders: list = field(default_factory=list)
    periods: list = field(default_factory=list)
    years: list = field(default_factory=list)
    words: list = field(default_factory=list)
    plain_words: list = field(default_factory=list)

    def add_code(self, parts):
        """Take the code that one folder states: the area's number first."""
        area, *inner_numbers = parts
        if self.area is None:
            self.area, self.code = area, tuple(parts)
        elif area != self.area:
            self.contradictory = True
        elif len(parts) > len(self.code):
            self.code = (area, *inner_numbers)

    def add_area(self, area, inner_numbers):
        """Take the area that a folder names, and the numbers that follow it."""
        if self.area_named and area != self.area:
            self.contradictory = True
        elif not self.area_named:
            self.area, self.area_named = area, True
            self.contradictory = bool(self.code) and self.code[0] != area
            self.code = ()
        if inner_numbers and not self.contradictory:
            self.code = (area, *inner_numbers)

    def add_number(self, number):
        """Take a number one level below the code so far."""
        if self.area is not None and len(self.code) < 3:
            self.code = (*(self.code or (self.area,)), number)


def read_name(path):
    """Return the Name of a path with folders ("AREA I/1.i.a SK Tim.pdf")."""
    *folders, file_name = normal("NFKC", path).replace("\\", "/").split("/")
    name = Name(path)
    for folder in folders:
        _read_folder(name, folder)
    name.in_folder = name.area is not None or bool(name.folders)
    remaining = _read_segment(name, file_name.rpartition(".")[0] or file_name)
    match = _CODE.match(remaining)
    if match and _is_code(match) and re.fullmatch("[a-z]", match["code"]) and len(name.code) == 2:
        name.add_number(number_at(match["code"], 2))  # "1.i Tim Kerja/a. SK"
    remaining = remaining[match.end() :] if match and _is_code(match) else remaining
    plain_words = vocabulary.plain(remaining)
    name.plain_words, name.words = vocabulary.without_tail(plain_words), vocabulary.telling(plain_words)
    name.periods.reverse()
    return name


def without_code(stem):
    """Return a name without its leading code: "SK Tim" for "1.i.a SK Tim"; a name that is only a code stays."""
    match = _ANY_CODE.match(stem)
    return stem[match.end() :].strip(" .-_") or stem if match and _is_code(match) else stem


def _read_folder(name, folder):
    if name.years and name.area is None and re.fullmatch("0[1-9]|1[0-2]", folder.strip()):  # "2026/03/…"
        name.periods.append(dating.month(int(folder)))
        return
    remaining = _read_segment(name, folder)
    match = _CODE.match(remaining)
    number = None
    if match and _is_code(match):
        remaining = remaining[match.end() :]
        number = number_of(match["code"])
    words = vocabulary.words(remaining)
    if number is not None or words:
        name.folders.append(Folder(number, words))


def _read_segment(name, text):
    """Take the times, area and code in the name of a folder or file and return the remaining text."""
    text = vocabulary.split_camel_case(text[:_MAX_LENGTH]).lower().replace("_", "-")
    remaining, periods, years = dating.read(text)
    name.periods += periods
    name.years += years
    remaining = _NUMBERED.sub("", remaining.strip(" -"))
    if match := _AREA.search(remaining) or _SHORT.match(remaining):
        parts, end = _following(remaining, match.end())
        name.add_area(number_of(match["number"]), parts)
        return f"{remaining[: match.start()]} {remaining[end:]}".strip(" -.")
    match = _CODE.match(remaining)
    if match and (parts := _parts(match["code"])) and len(parts) > 1:
        name.add_code(parts)
        return remaining[match.end() :]
    if match := _INSIDE.search(remaining):
        parts, end = _following(remaining, match.end())
        for number in (number_at(match["part"], len(name.code) or 1), *parts):
            name.add_number(number)
        return f"{remaining[: match.start()]} {remaining[end:]}".strip(" -.")
    return remaining


def _following(text, position):
    """Return ([numbers], end) of the parts by which a code goes on at this position: " no 2", ".ii.c", " - 2"."""
    parts = []
    while len(parts) < 2 and (match := _NEXT.match(text, position)):
        parts.append(number_at(match["part"], len(parts) + 1))
        position = match.end()
    return parts, position


def _is_code(match):
    """Return whether a match of _CODE is a code: a single letter (or i, v, x) only with a dot or bracket behind it."""
    return match["code"].isdecimal() or len(match["code"]) > 1 or match["end"].strip()[:1] in {".", ")"}


def _parts(code):
    """Return the numbers (area, aspect, row) of a code such as "1.i.a", as many as it has parts."""
    return tuple(number_at(part, depth) for depth, part in enumerate(re.split(rf"[ ]?{_SIGN}[ ]?", code)))
