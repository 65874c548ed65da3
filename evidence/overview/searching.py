"""Searches the evidence that a user may see for words, ranks the matches and marks the hits.

fulltext.py asks the database; of the newest CANDIDATES that it returns those with the most hits come first.
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
MIN_LENGTH, MAX_LENGTH, MAX_WORDS = 2, 40, 8
"""Characters of a word, and words of a search."""
CANDIDATES = 300
"""Most evidences, and pages, that are ranked."""
RANKED_LENGTH = 20_000
"""Characters of a page by which it is ranked."""
MAX_LEAVES = 3
"""Most pages that are shown of one evidence."""
BEFORE, AFTER = 80, 170
"""Characters shown before and after the first hit of a page."""
TITLE_WEIGHT, NAME_WEIGHT, ASKED_WEIGHT = 6, 4, 2
"""Scores of all words in the title, the file name or a requirement, beside those of the pages."""


@dataclass(slots=True)
class Leaf:
    """A page with a hit; pieces: [(piece of its text, whether it is a hit)]."""

    pk: int
    number: int
    score: float
    pieces: list = field(default_factory=list)


@dataclass(slots=True)
class Match:
    """An evidence that matches a search.

    leaves: its pages with hits, the best first. title, name (of the file), asked (title of a requirement): as pieces.
    """

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
        return self.leaves[:MAX_LEAVES]

    @property
    def more(self):
        """Number of further pages with hits."""
        return max(0, len(self.leaves) - MAX_LEAVES)


def words_of(text):
    """Return the codes ("1.i.a") and words to search for: in lower case, each once, at most MAX_WORDS.

    [] where no word is long enough.
    """
    codes = [code.lower() for code in fulltext.CODE.findall(text)]
    words = dict.fromkeys(word.lower()[:MAX_LENGTH] for word in WORD.findall(fulltext.CODE.sub(" ", text)))
    terms = [*dict.fromkeys(codes), *(word for word in words if len(word) >= MIN_LENGTH or word.isdecimal())]
    return terms[:MAX_WORDS] if any(len(word) >= MIN_LENGTH for word in terms) else []


def offices_named(offices, text):
    """Return [pk] of the offices (a queryset) whose code begins with the text or whose name contains it."""
    named = Q(code__startswith=text) | Q(short_name__icontains=text)
    return list(offices.filter(named).values_list("pk", flat=True))


def search(user, words, *, offices=None, year=None, area=None):
    """Return ([Match], whether there are more than were ranked) of evidence that the user sees, the best first.

    words: of words_of(); each stands somewhere in the evidence: title, file name, a page, a requirement, or it is the
    code of the row. offices: their ids, year: of the evidence, area: number of the component, each None for all. Only
    present revisions of evidence that was not withdrawn, and pages of served files.
    """
    if not words:
        return [], False
    marks = Marks(words)
    visible = EvidenceRevision.objects.visible_to(user).filter(_condition(offices, year, area))
    evidence_ids, has_more = fulltext.EvidenceSearch(user, words, visible, offices).newest(CANDIDATES)
    revisions = visible.filter(evidence__in=evidence_ids).select_related("evidence__satker", "file").distinct()
    matches = {revision.evidence_id: Match(revision.evidence, revision.file) for revision in revisions}
    _score_titles(matches, marks)
    pages = _pages(words, {match.file.pk for match in matches.values() if match.file})
    _add_leaves(matches, pages, marks)
    ranked = sorted(matches.values(), key=lambda match: (-match.score, -match.evidence.pk))
    return ranked, has_more or len(pages) >= CANDIDATES


def complete(matches, words):
    """Fill in what is shown of matches: marked titles and names, and the text around the hits. One query."""
    marks = Marks(words)
    leaf_ids = [leaf.pk for match in matches for leaf in match.shown]
    texts = dict(FilePage.objects.filter(pk__in=leaf_ids).values_list("pk", "text"))
    for match in matches:
        match.title = marks.pieces(match.evidence.title)
        match.name = marks.pieces(match.file.name) if match.file else []
        for leaf in match.shown:
            leaf.pieces = marks.snippet(texts.get(leaf.pk, ""))


def _condition(offices, year, area):
    """Return the Q of the present revisions of evidence of these offices, year and area."""
    lookups = {
        "evidence__satker__in": offices,
        "evidence__year": year,
        "evidence__uses__obligation__step__area__component": area,
    }
    condition = Q(**{name: value for name, value in lookups.items() if value is not None})
    return fulltext.newest_revision(~Q(evidence__state=EvidenceState.WITHDRAWN) & condition)


def _pages(words, files):
    """Return the newest pages of files that have all words, and for files without such a page those that have one.

    Each is annotated with start, the beginning of its text.
    """
    served = FilePage.objects.filter(file__scan__in=SERVED)
    pages = _with_start(served.filter(fulltext.with_words_among_few(FilePage, words), file__in=files))
    other_files = files - {page.file_id for page in pages}
    if len(words) == 1 or not other_files:
        return pages
    any_word = reduce(or_, (fulltext.with_words_among_few(FilePage, [word]) for word in words))
    return pages + _with_start(served.filter(any_word, file__in=other_files))


def _with_start(pages):
    return list(pages.order_by("-pk").annotate(start=Left("text", RANKED_LENGTH)).defer("text")[:CANDIDATES])


def _score_titles(matches, marks):
    """Score title, file name and requirements of the matches; keep the best requirement's title. One query."""
    uses = EvidenceUse.objects.filter(evidence__in=matches).order_by("pk")
    titles_by_evidence = {}
    for evidence_id, title in uses.values_list("evidence", "obligation__requirement__title"):
        titles_by_evidence.setdefault(evidence_id, []).append(title)
    for evidence_id, match in matches.items():
        shares = [(marks.share(title), title) for title in titles_by_evidence.get(evidence_id, ())]
        share, title = max(shares, default=(0, ""), key=lambda pair: pair[0])
        match.asked = marks.pieces(title) if share else []
        match.score += TITLE_WEIGHT * marks.share(match.evidence.title) + ASKED_WEIGHT * share
        match.score += NAME_WEIGHT * marks.share(match.file.name) if match.file else 0


