"""What the path of a file says: area, code, times and words, folder by folder. Pure.

Offices name files "1.i.a SK TIM ZI.pdf" in folders "AREA I/…", "1. Manajemen Perubahan/03. Maret/…" or
"Area 1 no 2/…": a folder that names its area wins over numbers further in, and dates are no codes.
"""

import re
from dataclasses import dataclass, field

from evidence.places import dating, vocabulary
from zi_portal.lib.unicode import normal

ROMAN = {name: number for number, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}

_SIGN = "[.-]"
_PART = f"(?:{'|'.join(sorted(ROMAN, key=len, reverse=True))}|[0-9]{{1,2}}|[a-z])(?![a-z0-9])"
_AREA = re.compile(
    rf"(?<![a-z])(?:area|komponen|kompenen|pilar|bab)(?:[ .-](?:perubahan|pengungkit))?[ .:#-]{{0,3}}(?:ke[ -]?)?"
    rf"(?P<number>{'|'.join(sorted(ROMAN, key=len, reverse=True))}|[0-9]{{1,2}})(?![a-z0-9])"
)
_SHORT = re.compile(r"^[ (]{0,2}[akp](?P<number>[0-9]{1,2})(?=[ ]{0,2}$|[.-][0-9a-z])")
""" "A1.2", or "A1" as the whole of a folder's name. """
_LEVEL = r"(?:no|nomor|nomer|nmr|poin|point|butir|aspek|sub[ -]?aspek|sub|huruf|angka|item|kriteria|indikator|baris)"
_NEXT = re.compile(rf"(?:[ ]?[.,-][ ]?|[ .,-]{{1,3}}{_LEVEL}[ .:-]{{1,3}})(?P<part>{_PART})")
_INSIDE = re.compile(rf"(?<![a-z])(?:poin|point|butir|aspek|angka|kriteria)[ .:-]{{1,3}}(?P<part>{_PART})")
_NUMBERED = re.compile(r"^[ ]{0,2}(?:no|nomor)[ .-]{1,3}(?=[0-9]{1,2}(?![0-9]))")
_CODE = re.compile(rf"^[ (]{{0,2}}(?P<code>{_PART}(?:[ ]?{_SIGN}[ ]?{_PART})*)(?P<end>[ .):-]{{1,4}}|$)")
_ANY_CODE = re.compile(_CODE.pattern, re.IGNORECASE)
_MOST = 200
"""Letters of a folder's or file's name that are read."""


@dataclass
class Folder:
    """A folder that names neither area nor time: its leading number, None without, and the words of its name."""

    number: int | None
    words: list


@dataclass
class Name:
    """What the path of a file says. code: numbers of area, aspect and row as far as they are said, () without.

    named: the area was called so ("AREA I"); foldered: a folder says it; astray: a code within names another one.
    folders: those that may be an aspect or an area by their words; words: of its own name, plain: before they were
    abbreviated; periods: the innermost first.
    """

    path: str
    area: int | None = None
    code: tuple = ()
    named: bool = False
    astray: bool = False
    foldered: bool = False
    folders: list = field(default_factory=list)
    periods: list = field(default_factory=list)
    years: list = field(default_factory=list)
    words: list = field(default_factory=list)
    plain: list = field(default_factory=list)

    def _say(self, parts):
        """Take the code of one folder: the area's number first."""
        area, *rest = parts
        if self.area is None:
            self.area, self.code = area, tuple(parts)
        elif area != self.area:
            self.astray = True
        elif len(parts) > len(self.code):
            self.code = (area, *rest)

    def _name(self, area, rest):
        """Take the area that a folder names, and the numbers that follow it."""
        if self.named and area != self.area:
            self.astray = True
        elif not self.named:
            self.area, self.named, self.astray = area, True, bool(self.code) and self.code[0] != area
            self.code = ()
        if rest and not self.astray:
            self.code = (area, *rest)

    def _append(self, number):
        """A number one level further in than what is known."""
        if self.area is not None and len(self.code) < 3:
            self.code = (*(self.code or (self.area,)), number)


