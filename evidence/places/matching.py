"""Which slot a file belongs to, by its folder, code, time and name: a proposal with its reason, never a decision. Pure.

A proposal is ticked beforehand only where nothing that the path says speaks against it and no other slot is nearly as
good: what is left open is asked.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from evidence.places import dating, vocabulary
from evidence.places.paths import ROMAN, read_name

SURE = 0.75
"""From this score on a proposal is ticked beforehand, unless another one is nearly as good."""
LEAD = 0.08
LEAST = 0.3
MOST = 5
UNSURE, LESS = SURE - 0.01, 0.85
"""What something that speaks against the best proposal leaves of its score at most, and of any."""

TITLE, AREA, ASPECT, ROW, TIME = 0.5, 0.08, 0.1, 0.14, 0.12
"""What each thing weighs that a path may say; it counts by the share of what was said that fits."""
LITERAL, ABOUT, FILLED = 0.09, 0.04, 0.03
"""What the title as it is printed and the words of the row weigh of the whole; what a slot with evidence loses."""
BEGINNING = 30
"""Letters of a long title that are as good as all of it."""
KNOWN = 0.72
"""From this likeness on a folder's words name an area or an aspect."""
_YEAR = re.compile(r"(?<![0-9])20[0-4][0-9](?![0-9])")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that a file may go to. id: of the obligation; code: (area, aspect, row) numbers of its row, None where
    unknown; title: the document asked; about: the row's other words; due: date or None; areas: titles of its area,
    also: other numbers of it; aspect: its title.
    """

    id: int
    code: tuple
    title: str
    about: str = ""
    due: object = None
    filled: bool = False
    areas: tuple = ()
    also: tuple = ()
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A slot for a file; score 0–1; why: in Indonesian."""

    slot: int
    score: float
    why: str


@dataclass
class Document:
    """What one row asks for, with its slots: one for each due date."""

    slots: list
    title: list
    printed: list
    about: set

    @cached_property
    def first(self):
        return self.slots[0]

    @cached_property
    def area(self):
        return self.first.code[0], self.first.areas

    @cached_property
    def meaning(self):
        """The same for titles in other words, in the same area."""
        return self.area, *sorted(set(self.title))

    @cached_property
    def years(self):
        """Years of which the title speaks."""
        return {int(year) for year in _YEAR.findall(self.first.title)}

    @cached_property
    def near_years(self):
        """Those and the years of the row's words and due dates."""
        told = {int(year) for year in _YEAR.findall(self.first.about)}
        return self.years | told | {slot.due.year for slot in self.slots if slot.due}


@dataclass
class Where:
    """What a path says of the place in a plan. areas: keys of those it may be (None: not said); firm: by name.

    aspects: {(area key, title)} that a folder's words name; code: numbers; around: words of the other folders.
    """

    areas: set | None = None
    firm: bool = False
    aspects: set = field(default_factory=set)
    code: tuple = ()
    around: list = field(default_factory=list)


@dataclass
class Fit:
    """How a name fits a document: share of what was said, reasons for it and against it."""

    got: float = 0.0
    said: float = 0.0
    literal: float = 0.0
    reasons: list = field(default_factory=list)
    against: list = field(default_factory=list)

    def hear(self, weight, fit, reason="", objection=""):
        """Something that was said, how far it fits, and how that is told."""
        self.said += weight
        self.got += weight * fit
        self.reasons += [reason] if reason and fit else []
        self.against += [objection] if objection and not fit else []


