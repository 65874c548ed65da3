"""Values that no honest sender sends, and visits that put them into every parameter that a view reads.

Which parameters there are is noted while the view reads them, so that none is forgotten.
"""

import re
from contextlib import contextmanager
from functools import partial
from itertools import product
from unittest import mock
from urllib.parse import quote, quote_from_bytes
from zlib import crc32

from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from tests.addresses.access_world import ASKED, PERSONS, SENT, URLS, address
from tests.addresses.test_access import MATRIX

FORM = "application/x-www-form-urlencoded"
HTMX = {"HX-Request": "true"}
DIGITS = {
    "zero": b"0",
    "2**31": b"2147483648",
    "2**63": b"9223372036854775808",
    "5,000 digits": b"9" * 5000,
}
STORABLE = {
    # what a form may let through to the database
    "NUL": b"3\0",
    "2**31": DIGITS["2**31"],
    "100,000 letters": b"x" * 100_000,
    "signs": "\u202e\u2066a\ufeff\r\nX: y\n\x0b\x1b'\"%_\\`${{7*7}}<b>".encode(),
    "last day": b"9999-12-31",
}
VALUES = (
    STORABLE
    | DIGITS
    | {
        # name → bytes as they come over the wire
        "nothing": b"",
        "300 wide letters": "\N{GRINNING FACE}".encode() * 300,
        "year 10000": b"10000",
        "half of a pair": b"\xed\xa0\x80",
        "minus one": b"-1",
        "1e400": b"1e400",
        "NaN": b"NaN",
        "Arabic digits": "١٢٣".encode(),
        "raised digit": "²".encode(),
        "2,000 words": b"a " * 2000,
        "attribute": b"__proto__",
        "no day": b"0000-00-00",
        "long year": b"99999-01-01",
        "open bracket": b"//[",
        "no UTF-8": b"\xff\xfe3",
    }
)
OURS = {"csrfmiddlewaretoken"}
"""Parameters that Django's own middleware reads at each POST; a test client is excused from them."""