def read_name(path):
    """Name of a path with folders ("AREA I/1.i.a SK Tim.pdf")."""
    *folders, last = normal("NFKC", path).replace("\\", "/").split("/")
    name = Name(path)
    for folder in folders:
        _read_folder(name, folder)
    name.foldered = name.area is not None or bool(name.folders)
    rest = _read_segment(name, last.rpartition(".")[0] or last)
    found = _CODE.match(rest)
    if found and _is_code(found) and re.fullmatch("[a-z]", found["code"]) and len(name.code) == 2:
        name._append(number_at(found["code"], 2))  # "1.i Tim Kerja/a. SK"
    rest = rest[found.end() :] if found and _is_code(found) else rest
    plain = vocabulary.plain(rest)
    name.plain, name.words = vocabulary.without_tail(plain), vocabulary.spoken(plain)
    name.periods.reverse()
    return name


def without_code(stem):
    """A name without its leading code: "SK Tim" of "1.i.a SK Tim"; as it is where nothing else stands there."""
    found = _ANY_CODE.match(stem)
    return stem[found.end() :].strip(" .-_") or stem if found and _is_code(found) else stem


def _read_folder(name, folder):
    if name.years and name.area is None and re.fullmatch("0[1-9]|1[0-2]", folder.strip()):  # "2026/03/…"
        name.periods.append(dating.month(int(folder)))
        return
    rest = _read_segment(name, folder)
    found = _CODE.match(rest)
    number = None
    if found and _is_code(found):
        rest = rest[found.end() :]
        number = _number(found["code"])
    words = vocabulary.words(rest)
    if number is not None or words:
        name.folders.append(Folder(number, words))


def _read_segment(name, text):
    """Take what one folder or the file's name says of time, area and code; what is left of it."""
    text = vocabulary.parted(text[:_MOST]).lower().replace("_", "-")
    rest, periods, years = dating.read(text)
    name.periods += periods
    name.years += years
    rest = _NUMBERED.sub("", rest.strip(" -"))
    if found := _AREA.search(rest) or _SHORT.match(rest):
        parts, end = _following(rest, found.end())
        name._name(_number(found["number"]), parts)
        return f"{rest[: found.start()]} {rest[end:]}".strip(" -.")
    found = _CODE.match(rest)
    if found and (parts := _parts(found["code"])) and len(parts) > 1:
        name._say(parts)
        return rest[found.end() :]
    for found in _INSIDE.finditer(rest):
        parts, end = _following(rest, found.end())
        for number in (number_at(found["part"], len(name.code) or 1), *parts):
            name._append(number)
        return f"{rest[: found.start()]} {rest[end:]}".strip(" -.")
    return rest


def _following(text, at):
    """([numbers], end) of the parts of a code that go on at this place: " no 2", ".ii.c", " - 2"."""
    parts = []
    while len(parts) < 2 and (found := _NEXT.match(text, at)):
        parts.append(number_at(found["part"], len(parts) + 1))
        at = found.end()
    return parts, at


def _is_code(found):
    """Whether a match of _CODE is one: a single letter (or roman i, v, x) only with a dot or bracket behind it."""
    return found["code"].isdecimal() or len(found["code"]) > 1 or found["end"].strip()[:1] in {".", ")"}


def _parts(code):
    """(area, aspect, row) numbers of "1.i.a" as far as they stand there; () for a word."""
    return tuple(number_at(part, depth) for depth, part in enumerate(re.split(rf"[ ]?{_SIGN}[ ]?", code)))


def number_at(part, depth):
    """Number of one part of a code, None where it is none; single letters count from a.

    i, v and x of the first two parts (depth 0 and 1) are roman.
    """
    part = part.strip(" .)").lower()
    if not (part.isdecimal() or part in ROMAN or re.fullmatch("[a-z]", part)):
        return None
    if part.isdecimal():
        return int(part)
    if part in ROMAN and (depth < 2 or len(part) > 1):
        return ROMAN[part]
    return ord(part[0]) - ord("a") + 1


def _number(text):
    return int(text) if text.isdecimal() else ROMAN.get(text)
