"""Full-text search in the database: rows that have words, and evidence that has all words of a search somewhere.

FTS5 on SQLite, tsvector on PostgreSQL (0002_search_index, 0008_search_what_is_asked). A word of a search may stand
anywhere in an evidence, so the rarest word is looked up first and the others only in the evidence that has it.
"""

import re
from functools import cache, reduce
from operator import or_

from django.db import connection
from django.db.models import BooleanField, Exists, Func, Max, Min, OuterRef, Q
from django.db.models.expressions import RawSQL

from evidence.models import Evidence, EvidenceRequirement, EvidenceRevision, EvidenceUse, FilePage, StoredFile
from evidence.places import listing
from evidence.places.codes import number_at
from evidence.querysets import has_any
from evidence.states import SERVED
from plans.models import Plan

CODE = re.compile(r"(?<![\w.])[0-9]{1,2}(?:\.(?:[ivx]{1,4}|[0-9]{1,2}|[a-z])){1,2}(?!\.?\w)", re.IGNORECASE)
"""Code of a row, as "1.i.a"."""
ENOUGH = 1000
"""Number of evidences with the rarest word in which the other words are looked for."""
NEWEST = 3 * ENOUGH
"""Number of newest evidences in which a frequent word is looked for before the index is asked for all."""
SEARCHED = (Evidence, StoredFile, EvidenceRequirement, FilePage)


def with_words(model, words, span=None):
    """Return the Q of rows that have a word beginning with each of these; span: first and last key (SQLite)."""
    return Q(pk__in=RawSQL(*_matching(model, words, span)))  # noqa: S611 -- words are parameters


def with_rare_words(model, words):
    """Return with_words() of words that few rows have: their keys are read first, so that no planner can go wrong."""
    with connection.cursor() as cursor:
        cursor.execute(*_matching(model, words))
        return Q(pk__in=[key for (key,) in cursor.fetchall()])


def _matching(model, words, span=None):
    """Return (SQL, parameters) for the keys of the rows that have the words."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        query, parameters = _query(words)
        return f'SELECT id FROM "{table}" WHERE search @@ ({query})', parameters  # noqa: S608 -- a table of ours
    parameters = [" AND ".join(f'"{word}" *' for word in _pieces(words))]
    between = " AND rowid BETWEEN %s AND %s" if span else ""
    sql = f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s{between}'  # noqa: S608 -- a table of ours
    return sql, [*parameters, *(span or ())]


def _query(words):
    """Return (SQL, parameters) of PostgreSQL's query for the words, each by its stem or its beginning."""
    words = _pieces(words)
    query = " && ".join(["(to_tsquery(%s::regconfig, %s) || to_tsquery('simple', %s))"] * len(words))
    return query, [part for word in words for part in (configuration(), f"'{word}'", f"'{word}':*")]


def _pieces(words):
    return [piece for word in words for piece in word.split(".")]


class HasWords(Func):
    """Whether the row with this key has the words (PostgreSQL); reads that row alone, not all rows that have them."""

    template = (
        '(SELECT candidate.search @@ (%(query)s) FROM "%(table)s" AS candidate WHERE candidate.id = %(expressions)s)'
    )
    output_field = BooleanField()

    def __init__(self, key, model, words):
        super().__init__(key)
        self.model, self.words = model, words

    def as_sql(self, compiler, connection, **context):
        """Return (SQL, parameters); those of the words come before the key."""
        query, parameters = _query(self.words)
        sql, key = super().as_sql(compiler, connection, query=query, table=self.model._meta.db_table, **context)
        return sql, [*parameters, *key]


def with_words_among_few(model, words):
    """Return with_words() where few rows are left: PostgreSQL reads each of them, SQLite finds all rows fast."""
    return Q(HasWords("pk", model, words)) if connection.vendor == "postgresql" else with_words(model, words)


