"""Which slot a file belongs to, by its folder, code and name: a proposal with its reason, never a decision. Pure.

Offices name files "1.i.a SK TIM ZI.pdf" in folders "AREA I/…": number of the area, aspect, question or row, as in the
evaluation sheet; the plan's rows get the same codes from their places.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from zi_portal.lib.unicode import normal

SURE = 0.7
"""From this score on a proposal is ticked beforehand, unless another one is nearly as good."""
LEAD = 0.08
LEAST = 0.3
MOST = 5

ROMAN = {name: number for number, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
STOP = frozenset(
    "dan di ke dari yang untuk pada tentang kpu kip kabupaten kota provinsi zi zona integritas tahun file scan fix"
    " final rev revisi copy salinan hasil dokumen bukti lampiran".split()
)
SAME = {
    "notula": "notulen", "notulensi": "notulen", "risalah": "notulen", "dokumentasi": "foto", "poto": "foto",
    "photo": "foto", "screenshot": "tangkapan", "screenshoot": "tangkapan", "ss": "tangkapan", "absensi": "hadir",
    "absen": "hadir", "presensi": "hadir", "lap": "laporan", "renaksi": "aksi", "und": "undangan", "kep": "sk",
    "keputusan": "sk", "ba": "acara", "monev": "evaluasi", "rekap": "rekapitulasi",
}  # fmt: skip
"""Words of file names that mean the same."""

_AREA = re.compile(
    r"\b(?:area|komponen|pilar|bab)\s*+[-_.]?\s*+([ivx]+|\d{1,2})\b|^\s*([ivx]+|\d{1,2})\s*[.)\-_ ]", re.I
)
_CODE = re.compile(r"^\s*((?:\d{1,2}|[ivx]+|[a-z])(?:\s?[.\-_]\s?(?:\d{1,2}|[ivx]+|[a-z]))*)(?:[.)\-_\s]+|$)", re.I)
_LETTER = re.compile(r"^\s*([a-z])\s?[.)]\s*", re.I)
_WORD = re.compile(r"[a-z0-9]+")
_QUARTER = re.compile(r"\b(?:tw|triwulan)\s*+\.?\s*+([1-4]|iv|i{1,3})\b", re.I)
_MONTHS = (
    "jan(?:uari)? feb(?:ruari)? mar(?:et)? apr(?:il)? mei jun(?:i)? jul(?:i)? ag(?:us|ust|ustus|t|u|s)"
    " sep(?:t|tember)? okt(?:ober)? no[vp](?:ember)? des(?:ember)?"
).split()
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that a file may go to. id: of the obligation; code: (area, aspect, row) numbers of its row, None where
    unknown; title: the document asked; about: the row's other words; month: of its due date, None without.
    """

    id: int
    code: tuple
    title: str
    about: str = ""
    month: int | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A slot for a file; score 0–1; why: in Indonesian."""

    slot: int
    score: float
    why: str


@dataclass
class Name:
    """What the path of a file says. area, code: numbers, None and () where nothing is said; words: of its own name."""

    path: str
    area: int | None = None
    code: tuple = ()
    words: list = field(default_factory=list)
    month: int | None = None

    @cached_property
    def text(self):
        return " ".join(self.words)


def read_name(path):
    """Name of a path with folders ("AREA I/1.i.a SK Tim.pdf")."""
    *folders, last = normal("NFKC", path).replace("\\", "/").split("/")
    stem = last.rpartition(".")[0] or last
    area = next((found for folder in reversed(folders) if (found := _area_of(folder))), None)
    code, rest = _code_of(stem)
    outer = next((found for folder in reversed(folders) if len(found := _code_of(folder)[0]) > 1), ())
    if outer and len(code) < 2:  # "1.i Tim Kerja/a. SK": the folder carries the beginning of the code
        code, rest = _continued(outer, code, stem, rest)
    if area is None and len(code) > 1:
        area = code[0]
    return Name(path, area, code, _words(rest), _month_of(f"{' '.join(folders)} {stem}"))


def _continued(outer, code, stem, rest):
    """(code, rest) of a name in a folder that carries the beginning of its code: "a. SK", "1. SK" or "SK"."""
    letter = None if code else _LETTER.match(stem)
    if letter:
        return (*outer, number_at(letter[1], len(outer))), stem[letter.end() :]
    return (*outer, *code), rest


def without_code(stem):
    """A name without its leading code: "SK Tim" of "1.i.a SK Tim"; as it is where nothing else stands there."""
    return _code_of(stem)[1].strip(" .-_") or stem


def _area_of(folder):
    found = _AREA.search(folder)
    return _number(found[1] or found[2]) if found else None


def _code_of(text):
    """((numbers), the text without it); () where the name begins with a word."""
    found = _CODE.match(text)
    if not found or not re.search(r"\d|[.\-_]", found[1]) and not (found[1].lower() in ROMAN and len(found[1]) > 1):
        return (), text
    parts = re.split(r"\s?[.\-_]\s?", found[1])
    return tuple(number_at(part, depth) for depth, part in enumerate(parts)), text[found.end() :]


def number_at(part, depth):
    """Number of one part of a code, None where it is none; single letters count from a.

    i, v and x of the first two parts (depth 0 and 1) are roman.
    """
    part = part.strip(" .)").lower()
    if not (part.isdecimal() or part in ROMAN or re.fullmatch("[a-z]", part)):
        return None
    if part.isdigit():
        return int(part)
    if part in ROMAN and (depth < 2 or len(part) > 1):
        return ROMAN[part]
    return ord(part[0]) - ord("a") + 1


def _number(text):
    return int(text) if text.isdigit() else ROMAN.get(text.lower())


def _month_of(text):
    low = _SIGNS.sub(" ", text.lower())
    if found := _QUARTER.search(low):
        return _number(found[1]) * 3
    return next((number for number, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}\b", low)), None)


def _words(text):
    text = normal("NFKD", text.lower())
    return [SAME.get(word, word) for word in _WORD.findall(text) if word not in STOP and not word.isdigit()]


class Matcher:
    """Proposes slots for names of files; slots: of one plan."""

    def __init__(self, slots):
        self.slots = [(slot, _words(slot.title), _words(slot.about)) for slot in slots]

    def propose(self, path):
        """Up to MOST Proposals for a path, the best first; [] where nothing fits."""
        name = read_name(path)
        best = {}
        for one in self.slots:  # a place with several codes stands there once for each
            found = self._judge(name, *one)
            if found.score >= LEAST and (found.slot not in best or found.score > best[found.slot].score):
                best[found.slot] = found
        return sorted(best.values(), key=lambda one: -one.score)[:MOST]

    def _judge(self, name, slot, title, about):
        """Code counts most, then the words of the document, then those of the row; another area rules it out."""
        if name.area and slot.code[0] and name.area != slot.code[0]:
            return Proposal(slot.id, 0.0, "")
        depth = _agreement(name.code, slot.code)
        words, around = likeness(name.words, title), likeness(name.words, about)
        score = 0.5 * depth + 0.42 * words + 0.08 * around
        if len(name.code) < 2:
            score = 0.82 * words + 0.1 * around + (0.08 if name.area and name.area == slot.code[0] else 0)
        if name.month and slot.month:
            score += 0.05 if name.month == slot.month else -0.1
        score -= 0.03 if slot.filled else 0
        return Proposal(slot.id, round(max(0.0, min(1.0, score)), 3), _why(depth, words))


def _agreement(code, other):
    """How far the code of a name is that of a row: 1 in full, 0 where it says another row."""
    known = [(a, b) for a, b in zip(code, other, strict=False) if b is not None]
    if len(code) < 2 or any(a != b for a, b in known):
        return 0.0
    return len(known) / 3


def likeness(words, others):
    """0–1: how much of the shorter list of words stands in the other, nearly equal words included."""
    if not words or not others:
        return 0.0
    short, long = sorted((list(dict.fromkeys(words)), list(dict.fromkeys(others))), key=len)
    hits = sum(max(_alike(word, other) for other in long) for word in short)
    return hits / len(short) * (0.75 + 0.25 * len(short) / len(long))


def alike(text, other):
    """0–1: likeness() of two titles."""
    return likeness(_words(text), _words(other))


@lru_cache(maxsize=50_000)
def _alike(word, other):
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 4:
        return 0.0
    ratio = SequenceMatcher(None, word, other).ratio()
    return ratio if ratio > 0.8 else 0.0


def _why(depth, words):
    reasons = []
    if depth:
        reasons.append("kode cocok" if depth > 0.9 else "sebagian kode cocok")
    if words > 0.4:
        reasons.append("nama mirip")
    return ", ".join(reasons)


def sure(proposals):
    """The best proposal where it is good enough and clearly ahead, else None."""
    if not proposals or proposals[0].score < SURE:
        return None
    ahead = len(proposals) < 2 or proposals[0].score - proposals[1].score >= LEAD
    return proposals[0] if ahead else None


def shown(code):
    """ "1.i.a" of (1, 1, 1), as people write it; parts that are not known are left out."""
    area, aspect, row = code
    return ".".join(part for part in (str(area), roman(aspect), _letter(row)) if part)


def roman(number):
    """Small roman numeral up to twelve, else digits; "" for None and 0."""
    return next((name for name, value in ROMAN.items() if value == number), str(number or ""))


def _letter(number):
    if not number:
        return ""
    return chr(ord("a") + number - 1) if number <= 26 else str(number)
