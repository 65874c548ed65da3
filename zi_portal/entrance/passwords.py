"""Rules of passwords: long enough, and more than words, names, years and sequences that guessers try first.

The plain spelling is compared: small letters without marks, without separators, digits and signs also read as the
letters that they stand for (0 = o, @ = a). Signs that guessable pieces cover do not count; enough others must be left.
Sources: ASVS 5.0 6.2.1 to 6.2.12 (at least 12 signs, no rules of composition, lists of common and context words).
"""

from functools import cache
from itertools import groupby

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from zi_portal.entrance.spelling import folded
from zi_portal.entrance.words import COMMON, OFFICE, ROWS

LONGEST = 200
"""Longest password, in signs, so that nobody makes the portal work long."""
UNGUESSABLE_SIGNS = 8
"""Signs, at least, that no guessable piece covers."""
SEPARATORS = frozenset(" -_.,/+")
LEET = (str.maketrans("0134578@$!|", "oieastbasil"), str.maketrans("0134578@$!|", "oleastbasll"))
SHORTEST_LISTED, LISTED_PIECES = 5, 2
"""Letters (at least) and number (at most) of pieces of the long list that count: four such words are a good phrase."""
KINDS = {
    "own": "nama, surel, NIP, atau nama satker Anda",
    "office": "kata seputar KPU dan pemilu",
    "common": "kata atau kata sandi yang umum",
    "row": "urutan huruf, angka, atau papan ketik (123, abc, qwerty)",
    "repeat": "huruf atau kata yang diulang",
    "digits": "angka dan tanda di awal atau akhir, atau tahun",
}
HINT = (
    "Paling sedikit 12 karakter. Cara mudah: rangkai tiga atau empat kata yang tidak saling berhubungan. Bukan nama, "
    "surel, satker, kata seputar pemilu, urutan seperti 123 atau qwerty, atau kata umum yang ditambah angka."
)
"""Shown beside the fields of a new password."""


class GuessableValidator:
    """Refuses passwords that are mostly made of guessable pieces; user.own_words() gives those of the person."""

    def validate(self, password, user=None):
        """Raise ValidationError with a sentence that names the kinds of pieces and what to do."""
        if len(password) > LONGEST:
            raise ValidationError(f"Kata sandi paling banyak {LONGEST} karakter.", code="password_too_long")
        pieces = guessable(password, user.own_words() if user else ())
        if not pieces:
            return
        *first, last = [KINDS[kind] for kind in KINDS if kind in pieces]
        made_of = f"{', '.join(first)}, dan {last}" if first else last
        raise ValidationError(
            f"Kata sandi ini mudah ditebak karena hampir seluruhnya terdiri atas {made_of}. "
            "Rangkai tiga atau empat kata yang tidak saling berhubungan.",
            code="password_guessable",
        )

    def get_help_text(self):
        """Return the hint shown beside the field."""
        return HINT


def guessable(password, own=()):
    """Return the kinds (of KINDS) of pieces that make up almost all of a password; empty when enough is left.

    own: words of the person, as they are written.
    """
    plain = "".join(sign for sign in folded(password) if sign not in SEPARATORS)
    spellings = [plain, *(plain.translate(table) for table in LEET)]
    covers = dict.fromkeys(KINDS, frozenset())
    covers["own"] = _word_places(spellings, frozenset(own_pieces(own)))
    covers["office"], covers["common"] = (
        _word_places(spellings, OFFICE),
        _word_places(spellings, COMMON) | _listed_places(spellings),
    )
    covers["row"], covers["repeat"] = _row_places(plain), _repeat_places(plain)
    covers["digits"] = _digit_places(plain, frozenset().union(*covers.values()))
    left = len(plain) - len(frozenset().union(*covers.values()))
    return [kind for kind, places in covers.items() if places] if left < UNGUESSABLE_SIGNS else []


def own_pieces(texts):
    """Yield the words of at least three letters in names, addresses and numbers, and each text as a whole."""
    for text in texts:
        plain = folded(text)
        words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
        yield from (word for word in [*words, "".join(words)] if len(word) >= 3)


def _word_places(spellings, words):
    """Return the places covered by one of the words, written forwards; the longer ones backwards too."""
    searched_words = words | {word[::-1] for word in words if len(word) >= SHORTEST_LISTED}
    return frozenset(place for text in spellings for word in searched_words for place in _places(text, word))


def _places(text, word):
    start = text.find(word)
    while start >= 0:
        yield from range(start, start + len(word))
        start = text.find(word, start + 1)


def _listed_places(spellings):
    """Return the places covered by the longest pieces that are in the list of 20,000 stolen passwords."""
    covered, listed = frozenset(), _stolen_passwords()
    for _ in range(LISTED_PIECES):
        pieces = [piece for text in spellings for piece in _listed_pieces(text, listed) if covered.isdisjoint(piece)]
        covered |= frozenset(max(pieces, key=len, default=()))
    return covered


def _listed_pieces(text, listed):
    longest = max(map(len, listed))
    for start in range(len(text)):
        for end in range(start + SHORTEST_LISTED, min(len(text), start + longest) + 1):
            if text[start:end] in listed:
                yield range(start, end)


@cache
def _stolen_passwords():
    return {word for word in map(folded, CommonPasswordValidator().passwords) if len(word) >= SHORTEST_LISTED}


def _row_places(text):
    """Return the places of three and more neighbours of one row."""
    rows = [line for row in ROWS for line in (row, row[::-1])]
    starts = [at for at in range(len(text) - 2) if any(text[at : at + 3] in row for row in rows)]
    return frozenset(place for at in starts for place in range(at, at + 3))


def _repeat_places(text):
    """Return the places that repeat what stands directly before them: aa, rumahrumah."""
    covered = set()
    for size in range(1, len(text) // 2 + 1):
        for at in range(size, len(text) - size + 1):
            if text[at : at + size] == text[at - size : at] and (
                size > 2 or text[at - 1 : at + 2].count(text[at]) == 3
            ):
                covered.update(range(at, at + size))
    return frozenset(covered)


def _digit_places(text, covered):
    """Return the places of digits and signs at either end or beside a guessable piece, and of years."""
    places = set()
    for of_letters, group in groupby(range(len(text)), key=lambda place: text[place].isalpha()):
        run = list(group)
        first, last = run[0], run[-1]
        at_edge = first - 1 in covered or last + 1 in covered or first == 0 or last == len(text) - 1
        is_year = len(run) == 4 and text[first : first + 2] in ("19", "20")
        if not of_letters and (at_edge or is_year):
            places.update(run)
    return frozenset(places)
