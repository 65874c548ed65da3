"""Finding words in titles, file names and pages of evidence, within what somebody may see, and showing the hits.

The database finds which pages hold the words (0002_search_index: FTS5 or tsvector); of the newest CANDIDATES of them
those with the most hits come first.
"""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from evidence.models import Evidence, EvidenceRevision, FilePage, StoredFile
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
TITLE, NAME = 6, 4
"""What a hit in the title or the file name weighs, beside those in the pages."""


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
    """Words that are searched for: small letters, each once, at most MOST; [] where no word is long enough."""
    found = dict.fromkeys(word.lower()[:LONGEST] for word in WORD.findall(text))
    long = [word for word in found if len(word) >= SHORTEST or word.isdecimal()]
    return long[:MOST] if any(len(word) >= SHORTEST for word in long) else []


def offices_named(offices, text):
    """Ids of those offices (a queryset) whose code begins with, or whose name holds, what was typed; a list."""
    named = Q(code__startswith=text) | Q(short_name__icontains=text)
    return list(offices.filter(named).values_list("pk", flat=True))


def search(user, words, *, offices=None, year=None, area=None):
    """([Found], whether there are more pages than were ranked) of evidence that the user sees, the best first.

    words: of words_of(), all of which a page, a title or a file name must hold. offices: their ids, year: of the
    evidence, area: number of the component, each None for all. Only present revisions of evidence that was not
    withdrawn, and pages of served files.
    """
    if not words:
        return [], False
    marks = Marks(words)
    narrowed = _narrowed(offices, year, area)
    pages = _pages(user, words, narrowed)
    found = {}
    for revision in _revisions(user, narrowed, Q(file__in={page.file_id for page in pages})):
        found[revision.evidence_id] = Found(revision.evidence, revision.file)
    _add_names(found, user, words, narrowed)
    _add_leaves(found, pages, marks)
    ranked = sorted(found.values(), key=lambda one: (-one.score, -one.evidence.pk))
    return ranked, len(pages) == CANDIDATES


def complete(found, words):
    """Give these Founds what is shown of them: marked titles and names, and the text around the hits. One query."""
    marks = Marks(words)
    wanted = [leaf.pk for one in found for leaf in one.shown]
    texts = dict(FilePage.objects.filter(pk__in=wanted).values_list("pk", "text"))
    for one in found:
        one.title = marks.pieces(one.evidence.title)
        one.name = marks.pieces(one.file.name) if one.file else []
        for leaf in one.shown:
            leaf.pieces = marks.snippet(texts.get(leaf.pk, ""))


# What the database finds


def _narrowed(offices, year, area):
    """Q for a present revision of the evidence that is wanted."""
    wanted = ~Q(evidence__state=EvidenceState.WITHDRAWN)
    given = {
        "evidence__satker__in": offices,
        "evidence__year": year,
        "evidence__uses__obligation__step__area__component": area,
    }
    later = EvidenceRevision.objects.filter(evidence=OuterRef("evidence"), number__gt=OuterRef("number"))
    return wanted & Q(**{name: value for name, value in given.items() if value is not None}) & ~Exists(later)


def _pages(user, words, narrowed):
    """Newest pages of served files that hold the words, with the beginning of their text as .start."""
    used = EvidenceRevision.objects.filter(narrowed, file=OuterRef("file"))
    rows = FilePage.objects.visible_to(user).filter(_holding(FilePage, words), file__scan__in=SERVED)
    return list(
        rows.filter(Exists(used)).order_by("-pk").annotate(start=Left("text", RANKED)).defer("text")[:CANDIDATES]
    )


def _revisions(user, narrowed, *which):
    """Present revisions with evidence, office and file; the newest CANDIDATES evidences."""
    rows = EvidenceRevision.objects.visible_to(user).filter(narrowed, *which)
    return rows.select_related("evidence__satker", "file").order_by("-evidence").distinct()[:CANDIDATES]


def _add_names(found, user, words, narrowed):
    titled = Evidence.objects.visible_to(user).filter(_holding(Evidence, words)).order_by("-pk")
    named = StoredFile.objects.visible_to(user).filter(_holding(StoredFile, words)).order_by("-pk")
    for which, weight in ((Q(evidence__in=titled), TITLE), (Q(file__in=named), NAME)):
        for revision in _revisions(user, narrowed, which):
            one = found.setdefault(revision.evidence_id, Found(revision.evidence, revision.file))
            one.score += weight


def _add_leaves(found, pages, marks):
    by_file = {}
    for page in pages:
        by_file.setdefault(page.file_id, []).append(Leaf(page.pk, page.number, marks.score(page.start)))
    for one in found.values():
        leaves = by_file.get(one.file.pk, []) if one.file else []
        one.leaves = sorted(leaves, key=lambda leaf: (-leaf.score, leaf.number))
        one.score += sum((leaf.score for leaf in one.leaves[:SHOWN]), 0.0)


def _holding(model, words):
    """Q for rows whose searched column holds words that begin with each of these."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":  # by its stem, or by how it begins
        each = " && ".join(["(to_tsquery(%s::regconfig, %s) || to_tsquery('simple', %s))"] * len(words))
        sql = f'SELECT id FROM "{table}" WHERE search @@ ({each})'  # noqa: S608 -- a table of ours
        asked = [part for word in words for part in (_configuration(), f"'{word}'", f"'{word}':*")]
    else:
        sql = f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s'  # noqa: S608 -- a table of ours
        asked = [" AND ".join(f'"{word}" *' for word in words)]
    return Q(pk__in=RawSQL(sql, asked))  # noqa: S611 -- words are parameters


@cache
def _configuration():
    """Name of PostgreSQL's text search configuration; as 0002_search_index chose it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = 'indonesian'")
        return "indonesian" if cursor.fetchone() else "simple"


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
    if not words or connection.vendor != "postgresql" or _configuration() != "indonesian":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(ts_lexize('indonesian_stem', word)) FROM unnest(%s::text[]) AS word", [list(words)]
        )
        return [stem for (stem,) in cursor.fetchall()]