def _add_leaves(matches, pages, marks):
    leaves_by_file = {}
    for page in pages:
        leaves_by_file.setdefault(page.file_id, []).append(Leaf(page.pk, page.number, marks.score(page.start)))
    for match in matches.values():
        leaves = leaves_by_file.get(match.file.pk, []) if match.file else []
        match.leaves = sorted(leaves, key=lambda leaf: (-leaf.score, leaf.number))
        match.score += sum((leaf.score for leaf in match.shown), 0.0)


# How hits are shown


class Marks:
    """Marks the hits of a search in a text: words that begin with a searched word or contain its stem (PostgreSQL)."""

    def __init__(self, words):
        self.words = tuple(_plain(word) for word in words)
        self.stems = [stem for stem in _stems(words) if len(stem) > 3]

    def hit(self, word):
        """Return whether this word of a text is a hit."""
        word = _plain(word)
        return word.startswith(self.words) or any(stem in word for stem in self.stems)

    def share(self, text):
        """Return the share of the searched words that stand in a text: 0–1."""
        text_words = [_plain(match[0]) for match in WORD.finditer(text)]
        hits = sum(any(text_word.startswith(word) for text_word in text_words) for word in self.words)
        stems = sum(any(stem in text_word for text_word in text_words) for stem in self.stems)
        return max(hits, min(stems, len(self.words))) / len(self.words)

    def pieces(self, text):
        """Return [(piece, whether it is a hit)]; the pieces make up the text."""
        pieces, end = [], 0
        for match in WORD.finditer(text):
            if self.hit(match[0]):
                pieces += [(text[end : match.start()], False)] if match.start() > end else []
                pieces.append((match[0], True))
                end = match.end()
        return pieces + ([(text[end:], False)] if end < len(text) else [])

    def snippet(self, text):
        """Return pieces() of the text around its first hit, on one line."""
        text = " ".join(text.split())
        first = next((match.start() for match in WORD.finditer(text) if self.hit(match[0])), 0)
        start = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > BEFORE else 0
        excerpt = text[start : first + AFTER]
        if first + AFTER < len(text):
            excerpt = excerpt.rpartition(" ")[0] + " …"
        return self.pieces("… " + excerpt if start else excerpt)

    def score(self, text):
        """Return how much a text is about the words: each further hit counts less, and so do long texts."""
        counts = {}
        for match in WORD.finditer(text):
            if self.hit(match[0]):
                key = next((word for word in self.words if _plain(match[0]).startswith(word)), "")
                counts[key] = counts.get(key, 0) + 1
        return sum(1 + math.log(count) for count in counts.values()) / (1 + math.log1p(len(text) / 1500) / 3)


@lru_cache(50_000)
def _plain(word):
    """Return the word in lower case without accents, as the index has it."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))


def _stems(words):
    if not words or connection.vendor != "postgresql" or fulltext.configuration() != "indonesian":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(ts_lexize('indonesian_stem', word)) FROM unnest(%s::text[]) AS word", [list(words)]
        )
        return [stem for (stem,) in cursor.fetchall()]
