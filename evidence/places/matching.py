"""Matching a file to slots by its folder, code, time and name: proposals with reasons, never decisions. Pure.

A proposal is ticked beforehand only if nothing in the path speaks against it and no other slot is nearly as good;
otherwise people are asked.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from evidence.places import dating, vocabulary
from evidence.places.codes import roman
from evidence.places.paths import read_name

SURE = 0.75
"""Score from which a proposal is ticked beforehand, unless the second one is nearly as good."""
LEAD = 0.08
"""Lead in score over the second proposal that a ticked one needs."""
MIN_SCORE = 0.3
MAX_PROPOSALS = 5
UNSURE, DOUBT = SURE - 0.01, 0.85
"""Highest score of a best proposal with an objection; factor by which an objection lowers any score."""

TITLE, AREA, ASPECT, ROW, TIME = 0.5, 0.08, 0.1, 0.14, 0.12
"""Weights of the things that a path may state; the score is the share of the stated weight that fits."""
LITERAL, ROW_WORDS, FILLED = 0.09, 0.04, 0.03
"""Shares of the score for the title exactly as printed and for the row's words; what a slot with evidence loses."""
BEGINNING = 30
"""Number of letters of a long title that count as the complete title."""
NAMED = 0.72
"""Likeness from which a folder's words name an area or an aspect."""
_YEAR = re.compile(r"(?<![0-9])20[0-4][0-9](?![0-9])")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that a file may go to. id: of the obligation; code: (area, aspect, row) numbers of its row, None where
    unknown; title: of the document required; row_text: the row's other words; due: date or None; area_titles,
    other_numbers: titles of its area and its other numbers; aspect: title of its aspect.
    """

    id: int
    code: tuple
    title: str
    row_text: str = ""
    due: object = None
    filled: bool = False
    area_titles: tuple = ()
    other_numbers: tuple = ()
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A slot for a file. slot: its id; score: 0–1; reason: in Indonesian."""

    slot: int
    score: float
    reason: str


@dataclass
class Document:
    """A document that one row requires, with its slots: one for each due date.

    title_words: abbreviated as offices do; printed_words: as printed; row_words: of the row's other texts.
    """

    slots: list
    title_words: list
    printed_words: list
    row_words: set

    @cached_property
    def first_slot(self):
        return self.slots[0]

    @cached_property
    def area(self):
        """Return the key of its area: (number, titles)."""
        return self.first_slot.code[0], self.first_slot.area_titles

    @cached_property
    def meaning(self):
        """Return a key that is equal for titles of the same words in the same area."""
        return self.area, *sorted(set(self.title_words))

    @cached_property
    def years(self):
        """Return the years that the title mentions."""
        return {int(year) for year in _YEAR.findall(self.first_slot.title)}

    @cached_property
    def near_years(self):
        """Return the years of the title, of the row's words and of the due dates."""
        row_years = {int(year) for year in _YEAR.findall(self.first_slot.row_text)}
        return self.years | row_years | {slot.due.year for slot in self.slots if slot.due}


@dataclass
class Hints:
    """Hints of a path at the place in a plan. areas: keys of the possible areas (None: not stated).

    area_named: the path calls the area by name; aspects: {(area key, title)} that a folder's words name; code: numbers;
    folder_words: words of the other folders.
    """

    areas: set | None = None
    area_named: bool = False
    aspects: set = field(default_factory=set)
    code: tuple = ()
    folder_words: list = field(default_factory=list)


@dataclass
class Fit:
    """How well a name fits a document: the weight of what it states, the weight that fits, reasons and objections."""

    matched: float = 0.0
    weight: float = 0.0
    literal: float = 0.0
    reasons: list = field(default_factory=list)
    objections: list = field(default_factory=list)

    def add(self, weight, share, reason="", objection=""):
        """Count a stated thing of this weight that fits by this share (0–1), with its reason or objection."""
        self.weight += weight
        self.matched += weight * share
        self.reasons += [reason] if reason and share else []
        self.objections += [objection] if objection and not share else []


