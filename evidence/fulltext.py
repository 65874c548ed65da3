"""What the database finds: rows that hold words, and the evidence in which all words of a search stand somewhere.

FTS5 on SQLite, tsvector on PostgreSQL (0002_search_index, 0008_search_what_is_asked). A word of a search may stand
anywhere in an evidence. So the rarest one is looked up first, and only in what has it the others are looked for.
"""

import re
from functools import cache, reduce
from operator import or_

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from evidence import paths, places
from evidence.models import Evidence, EvidenceRequirement, EvidenceRevision, EvidenceUse, FilePage, StoredFile
from evidence.states import SERVED
from plans.models import Plan

CODE = re.compile(r"(?<![\w.])[0-9]{1,2}(?:\.(?:[ivx]{1,4}|[0-9]{1,2}|[a-z])){1,2}(?!\.?\w)", re.IGNORECASE)
""" "1.i.a", the code of a row."""
ENOUGH = 1000
"""Evidences that have the rarest word, of which those with the others are looked for."""
SEARCHED = (Evidence, StoredFile, EvidenceRequirement, FilePage)


def holding(model, words):
    """Q for rows whose searched column holds words that begin with each of these."""
    return Q(pk__in=RawSQL(*_matching(model, words)))  # noqa: S611 -- words are parameters


def _matching(model, words):
    """(SQL, parameters) for the keys of these rows."""
    table = model._meta.db_table
    words = [piece for word in words for piece in word.split(".")]
    if connection.vendor == "postgresql":  # by its stem, or by how it begins
        each = " && ".join(["(to_tsquery(%s::regconfig, %s) || to_tsquery('simple', %s))"] * len(words))
        asked = [part for word in words for part in (configuration(), f"'{word}'", f"'{word}':*")]
        return f'SELECT id FROM "{table}" WHERE search @@ ({each})', asked  # noqa: S608 -- a table of ours
    asked = [" AND ".join(f'"{word}" *' for word in words)]
    return f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s', asked  # noqa: S608 -- a table of ours


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
        at most so many; whether there may be more). Three queries, one for one word, three more for each code.
        """
        if len(self.words) == 1:
            keys = self._keys(self._having(self.words[0]), most + 1)
            return keys[:most], len(keys) > most
        rarest, *others = sorted(self.words, key=self._counts().get)
        near = self._keys(self._having(rarest), ENOUGH + 1)
        rows = self.revisions.filter(evidence__in=near[:ENOUGH])
        for word in others:
            rows = rows.filter(reduce(or_, self._places(word)))
        keys = set(self._keys(rows.values("evidence").distinct(), most + 1)) if near else set()
        many = len(near) > ENOUGH or len(keys) > most
        if len(near) > ENOUGH:  # older ones that have all of them on one page are not left out
            pages = FilePage.objects.filter(holding(FilePage, self.words)).values("file")
            rows = self.revisions.filter(file__scan__in=SERVED, file__in=pages).values("evidence")
            keys |= set(self._keys(rows.distinct(), most))
        return sorted(keys, reverse=True)[:most], many

    def _keys(self, rows, most):
        return list(rows.order_by("-evidence").values_list("evidence", flat=True)[:most])

    def _counts(self):
        """{word: how many rows hold it, each table counted up to ENOUGH}; codes are the rarest. One query."""
        words = [word for word in self.words if "." not in word]
        counts = dict.fromkeys(self.words, -1)
        if not words:
            return counts
        pieces, asked = [], []
        for word in words:
            each = [_matching(model, [word]) for model in SEARCHED]
            limited = (f"(SELECT count(*) FROM ({sql} LIMIT {ENOUGH}) AS counted)" for sql, _ in each)  # noqa: S608
            pieces.append(" + ".join(limited))
            asked += [part for _, parts in each for part in parts]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(pieces)}", asked)  # noqa: S608 -- pieces of ours
            return counts | dict(zip(words, cursor.fetchone(), strict=True))

    def _having(self, word):
        """Revisions of evidence that has the word in one of its places."""
        first, *others = (self.revisions.filter(place).values("evidence") for place in self._places(word))
        return first.union(*others)

    def _places(self, word):
        """(Q, …): the word stands in the title, in the file's name, on a page, in what is asked for."""
        asked = holding(EvidenceRequirement, [word])
        uses = EvidenceUse.objects.filter(
            obligation__requirement__in=EvidenceRequirement.objects.filter(asked).values("pk")
        )
        if "." in word and CODE.fullmatch(word):
            uses = EvidenceUse.objects.filter(obligation__step__in=self._steps(word))
        pages = FilePage.objects.filter(holding(FilePage, [word])).values("file")
        return (
            Q(evidence__in=Evidence.objects.filter(holding(Evidence, [word])).values("pk")),
            Q(file__in=StoredFile.objects.filter(holding(StoredFile, [word])).values("pk")),
            Q(file__scan__in=SERVED, file__in=pages),
            Q(evidence__in=uses.values("evidence")),
        )

    def _steps(self, word):
        plans = Plan.objects.visible_to(self.user)
        if self.offices is not None:
            plans = plans.filter(satker__in=self.offices)
        code = tuple(paths.number_at(part, depth) for depth, part in enumerate(word.split(".")))
        return places.steps_of(code, plans)


def present(narrowed):
    """Q for the newest revision of each evidence that is wanted."""
    later = EvidenceRevision.objects.filter(evidence=OuterRef("evidence"), number__gt=OuterRef("number"))
    return narrowed & ~Exists(later)