class Noted(QueryDict):
    """A QueryDict that notes which names are asked for."""

    def __init__(self, *args, notes=None, kind="", **kwargs):
        self.note = partial(_note, notes, kind)
        super().__init__(*args, **kwargs)

    def __deepcopy__(self, memo):
        return QueryDict(self.urlencode(), mutable=True)

    def __getitem__(self, name):
        self.note(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.note(name)
        return super().__contains__(name)

    def _getlist(self, name, *args, **kwargs):
        self.note(name)
        return super()._getlist(name, *args, **kwargs)


def _note(notes, kind, name):
    """Names that differ by a row's number stand for each other: one of them is enough."""
    if name not in OURS:
        notes.setdefault((kind, re.sub(r"\d+", "0", name)), name)


@contextmanager
def noting(notes):
    """Note into a dict what is read within: (GET or POST, kind of name) → name."""
    get_dict, post_dict = partial(Noted, notes=notes, kind="GET"), partial(Noted, notes=notes, kind="POST")
    with (
        mock.patch("django.core.handlers.wsgi.QueryDict", get_dict),
        mock.patch("django.http.request.QueryDict", post_dict),
        mock.patch("django.http.QueryDict", post_dict),
    ):
        yield notes


def who(key):
    """The person whom a case of the matrix answers best: sari where others fare no better."""
    return min(PERSONS, key=lambda person: (MATRIX[key][PERSONS.index(person)], person != "sari"))


VARIANTS = [
    # other good forms than those of tests.addresses.access_world.SENT: another button, another kind, another open line
    ("evidence:place", {"do": lambda _: "save"}),
    ("evidence:place", {"do": lambda _: "revise", "item": lambda records: records.ready.pk}),
    ("evidence:verdict", {"action": lambda _: "return", "note": lambda _: "Cap belum ada."}),
    ("evidence:prove", {"kind": lambda _: "statement", "text": lambda _: "Sudah."}),
    ("evidence:again", {"keputusan": lambda _: "", "bukti": lambda records: records.proof.pk}),
    ("decrees:bases", {"q": lambda _: "undang"}),
]


class Attack:
    """Visits to a case of the matrix, good but for the parameters that are chosen; changed: another good form."""

    def __init__(self, stage, key, changed=()):
        self.stage, (self.case, self.method) = stage, key
        self.person = who(key)
        self.where = address(stage.records, self.case)
        self.good = {("GET", name): [value] for name, value in _pairs(ASKED.get(self.case, ""))}
        if self.method == "POST":
            data = SENT.get(self.case, lambda _: {})(stage.records)
            data |= {name: value(stage.records) for name, value in dict(changed).items()}
            self.good |= {("POST", name): _texts(value) for name, value in data.items() if not hasattr(value, "read")}
        self.names, self.count = {}, 0
        storable = STORABLE if connection.vendor == "postgresql" else {"signs"}  # SQLite takes the others as they are
        self.alone = storable if self.method == "POST" else set()

    def send(self, choice):
        """(response, {(kind, kind of name)} that were read) of a visit with {(kind, kind of name): value name}."""
        values = self.good | {(kind, self.names[kind, name]): [VALUES[value]] for (kind, name), value in choice.items()}
        self.count += 1
        options = {"headers": HTMX if self.count % 2 else {}}
        if self.method == "POST":
            options |= {"data": _encoded(values, "POST"), "content_type": FORM}
        with noting({}) as read:
            response = self.stage.ask(self.person, f"{self.where}?{_encoded(values, 'GET')}", self.method, **options)
        self.names = read | self.names
        return response, set(read)

    def all(self, share=1):
        """Yield (what was chosen, response) until every parameter was read with every value.

        First in rounds in which each parameter has another value. A value that was not read there comes alone, for
        one that is refused keeps others from being read; so does, in a form, one that it may let through. share: one
        in so many of the rounds and of those alone, others in each case.
        """
        self.send({})
        read, names = set(), [name for name in VALUES if name not in self.alone]
        for shift in filter(self._sampled(share), range(len(names) if self.names else 0)):
            choice = {field: names[(shift + 3 * place) % len(names)] for place, field in enumerate(sorted(self.names))}
            response, read_fields = self.send(choice)
            read |= {(field, value) for field, value in choice.items() if field in read_fields}
            yield choice, response
        tried = set()
        while left := {pair for pair in product(self.names, VALUES) if self._alone(pair, read)} - tried:
            for field, value in filter(self._sampled(share), sorted(left)):
                yield {field: value}, self.send({field: value})[0]
            tried |= left

    def _sampled(self, share):
        """A predicate that one in so many things fulfils, others in each case, the same in each run."""
        return lambda thing: crc32(f"{self.case} {self.method} {thing}".encode()) % share == 0

    def _alone(self, pair, read):
        (kind, _), value = pair
        return pair not in read or kind == "POST" and value in self.alone


def addresses(records, case):
    """Addresses of a case with each of its arguments replaced: digits where the pattern takes nothing else."""
    mark, words = "987654321", URLS[case].split()
    real = [getattr(records, word, word) for word in words]
    for place, word in enumerate(words):
        args = [getattr(value, "pk", value) for value in real]
        args[place] = mark
        text = not word.isdigit() and not hasattr(records, word)
        for value in (VALUES if text else DIGITS).values():
            yield reverse(case.split()[0], args=args).replace(mark, quote_from_bytes(value, safe=""))


def _pairs(query):
    return [pair.split("=") for pair in query.removeprefix("?").split("&") if pair]


def _texts(value):
    return [str(item).encode() for item in (value if isinstance(value, list) else [value])]


def _encoded(values, method):
    """Those of one kind as a query string or body; values: {(kind, name): list of str or bytes}."""
    return "&".join(
        f"{quote(name, safe='')}={quote_from_bytes(value if isinstance(value, bytes) else value.encode(), safe='')}"
        for (kind, name), several in values.items()
        if kind == method
        for value in several
    )