class Matcher:
    """Proposes slots for names of files. slots, year: of one plan; office: its name, whose words say nothing."""

    def __init__(self, slots, year=None, office=""):
        self.year, self.silent = year, frozenset(vocabulary.plain(office))
        groups = {}
        for slot in slots:  # a place with several codes has a slot for each
            groups.setdefault((slot.code, slot.title), []).append(slot)
        self.documents = [self._document(group) for group in groups.values()]
        titles = {tuple(document.title_words) for document in self.documents}
        counts = Counter(word for title in titles for word in set(title))
        max_weight = math.log(2 + len(counts))
        self.weights = {word: math.log(1 + len(counts) / count) / max_weight for word, count in counts.items()}
        self.words_by_initial = {}
        for word in {*counts, *(word for document in self.documents for word in document.row_words)}:
            self.words_by_initial.setdefault(word[0], set()).add(word)
        self.title_lengths = Counter()  # longest title by meaning: a shortened form of it proves less
        self.areas, self.aspects = {}, {}
        for document in self.documents:
            first_slot, length = document.first_slot, len(" ".join(document.printed_words))
            self.title_lengths[document.meaning] = max(self.title_lengths[document.meaning], length)
            self.areas.setdefault(document.area, [self._words(title) for title in first_slot.area_titles])
            self.aspects.setdefault((document.area, first_slot.aspect), self._words(first_slot.aspect))

    def _document(self, slots):
        first_slot = slots[0]
        printed_words = vocabulary.without_tail(vocabulary.plain(first_slot.title))
        row_words = set(vocabulary.words(first_slot.row_text))
        return Document(slots, self._words(first_slot.title), printed_words, row_words)

    def _words(self, text):
        words = vocabulary.words(text)
        return [word for word in words if word not in self.silent] or words

    def propose(self, path):
        """Return up to MAX_PROPOSALS Proposals for a path, the best first; [] when nothing fits."""
        name = read_name(path)
        hints = self._hints(name)
        words = [self._nearest_word(word) for word in name.words if word not in self.silent] or name.words
        context_words = {self._nearest_word(word) for word in (*hints.folder_words, *words)}
        best = {}
        for document in self.documents:
            fit = self._fit(name, hints, document, words)
            if fit is None:
                continue
            for slot, score, reason, doubted in _scores(name, document, fit, context_words):
                if score >= MIN_SCORE and (slot not in best or score > best[slot][0]):
                    best[slot] = score, reason, doubted
        return _ranked(best)

    def _nearest_word(self, word):
        """Return the plan's word that is spelled most like this one, the word itself when there is none."""
        candidates = self.words_by_initial.get(word[0], ())
        if word in candidates:
            return word
        return (
            max(candidates, key=lambda candidate: (_word_likeness(word, candidate), candidate), default=word)
            if any(_word_likeness(word, candidate) for candidate in candidates)
            else word
        )

    # The place that the path hints at

    def _hints(self, name):
        hints = Hints(code=name.code)
        if name.area is not None:
            areas = self._areas_numbered(name.area)
            if areas or name.area_named:
                hints.areas, hints.area_named = areas, name.area_named
            else:
                hints.code = ()
        for folder in name.folders:
            self._add_folder(hints, folder)
        return hints

    def _areas_numbered(self, number):
        return {key for key in self.areas if number == key[0]} | {
            document.area for document in self.documents if number in document.first_slot.other_numbers
        }

    def _add_folder(self, hints, folder):
        """Add what a folder that is not called an area hints at: an area or aspect by its words, else by its number."""
        words = [word for word in folder.words if word not in self.silent] or folder.words
        numbered = self._areas_numbered(folder.number) if folder.number else set()
        possible_areas = hints.areas if hints.area_named else self.areas
        area, areas = _nearest(self.areas, words, numbered)
        titles = {key: [title] for key, title in self.aspects.items() if key[0] in possible_areas}
        aspect, aspects = _nearest(titles, words)
        if aspects and aspect > area:
            hints.aspects = aspects
        elif areas:
            if not hints.area_named or hints.areas & areas:
                hints.areas, hints.area_named = (hints.areas & areas if hints.area_named else areas), True
        elif hints.areas is None and numbered:
            hints.areas = numbered
        elif folder.number and hints.areas and len(hints.code) < 2 and not hints.aspects:
            hints.code = (None, folder.number)
            hints.folder_words += words
        else:
            hints.folder_words += words

    # The fit

    def _fit(self, name, hints, document, words):
        """Return the Fit of a name and a document, None when the path names another area."""
        fit, first_slot = Fit(), document.first_slot
        if hints.areas is not None:
            inside = document.area in hints.areas
            if hints.area_named and not inside:
                return None
            label = f"AREA {roman((*first_slot.other_numbers, first_slot.code[0])[0]).upper()}"
            fit.add(AREA, inside, f"folder {label}" if name.in_folder else label, "area berbeda")
        _add_code(fit, hints, document)
        name_text, title_text = _without_prefix(name.plain_words), _without_prefix(document.printed_words)
        if name_text and name_text == title_text:
            fit.literal = 0.5 if len(title_text) < self.title_lengths[document.meaning] else 1.0
        is_beginning = len(name_text) >= BEGINNING and title_text.startswith(name_text)
        likeness = 1.0 if fit.literal or is_beginning else self._likeness(words, document)
        fit.add(TITLE, likeness, "nama mirip" if likeness > 0.4 else "")
        self._add_years(fit, name, document)
        if name.contradictory:
            fit.objections.append("kode menyebut area lain")
        return fit

    def _add_years(self, fit, name, document):
        if not name.years:
            return
        path_years = [year for first, last in name.years for year in range(first, min(last, first + 9) + 1)]
        expected_years = document.years or document.near_years | {self.year}
        if not expected_years & set(path_years) and expected_years != {None}:
            fit.objections.append(f"tahun berbeda: {path_years[0]}")

    def _likeness(self, words, document):
        """Return 0–1: how much of the title is in the name, and of the name in the title or, by half, in the row."""
        title = set(document.title_words)
        if not words or not title:
            return 0.0
        title_weight = sum(self._weight(word) for word in title)
        shared_weight = sum(self._weight(word) for word in title.intersection(words))
        name_weight = sum(self._weight(word) for word in set(words))
        row_weight = sum(self._weight(word) for word in set(words) - title if word in document.row_words)
        return (shared_weight / title_weight + (shared_weight + row_weight / 2) / name_weight) / 2

    def _weight(self, word):
        return self.weights.get(word, 1.0) * (0.3 if word in vocabulary.LIGHT else 1.0)