@cache
def configuration():
    """Return the name of PostgreSQL's text search configuration, as 0002_search_index chose it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = 'indonesian'")
        return "indonesian" if cursor.fetchone() else "simple"


class EvidenceSearch:
    """A search for evidence that has all words somewhere; revisions: newest ones among which it looks."""

    def __init__(self, user, words, revisions, offices=None):
        self.user, self.words, self.offices = user, words, offices
        self.revisions = revisions.order_by()

    def newest(self, limit):
        """Return (keys of the newest evidences that have each word, at most limit; whether there may be more).

        A word may stand in title, file name, pages or requirements, or be the code of a row. At most six queries, three
        more for each code.
        """
        counts = self._counts()
        rarest, *other_words = sorted(self.words, key=lambda word: -1 if "." in word else counts[word])  # codes first
        sample = ENOUGH + 1 if other_words else limit + 1
        candidates = self._with_word(rarest, sample, frequent=counts[rarest] >= ENOUGH)
        if not other_words:
            return candidates[:limit], len(candidates) > limit
        keys = set(self._among(candidates[:ENOUGH], other_words, limit + 1))
        has_more = len(candidates) > ENOUGH or len(keys) > limit
        if len(candidates) > ENOUGH and len(keys) <= limit:  # adds older ones that have all words on one page
            pages = FilePage.objects.filter(with_words(FilePage, self.words)).values("file")
            revisions = self.revisions.filter(file__scan__in=SERVED, file__in=pages)
            keys |= set(self._keys(revisions.values("evidence").distinct(), limit))
        return sorted(keys, reverse=True)[:limit], has_more

    def _with_word(self, word, limit, *, frequent):
        """Return the keys of the newest evidences that have the word, at most limit.

        A frequent word is first looked for in the newest evidences: either enough of them have it, or it is rare enough
        for its index.
        """
        if frequent:
            newest = self._keys(self.revisions.values("evidence").distinct(), NEWEST)
            keys = self._among(newest, [word], limit)
            if len(keys) == limit or len(newest) < NEWEST:
                return keys
        return self._keys(self._having(word, with_words if frequent else with_rare_words), limit)

    def _keys(self, revisions, limit):
        return list(revisions.order_by("-evidence").values_list("evidence", flat=True)[:limit])

    def _counts(self):
        """Return {word: number of rows that have it, each table counted up to ENOUGH}. One query."""
        pieces, parameters = [], []
        for word in self.words:
            queries = [_matching(model, [word]) for model in SEARCHED]
            limited = (f"(SELECT count(*) FROM ({sql} LIMIT {ENOUGH}) AS counted)" for sql, _ in queries)  # noqa: S608
            pieces.append(" + ".join(limited))
            parameters += [part for _, parts in queries for part in parts]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(pieces)}", parameters)  # noqa: S608 -- pieces of ours
            return dict(zip(self.words, cursor.fetchone(), strict=True))

    def _having(self, word, condition):
        """Return the revisions of evidence that has the word; condition: with_words() or with_rare_words()."""
        places = self._places(word, lambda model: condition(model, [word]))
        first_ids, *other_ids = (self.revisions.filter(place).values("evidence") for place in places)
        return first_ids.union(*other_ids)

    def _among(self, candidates, words, limit):
        """Return the keys of those candidates (newest first) that have each word, at most limit."""
        if not candidates:
            return []
        revisions = self.revisions.filter(evidence__in=candidates)
        if connection.vendor == "postgresql":
            conditions = [self._has(word) for word in words]
        else:
            spans = self._spans(revisions, candidates)
            conditions = [
                reduce(or_, self._places(word, lambda model, word=word: with_words(model, [word], spans.get(model))))
                for word in words
            ]
        return self._keys(revisions.filter(*conditions).values("evidence").distinct(), limit)

    def _spans(self, revisions, candidates):
        """Return {model: (first, last key)} of the candidates' rows; SQLite's index is not read beyond."""
        files = tuple(revisions.aggregate(Min("file"), Max("file")).values())
        pages = FilePage.objects.filter(file__in=revisions.values("file")).aggregate(Min("pk"), Max("pk"))
        spans = {Evidence: (candidates[-1], candidates[0]), StoredFile: files, FilePage: tuple(pages.values())}
        return {model: span for model, span in spans.items() if None not in span}

    def _has(self, word):
        """Return the Q of revisions, few of which are left, of evidence that has the word somewhere (PostgreSQL)."""
        pages = FilePage.objects.filter(with_words_among_few(FilePage, [word]), file=OuterRef("file"))
        uses = self._uses(word, Q(HasWords("obligation__requirement", EvidenceRequirement, [word])))
        return (
            Q(HasWords("evidence", Evidence, [word]))
            | Q(HasWords("file", StoredFile, [word]))
            | Q(has_any(uses.filter(evidence=OuterRef("evidence"))))
            | Q(has_any(pages), file__scan__in=SERVED)
        )

    def _uses(self, word, condition):
        """Return the uses at rows with this code, or those of the condition where the word is no code."""
        if "." in word and CODE.fullmatch(word):
            condition = Q(obligation__step__in=self._steps(word))
        return EvidenceUse.objects.filter(condition).order_by()

    def _places(self, word, condition):
        """Return (Q, …): the word stands in the title, in the file's name, on a page, in a requirement.

        condition: model → Q of its rows that have the word.
        """
        requirements = EvidenceRequirement.objects.filter(condition(EvidenceRequirement)).values("pk")
        uses = self._uses(word, Q(obligation__requirement__in=requirements))
        pages = FilePage.objects.filter(condition(FilePage)).values("file")
        return (
            Q(evidence__in=Evidence.objects.filter(condition(Evidence)).values("pk")),
            Q(file__in=StoredFile.objects.filter(condition(StoredFile)).values("pk")),
            Q(file__scan__in=SERVED, file__in=pages),
            Q(evidence__in=uses.values("evidence")),
        )

    def _steps(self, word):
        plans = Plan.objects.visible_to(self.user)
        if self.offices is not None:
            plans = plans.filter(satker__in=self.offices)
        code = tuple(number_at(part, depth) for depth, part in enumerate(word.split(".")))
        return listing.steps_of(code, plans)


def newest_revision(condition):
    """Return the Q of the newest revision of each evidence that meets the condition."""
    later = EvidenceRevision.objects.filter(evidence=OuterRef("evidence"), number__gt=OuterRef("number"))
    return condition & ~Exists(later)