class Matcher:
    """Proposes slots for names of files; slots, year: of one plan; office: its name, which says nothing."""

    def __init__(self, slots, year=None, office=""):
        self.year, self.silent = year, frozenset(vocabulary.plain(office))
        groups = {}
        for slot in slots:  # a place with several codes stands there once for each
            groups.setdefault((slot.code, slot.title), []).append(slot)
        self.documents = [self._document(group) for group in groups.values()]
        counts = Counter(word for title in {tuple(one.title) for one in self.documents} for word in set(title))
        most = math.log(2 + len(counts))
        self.weights = {word: math.log(1 + len(counts) / count) / most for word, count in counts.items()}
        self.initials = {}
        for word in {*counts, *(word for one in self.documents for word in one.about)}:
            self.initials.setdefault(word[0], set()).add(word)
        self.longest = Counter()  # a title that another one may be shortened to says less than its words
        self.areas, self.aspects = {}, {}
        for one in self.documents:
            self.longest[one.meaning] = max(self.longest[one.meaning], len(" ".join(one.printed)))
            self.areas.setdefault(one.area, [self._words(title) for title in one.first.areas])
            self.aspects.setdefault((one.area, one.first.aspect), self._words(one.first.aspect))

    def _document(self, slots):
        first = slots[0]
        printed = vocabulary.without_tail(vocabulary.plain(first.title))
        return Document(slots, self._words(first.title), printed, set(vocabulary.words(first.about)))

    def _words(self, text):
        words = vocabulary.words(text)
        return [word for word in words if word not in self.silent] or words

    def propose(self, path):
        """Up to MOST Proposals for a path, the best first; [] where nothing fits."""
        name = read_name(path)
        where = self._where(name)
        words = [self._spelled(word) for word in name.words if word not in self.silent] or name.words
        around = {self._spelled(word) for word in (*where.around, *words)}
        best = {}
        for document in self.documents:
            fit = self._fit(name, where, document, words)
            if fit is None:
                continue
            for slot, score, why, doubted in _scores(name, document, fit, around):
                if score >= LEAST and (slot not in best or score > best[slot][0]):
                    best[slot] = score, why, doubted
        return _ranked(best)

    def _spelled(self, word):
        """The plan's word that this one is, written nearly so; itself where there is none."""
        near = self.initials.get(word[0], ())
        if word in near:
            return word
        return (
            max(near, key=lambda other: (_alike(word, other), other), default=word)
            if any(_alike(word, other) for other in near)
            else word
        )

    # Where

    def _where(self, name):
        where = Where(code=name.code)
        if name.area is not None:
            areas = self._numbered(name.area)
            if areas or name.named:
                where.areas, where.firm = areas, name.named
            else:
                where.code = ()
        for folder in name.folders:
            self._enter(where, folder)
        return where

    def _numbered(self, number):
        return {key for key in self.areas if number == key[0]} | {
            one.area for one in self.documents if number in one.first.also
        }

    def _enter(self, where, folder):
        """What one folder without a named area says: an area or aspect by its words, else by its number."""
        words = [word for word in folder.words if word not in self.silent] or folder.words
        numbered = self._numbered(folder.number) if folder.number else set()
        inside = where.areas if where.firm else self.areas
        area, areas = _nearest(self.areas, words, numbered)
        titles = {key: [title] for key, title in self.aspects.items() if key[0] in inside}
        aspect, aspects = _nearest(titles, words)
        if aspects and aspect > area:
            where.aspects = aspects
        elif areas:
            if not where.firm or where.areas & areas:
                where.areas, where.firm = (where.areas & areas if where.firm else areas), True
        elif where.areas is None and numbered:
            where.areas = numbered
        elif folder.number and where.areas and len(where.code) < 2 and not where.aspects:
            where.code = (None, folder.number)
            where.around += words
        else:
            where.around += words

    # How well it fits

    def _fit(self, name, where, document, words):
        """Fit of a name; None where the path names another area."""
        fit, first = Fit(), document.first
        if where.areas is not None:
            inside = document.area in where.areas
            if where.firm and not inside:
                return None
            label = f"AREA {roman(first.also[0] if first.also else first.code[0]).upper()}"
            fit.hear(AREA, inside, f"folder {label}" if name.foldered else label, "area berbeda")
        _hear_code(fit, where, document)
        written, printed = _bare(name.plain), _bare(document.printed)
        if written and written == printed:
            fit.literal = 0.5 if len(printed) < self.longest[document.meaning] else 1.0
        begun = len(written) >= BEGINNING and printed.startswith(written)
        likeness = 1.0 if fit.literal or begun else self._likeness(words, document)
        fit.hear(TITLE, likeness, "nama mirip" if likeness > 0.4 else "")
        self._hear_years(fit, name, document)
        if name.astray:
            fit.against.append("kode menyebut area lain")
        return fit

    def _hear_years(self, fit, name, document):
        if not name.years:
            return
        told = [year for first, last in name.years for year in range(first, min(last, first + 9) + 1)]
        wanted = document.years or document.near_years | {self.year}
        if not wanted & set(told) and wanted != {None}:
            fit.against.append(f"tahun berbeda: {told[0]}")

    def _likeness(self, words, document):
        """0–1: how much of the title stands in the name, and of the name in the title or, by half, in the row."""
        title = set(document.title)
        if not words or not title:
            return 0.0
        whole = sum(self._weight(word) for word in title)
        hits = sum(self._weight(word) for word in title.intersection(words))
        said = sum(self._weight(word) for word in set(words))
        near = sum(self._weight(word) for word in set(words) - title if word in document.about)
        return (hits / whole + (hits + near / 2) / said) / 2

    def _weight(self, word):
        return self.weights.get(word, 1.0) * (0.3 if word in vocabulary.LIGHT else 1.0)


