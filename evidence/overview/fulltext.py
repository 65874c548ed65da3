"""What the database finds: rows that hold words, and the evidence in which all words of a search stand somewhere.

FTS5 on SQLite, tsvector on PostgreSQL (0002_search_index, 0008_search_what_is_asked). A word of a search may stand
anywhere in an evidence. So the rarest one is looked up first, and only in what has it the others are looked for.
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
""" "1.i.a", the code of a row."""
ENOUGH = 1000
"""Evidences that have the rarest word, of which those with the others are looked for."""
NEWEST = 3 * ENOUGH
"""Evidences among which a frequent word is looked for before the index is asked for all that have it."""
SEARCHED = (Evidence, StoredFile, EvidenceRequirement, FilePage)


def holding(model, words, span=None):
    """Q for rows whose searched column holds words that begin with each of these; span: first and last key (SQLite)."""
    return Q(pk__in=RawSQL(*_matching(model, words, span)))  # noqa: S611 -- words are parameters


def one_of(model, words):
    """holding() of words that few rows hold: their keys are read first, so that no database looks for a way to them."""
    with connection.cursor() as cursor:
        cursor.execute(*_matching(model, words))
        return Q(pk__in=[key for (key,) in cursor.fetchall()])


def _matching(model, words, span=None):
    """(SQL, parameters) for the keys of these rows."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        each, asked = _query(words)
        return f'SELECT id FROM "{table}" WHERE search @@ ({each})', asked  # noqa: S608 -- a table of ours
    asked = [" AND ".join(f'"{word}" *' for word in _pieces(words))]
    between = " AND rowid BETWEEN %s AND %s" if span else ""
    sql = f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s{between}'  # noqa: S608 -- a table of ours
    return sql, [*asked, *(span or ())]


def _query(words):
    """(SQL, parameters) of PostgreSQL's query for these words, each by its stem or by how it begins."""
    words = _pieces(words)
    each = " && ".join(["(to_tsquery(%s::regconfig, %s) || to_tsquery('simple', %s))"] * len(words))
    return each, [part for word in words for part in (configuration(), f"'{word}'", f"'{word}':*")]


def _pieces(words):
    return [piece for word in words for piece in word.split(".")]


class Held(Func):
    """Whether the row with this key holds these words (PostgreSQL): asked of that row, not of all that hold them."""

    template = '(SELECT held.search @@ (%(asked)s) FROM "%(table)s" AS held WHERE held.id = %(expressions)s)'
    output_field = BooleanField()

    def __init__(self, key, model, words):
        super().__init__(key)
        self.model, self.words = model, words

    def as_sql(self, compiler, connection, **context):
        """The words come before the key."""
        asked, parameters = _query(self.words)
        sql, key = super().as_sql(compiler, connection, asked=asked, table=self.model._meta.db_table, **context)
        return sql, [*parameters, *key]


def among_few(model, words):
    """holding() where few rows are left: PostgreSQL looks at each of them, SQLite is quick at finding all."""
    return Q(Held("pk", model, words)) if connection.vendor == "postgresql" else holding(model, words)