def _without_prefix(words):
    """Return the words as a text, without the prefix of titles that the portal makes when the plan prints none."""
    return " ".join(words).removeprefix("bukti pelaksanaan ")


def _add_code(fit, hints, document):
    code, document_code = hints.code, document.first_slot.code
    if hints.aspects:
        same_aspect = (document.area, document.first_slot.aspect) in hints.aspects
    elif len(code) > 1 and document_code[1] is not None:
        same_aspect = code[1] == document_code[1]
    else:
        return
    fit.add(ASPECT, same_aspect, f"aspek {document_code[1]}", "aspek berbeda")
    if len(code) > 2 and document_code[2] is not None:
        fit.add(ROW, same_aspect and code[2] == document_code[2], "kode cocok")


def _scores(name, document, fit, context_words):
    """Yield (slot id, score, reasons, whether there is an objection) for each due date."""
    row_share = len(context_words & document.row_words) / len(context_words) if context_words else 0
    times = dating.fits(name.periods, [slot.due for slot in document.slots])
    for slot, (time_fit, time_reason) in zip(document.slots, times, strict=True):
        weight, matched = fit.weight, fit.matched
        if time_fit is not None:
            weight, matched = weight + TIME, matched + TIME * time_fit
        objections = [*fit.objections]
        if len(document.slots) > 1 and dating.contradict(name.periods):
            objections.append("waktunya tidak sejalan")
        share = (1 - ROW_WORDS - LITERAL) * matched / weight + ROW_WORDS * row_share + LITERAL * fit.literal
        score = (share - FILLED * slot.filled) * (DOUBT if objections else 1)
        reasons = [phrase for phrase in fit.reasons if phrase != "nama mirip"] + [time_reason] * bool(time_reason)
        reasons += ["nama mirip"] * ("nama mirip" in fit.reasons) + objections
        yield slot.id, round(max(0.0, min(1.0, score)), 3), ", ".join(reasons), bool(objections)


def _ranked(best_by_slot):
    """Return the Proposals, the best first; when there is an objection to the best one, none is sure."""
    ranking = sorted(best_by_slot.items(), key=lambda entry: -entry[1][0])[:MAX_PROPOSALS]
    ceiling = UNSURE if ranking and ranking[0][1][2] else 1.0
    return [Proposal(slot, min(score, ceiling), reason) for slot, (score, reason, _) in ranking]


def _nearest(titles, words, numbered=()):
    """Return (likeness, keys) of the titles that the words name best, numbered keys first; (0, set()) if none is named.

    titles: {key: [words of each title]}.
    """
    scores = {
        key: max((_title_likeness(words, title) for title in alternatives), default=0.0)
        for key, alternatives in titles.items()
    }
    likeness_by_key = {key: score + (key in numbered) for key, score in scores.items() if score >= NAMED}
    best_score = max(likeness_by_key.values(), default=0.0)
    keys = {key for key, score in likeness_by_key.items() if score == best_score}
    return max((scores[key] for key in keys), default=0.0), keys


def _title_likeness(words, title):
    """Return 0–1: how far the words are a title, or its beginning."""
    if not words or not title:
        return 0.0
    if len(words) > 2 and " ".join(title).startswith(" ".join(words)):
        return 1.0
    hits_forward = sum(max(_word_likeness(word, title_word) for title_word in title) for word in words)
    hits_back = sum(max(_word_likeness(word, title_word) for word in words) for title_word in title)
    return (hits_forward / len(words) + hits_back / len(title)) / 2


def likeness(title, other_title):
    """Return 0–1: how much of the title with fewer words is in the other, nearly equal words included."""
    word_lists = (list(dict.fromkeys(vocabulary.words(text))) for text in (title, other_title))
    short, long = sorted(word_lists, key=len)
    if not short:
        return 0.0
    hits = sum(max(_word_likeness(word, other_word) for other_word in long) for word in short)
    return hits / len(short) * (0.75 + 0.25 * len(short) / len(long))


@lru_cache(maxsize=50_000)
def _word_likeness(word, other_word):
    if word == other_word:
        return 1.0
    if min(len(word), len(other_word)) < 4 or abs(len(word) - len(other_word)) > 3:
        return 0.0
    ratio = SequenceMatcher(None, word, other_word).ratio()
    return ratio if ratio > 0.8 else 0.0


def sure(proposals):
    """Return the best proposal if it is good enough and clearly ahead, else None."""
    if not proposals or proposals[0].score < SURE:
        return None
    is_ahead = len(proposals) < 2 or proposals[0].score - proposals[1].score >= LEAD
    return proposals[0] if is_ahead else None