def _bare(words):
    """Words as a text without the beginning of the titles that the portal makes where the plan prints none."""
    return " ".join(words).removeprefix("bukti pelaksanaan ")


def _hear_code(fit, where, document):
    code, own = where.code, document.first.code
    if where.aspects:
        same = (document.area, document.first.aspect) in where.aspects
    elif len(code) > 1 and own[1] is not None:
        same = code[1] == own[1]
    else:
        return
    fit.hear(ASPECT, same, f"aspek {own[1]}", "aspek berbeda")
    if len(code) > 2 and own[2] is not None:
        fit.hear(ROW, same and code[2] == own[2], "kode cocok")


def _scores(name, document, fit, around):
    """[(slot id, score, why, whether something speaks against it)] of each due date."""
    about = len(around & document.about) / len(around) if around else 0
    times = dating.fits(name.periods, [slot.due for slot in document.slots])
    for slot, (time, reason) in zip(document.slots, times, strict=True):
        said, got = (fit.said, fit.got) if time is None else (fit.said + TIME, fit.got + TIME * time)
        against = [*fit.against]
        if len(document.slots) > 1 and dating.at_odds(name.periods):
            against.append("waktunya tidak sejalan")
        share = (1 - ABOUT - LITERAL) * got / said + ABOUT * about + LITERAL * fit.literal
        score = (share - FILLED * slot.filled) * (LESS if against else 1)
        why = [one for one in fit.reasons if one != "nama mirip"] + [reason] * bool(reason)
        why += ["nama mirip"] * ("nama mirip" in fit.reasons) + against
        yield slot.id, round(max(0.0, min(1.0, score)), 3), ", ".join(why), bool(against)


def _ranked(best):
    """[Proposal], the best first; where something speaks against the best one, none is sure."""
    order = sorted(best.items(), key=lambda one: -one[1][0])[:MOST]
    most = UNSURE if order and order[0][1][2] else 1.0
    return [Proposal(slot, min(score, most), why) for slot, (score, why, _) in order]


def _nearest(titles, words, numbered=()):
    """(likeness, keys) of the titles that words name best, those of the same number before others; else (0, set())."""
    scores = {key: max((_named(words, title) for title in some), default=0.0) for key, some in titles.items()}
    known = {key: score + (key in numbered) for key, score in scores.items() if score >= KNOWN}
    most = max(known.values(), default=0.0)
    keys = {key for key, score in known.items() if score == most}
    return max((scores[key] for key in keys), default=0.0), keys


def _named(words, title):
    """0–1: how far words are a title, or its beginning."""
    if not words or not title:
        return 0.0
    if len(words) > 2 and " ".join(title).startswith(" ".join(words)):
        return 1.0
    hits = sum(max(_alike(word, other) for other in title) for word in words)
    back = sum(max(_alike(word, other) for word in words) for other in title)
    return (hits / len(words) + back / len(title)) / 2


def likeness(words, others):
    """0–1: how much of the shorter list of words stands in the other, nearly equal words included."""
    if not words or not others:
        return 0.0
    short, long = sorted((list(dict.fromkeys(words)), list(dict.fromkeys(others))), key=len)
    hits = sum(max(_alike(word, other) for other in long) for word in short)
    return hits / len(short) * (0.75 + 0.25 * len(short) / len(long))


def alike(text, other):
    """0–1: likeness() of two titles."""
    return likeness(vocabulary.words(text), vocabulary.words(other))


@lru_cache(maxsize=50_000)
def _alike(word, other):
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 4 or abs(len(word) - len(other)) > 3:
        return 0.0
    ratio = SequenceMatcher(None, word, other).ratio()
    return ratio if ratio > 0.8 else 0.0


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
