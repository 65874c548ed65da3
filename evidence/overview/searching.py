"""Finding words in all that an evidence says, within what somebody may see, and showing the hits.

fulltext.py asks the database; of the newest CANDIDATES of what it finds those with the most hits come first.
"""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Left

from evidence.models import Evidence, EvidenceRevision, EvidenceUse, FilePage, StoredFile
from evidence.overview import fulltext
from evidence.states import SERVED, EvidenceState

WORD = re.compile(r"[^\W_]+")
SHORTEST, LONGEST, MOST = 2, 40, 8
"""Letters of a word, and words of a search."""
CANDIDATES = 300
RANKED = 20_000
"""Letters of a page by which it is ranked."""
SHOWN = 3
"""Pages that are shown of one evidence."""
BEFORE, AFTER = 80, 170
"""Letters shown around the first hit of a page."""
TITLE, NAME, ASKED = 6, 4, 2
"""What all words in the title, the file name or a document asked for weigh, beside those in the pages."""


@dataclass(slots=True)
class Leaf:
    """A page with a hit: its number and [(piece of its text, whether it is a hit)]."""

    pk: int
    number: int
    score: float
    pieces: list = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """An evidence with what was found in it; leaves: its pages with hits, the best first. title: as pieces."""

    evidence: Evidence
    file: StoredFile | None
    score: float = 0
    leaves: list = field(default_factory=list)
    title: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    name: list = field(default_factory=list)

    @property
    def shown(self):
        """Leaves that are shown."""
        return self.leaves[:SHOWN]

    @property
    def more(self):
        """How many more pages hold the words."""
        return max(0, len(self.leaves) - SHOWN)


def words_of(text):
    """Codes ("1.i.a") and words that are searched for: small letters, each once, at most MOST.

    [] where no word is long enough.
    """
    codes = [code.lower() for code in fulltext.CODE.findall(text)]
    found = dict.fromkeys(word.lower()[:LONGEST] for word in WORD.findall(fulltext.CODE.sub(" ", text)))
    long = [*dict.fromkeys(codes), *(word for word in found if len(word) >= SHORTEST or word.isdecimal())]
    return long[:MOST] if any(len(word) >= SHORTEST for word in long) else []


def offices_named(offices, text):
    """Ids of those offices (a queryset) whose code begins with, or whose name holds, what was typed; a list."""
    named = Q(code__startswith=text) | Q(short_name__icontains=text)
    return list(offices.filter(named).values_list("pk", flat=True))


def search(user, words, *, offices=None, year=None, area=None):
    """([Found], whether there are more than were ranked) of evidence that the user sees, the best first.

    words: of words_of(); each stands somewhere in the evidence: title, file name, a page, a document that is asked
    for, or it is the code of the row. offices: their ids, year: of the evidence, area: number of the component, each
    None for all. Only present revisions of evidence that was not withdrawn, and pages of served files.
    """
    if not words:
        return [], False
    marks = Marks(words)
    present = EvidenceRevision.objects.visible_to(user).filter(_wanted(offices, year, area))
    keys, many = fulltext.Together(user, words, present, offices).newest(CANDIDATES)
    revisions = present.filter(evidence__in=keys).select_related("evidence__satker", "file").distinct()
    found = {one.evidence_id: Found(one.evidence, one.file) for one in revisions}
    _add_asked(found, marks)
    pages = _pages(words, {one.file.pk for one in found.values() if one.file})
    _add_leaves(found, pages, marks)
    ranked = sorted(found.values(), key=lambda one: (-one.score, -one.evidence.pk))
    return ranked, many or len(pages) >= CANDIDATES


def complete(found, words):
    """Give these Founds what is shown of them: marked titles and names, and the text around the hits. One query."""
    marks = Marks(words)
    shown = [leaf.pk for one in found for leaf in one.shown]
    texts = dict(FilePage.objects.filter(pk__in=shown).values_list("pk", "text"))
    for one in found:
        one.title = marks.pieces(one.evidence.title)
        one.name = marks.pieces(one.file.name) if one.file else []
        for leaf in one.shown:
            leaf.pieces = marks.snippet(texts.get(leaf.pk, ""))


def _wanted(offices, year, area):
    """Q for a present revision of the evidence that is wanted."""
    given = {
        "evidence__satker__in": offices,
        "evidence__year": year,
        "evidence__uses__obligation__step__area__component": area,
    }
    narrowed = Q(**{name: value for name, value in given.items() if value is not None})
    return fulltext.present(~Q(evidence__state=EvidenceState.WITHDRAWN) & narrowed)