@cache
def configuration():
    """Name of PostgreSQL's text search configuration; as 0002_search_index chose it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = 'indonesian'")
        return "indonesian" if cursor.fetchone() else "simple"


class Together:
    """Evidence of one search whose words stand anywhere in it. revisions: present ones that the user sees and wants."""

    def __init__(self, user, words, revisions, offices=None):
        self.user, self.words, self.offices = user, words, offices
        self.revisions = revisions.order_by()

    def newest(self, most):
        """(keys of the newest evidences that have each word in title, file name, pages, documents asked for or code,
        at most so many; whether there may be more). At most six queries, three more for each code.
        """
        counts = self._counts()
        rarest, *others = sorted(self.words, key=lambda word: -1 if "." in word else counts[word])  # codes are
        near = self._near(rarest, most + 1 if not others else ENOUGH + 1, frequent=counts[rarest] >= ENOUGH)
        if not others:
            return near[:most], len(near) > most
        keys = set(self._among(near[:ENOUGH], others, most + 1))
        many = len(near) > ENOUGH or len(keys) > most
        if len(near) > ENOUGH and len(keys) <= most:  # older ones that have all of them on one page are not left out
            pages = FilePage.objects.filter(holding(FilePage, self.words)).values("file")
            rows = self.revisions.filter(file__scan__in=SERVED, file__in=pages).values("evidence")
            keys |= set(self._keys(rows.distinct(), most))
        return sorted(keys, reverse=True)[:most], many

    def _near(self, word, most, *, frequent):
        """Keys of the newest evidences that have the word, at most so many. A frequent one is first looked for in the
        newest evidences of all: there are enough of them, or the word is not too frequent for its index.
        """
        if frequent:
            newest = self._keys(self.revisions.values("evidence").distinct(), NEWEST)
            keys = self._among(newest, [word], most)
            if len(keys) == most or len(newest) < NEWEST:
                return keys
        return self._keys(self._having(word, holding if frequent else one_of), most)

    def _keys(self, rows, most):
        return list(rows.order_by("-evidence").values_list("evidence", flat=True)[:most])

    def _counts(self):
        """{word: how many rows hold it, each table counted up to ENOUGH}. One query."""
        pieces, asked = [], []
        for word in self.words:
            each = [_matching(model, [word]) for model in SEARCHED]
            limited = (f"(SELECT count(*) FROM ({sql} LIMIT {ENOUGH}) AS counted)" for sql, _ in each)  # noqa: S608
            pieces.append(" + ".join(limited))
            asked += [part for _, parts in each for part in parts]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(pieces)}", asked)  # noqa: S608 -- pieces of ours
            return dict(zip(self.words, cursor.fetchone(), strict=True))

    def _having(self, word, holds):
        """Revisions of evidence that has the word in one of its places; holds: holding(), for a rare one one_of()."""
        places = self._places(word, lambda model: holds(model, [word]))
        first, *others = (self.revisions.filter(place).values("evidence") for place in places)
        return first.union(*others)

    def _among(self, near, words, most):
        """Of the evidences with these keys, the newest first, those that have each word; at most so many."""
        if not near:
            return []
        rows = self.revisions.filter(evidence__in=near)
        if connection.vendor == "postgresql":
            conditions = [self._has(word) for word in words]
        else:
            spans = self._spans(rows, near)
            conditions = [
                reduce(or_, self._places(word, lambda model, word=word: holding(model, [word], spans.get(model))))
                for word in words
            ]
        return self._keys(rows.filter(*conditions).values("evidence").distinct(), most)

    def _spans(self, rows, near):
        """{model: (first, last key)} of what these evidences have; SQLite's index is not read beyond."""
        files = tuple(rows.aggregate(Min("file"), Max("file")).values())
        pages = FilePage.objects.filter(file__in=rows.values("file")).aggregate(Min("pk"), Max("pk"))
        spans = {Evidence: (near[-1], near[0]), StoredFile: files, FilePage: tuple(pages.values())}
        return {model: span for model, span in spans.items() if None not in span}

    def _has(self, word):
        """Q for revisions, few of which are left, of evidence that has the word in one of its places (PostgreSQL)."""
        pages = FilePage.objects.filter(among_few(FilePage, [word]), file=OuterRef("file"))
        uses = self._uses(word, Q(Held("obligation__requirement", EvidenceRequirement, [word])))
        return (
            Q(Held("evidence", Evidence, [word]))
            | Q(Held("file", StoredFile, [word]))
            | Q(has_any(uses.filter(evidence=OuterRef("evidence"))))
            | Q(has_any(pages), file__scan__in=SERVED)
        )

    def _uses(self, word, asked):
        """Uses at rows with this code; where it is none, for what is asked for."""
        if "." in word and CODE.fullmatch(word):
            asked = Q(obligation__step__in=self._steps(word))
        return EvidenceUse.objects.filter(asked).order_by()

    def _places(self, word, holds):
        """(Q, …): the word stands in the title, in the file's name, on a page, in what is asked for.

        holds: model → Q for its rows that hold the word.
        """
        asked = EvidenceRequirement.objects.filter(holds(EvidenceRequirement)).values("pk")
        uses = self._uses(word, Q(obligation__requirement__in=asked))
        pages = FilePage.objects.filter(holds(FilePage)).values("file")
        return (
            Q(evidence__in=Evidence.objects.filter(holds(Evidence)).values("pk")),
            Q(file__in=StoredFile.objects.filter(holds(StoredFile)).values("pk")),
            Q(file__scan__in=SERVED, file__in=pages),
            Q(evidence__in=uses.values("evidence")),
        )

    def _steps(self, word):
        plans = Plan.objects.visible_to(self.user)
        if self.offices is not None:
            plans = plans.filter(satker__in=self.offices)
        code = tuple(number_at(part, depth) for depth, part in enumerate(word.split(".")))
        return listing.steps_of(code, plans)


def present(narrowed):
    """Q for the newest revision of each evidence that is wanted."""
    later = EvidenceRevision.objects.filter(evidence=OuterRef("evidence"), number__gt=OuterRef("number"))
    return narrowed & ~Exists(later)