def _pages(words, files):
    """Newest pages of these files that hold all words; of files without such a page, those that hold one of them.

    The beginning of their text is at hand as .start.
    """
    served = FilePage.objects.filter(file__scan__in=SERVED)
    pages = _started(served.filter(fulltext.among_few(FilePage, words), file__in=files))
    others = files - {page.file_id for page in pages}
    if len(words) == 1 or not others:
        return pages
    each = reduce(or_, (fulltext.among_few(FilePage, [word]) for word in words))
    return pages + _started(served.filter(each, file__in=others))


def _started(rows):
    return list(rows.order_by("-pk").annotate(start=Left("text", RANKED)).defer("text")[:CANDIDATES])


def _add_asked(found, marks):
    """Score what stands in title, file name and what is asked for; keep the first of these with a hit. One query."""
    rows = EvidenceUse.objects.filter(evidence__in=found).order_by("pk")
    asked = {}
    for key, title in rows.values_list("evidence", "obligation__requirement__title"):
        asked.setdefault(key, []).append(title)
    for key, one in found.items():
        shares = [(marks.share(title), title) for title in asked.get(key, ())]
        share, title = max(shares, default=(0, ""), key=lambda pair: pair[0])
        one.asked = marks.pieces(title) if share else []
        one.score += TITLE * marks.share(one.evidence.title) + ASKED * share
        one.score += NAME * marks.share(one.file.name) if one.file else 0


def _add_leaves(found, pages, marks):
    by_file = {}
    for page in pages:
        by_file.setdefault(page.file_id, []).append(Leaf(page.pk, page.number, marks.score(page.start)))
    for one in found.values():
        leaves = by_file.get(one.file.pk, []) if one.file else []
        one.leaves = sorted(leaves, key=lambda leaf: (-leaf.score, leaf.number))
        one.score += sum((leaf.score for leaf in one.leaves[:SHOWN]), 0.0)


# How hits are shown


class Marks:
    """Finds the hits of a search in a text: words that begin with one of its words, or hold its stem (PostgreSQL)."""

    def __init__(self, words):
        self.words = tuple(_plain(word) for word in words)
        self.stems = [stem for stem in _stems(words) if len(stem) > 3]

    def hit(self, word):
        """Whether this word of a text is one."""
        word = _plain(word)
        return word.startswith(self.words) or any(stem in word for stem in self.stems)

    def share(self, text):
        """How many of the words stand in a text: 0–1."""
        said = [_plain(match[0]) for match in WORD.finditer(text)]
        hits = sum(any(one.startswith(word) for one in said) for word in self.words)
        stems = sum(any(stem in one for one in said) for stem in self.stems)
        return max(hits, min(stems, len(self.words))) / len(self.words)

    def pieces(self, text):
        """[(piece, whether it is a hit)], together the whole text."""
        found, end = [], 0
        for match in WORD.finditer(text):
            if self.hit(match[0]):
                found += [(text[end : match.start()], False)] if match.start() > end else []
                found.append((match[0], True))
                end = match.end()
        return found + ([(text[end:], False)] if end < len(text) else [])

    def snippet(self, text):
        """pieces() of the text around its first hit, on one line."""
        text = " ".join(text.split())
        first = next((match.start() for match in WORD.finditer(text) if self.hit(match[0])), 0)
        start = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > BEFORE else 0
        cut = text[start : first + AFTER]
        if first + AFTER < len(text):
            cut = cut.rpartition(" ")[0] + " …"
        return self.pieces("… " + cut if start else cut)

    def score(self, text):
        """How much of a text is about the words: hits, each further one less; long texts count less."""
        counts = {}
        for match in WORD.finditer(text):
            if self.hit(match[0]):
                key = next((word for word in self.words if _plain(match[0]).startswith(word)), "")
                counts[key] = counts.get(key, 0) + 1
        return sum(1 + math.log(count) for count in counts.values()) / (1 + math.log1p(len(text) / 1500) / 3)


@lru_cache(50_000)
def _plain(word):
    """Small letters without accents, as the index has them."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))


def _stems(words):
    if not words or connection.vendor != "postgresql" or fulltext.configuration() != "indonesian":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(ts_lexize('indonesian_stem', word)) FROM unnest(%s::text[]) AS word", [list(words)]
        )
        return [stem for (stem,) in cursor.fetchall()]
