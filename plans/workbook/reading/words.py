"""Words of a printed table: folding, labels before titles, ditto marks, titles of the six areas."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from zi_portal.lib.unicode import normal

_ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
_LOWER_ROMAN = r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
_LABEL = re.compile(
    rf"(?P<label>(?:{_ROMAN}|\d{{1,3}}(?:\.\d{{1,3}}){{0,3}})[.)]?|\(?(?:[A-Za-z]|{_ROMAN}|{_LOWER_ROMAN}|\d{{1,3}})[.)]+)\s+(?P<title>\S.*)",
    re.DOTALL,
)
_ROMAN_ONLY = re.compile(rf"\(?(?:{_ROMAN})[.)]?")
_BARE = re.compile(rf"\(?(?:{_ROMAN}|{_LOWER_ROMAN}|\d{{1,4}}(?:\.\d{{1,3}})*|[A-Za-z])[.)]*")
_DITTO = {
    '"',
    "''",
    "”",
    "“",
    "″",
    "〃",
    '- " -',
    '-"-',
    "-”-",
    '" "',
    "sda",
    "s.d.a",
    "s.d.a.",
    "s d a",
    "idem",
    "ditto",
}
_CONTINUED = re.compile(r"(?<!\s)\s*+[(\[]?\s*+(?:lanjutan|sambungan)\s*+[)\]]?\s*+\.*+$", re.IGNORECASE)

AREA_NAMES = {
    1: ("MANAJEMEN PERUBAHAN",),
    2: ("PENATAAN TATALAKSANA", "TATALAKSANA", "PENATAAN KETATALAKSANAAN", "PENGUATAN TATALAKSANA"),
    3: (
        "PENATAAN SISTEM MANAJEMEN SDM",
        "PENATAAN SISTEM MANAJEMEN SDM APARATUR",
        "PENATAAN SISTEM MANAJEMEN SDM ASN",
        "PENATAAN MANAJEMEN SDM",
        "SISTEM MANAJEMEN SDM",
        "MANAJEMEN SDM",
        "PENATAAN SDM APARATUR",
    ),
    4: ("PENGUATAN AKUNTABILITAS", "PENGUATAN AKUNTABILITAS KINERJA", "AKUNTABILITAS KINERJA", "AKUNTABILITAS"),
    5: ("PENGUATAN PENGAWASAN", "PENGAWASAN"),
    6: (
        "PENINGKATAN KUALITAS PELAYANAN PUBLIK",
        "PENINGKATAN PELAYANAN PUBLIK",
        "KUALITAS PELAYANAN PUBLIK",
        "PELAYANAN PUBLIK",
    ),
}
"""Folded names of the six areas (PermenPANRB 90/2021, Lampiran III) and the aliases that offices use."""

_SECTIONS = {
    "PENGUNGKIT", "KOMPONEN PENGUNGKIT", "HASIL", "KOMPONEN HASIL", "PEMENUHAN", "ASPEK PEMENUHAN", "REFORM",
    "ASPEK REFORM", "TOTAL PENGUNGKIT", "TOTAL HASIL",
}  # fmt: skip
"""Folded titles of the parts of the evaluation sheet (LKE) that stand above its areas."""
_IN_SECTION = re.compile(r"(?<!\s)\s*+[(\[]\s*+(?:aspek\s++)?(?:pemenuhan|reform)\s*+[)\]]\s*+$", re.IGNORECASE)

_SIMILAR = 0.86
MAX_TITLE_LENGTH = 120


def fold(text):
    """Return the text for comparing: capitals, no punctuation, single spaces: "No. " → "NO"."""
    plain = normal("NFKC", text).upper()
    return " ".join(re.sub(r"[^\w%#]+|_", " ", plain).split())


@lru_cache(maxsize=8192)
def _signs(text):
    """Return the signs of a text as bits; different signs may share one."""
    bits = 0
    for sign in set(text):
        bits |= 1 << ord(sign) % 64
    return bits


def similar(word, other, least):
    """Return the similarity of two folded texts, 0–1, or 0 when it is below least (which is faster to see)."""
    length = len(word) + len(other)
    differing = (_signs(word) ^ _signs(other)).bit_count()  # each such sign has no partner in the other text
    if 2 * min(len(word), len(other)) < least * length or differing > (1 - least) * length:
        return 0.0
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    ratio = matcher.ratio() if matcher.quick_ratio() >= least else 0.0
    return ratio if ratio >= least else 0.0


def split_label(text):
    """Return ("1.", "Tim Kerja") for "1. Tim Kerja", ("", text) for a text without label.

    A label is split off only when both joined by one space give the text again, so that it prints unchanged.
    """
    match = _LABEL.fullmatch(text)
    if match and f"{match['label']} {match['title']}" == text:
        return match["label"], match["title"]
    return "", text


def is_roman(label):
    """Return whether a label is a Roman number up to XXXIX: "IV", "IV."."""
    return bool(_ROMAN_ONLY.fullmatch(label))


def is_label(text):
    """Return whether a text is a bare number or letter: "3", "2.1", "IV.", "a)"."""
    return bool(_BARE.fullmatch(text))


def label_kind(label):
    """Return the kind of a label: "roman", "number", "letter" or ""."""
    if not label:
        return ""
    if is_roman(label):
        return "roman"
    return "number" if any(sign.isdigit() for sign in label) else "letter"


def is_ditto(text):
    """Return whether a cell is a ditto mark: "as above"."""
    return " ".join(text.split()).lower() in _DITTO


def without_continued(text):
    """Return (title without "(lanjutan)", whether it had one)."""
    plain = _CONTINUED.sub("", text)
    return (plain, True) if plain and plain != text else (text, False)


def is_section(text):
    """Return whether a text is the title of a part of the evaluation sheet: PENGUNGKIT, HASIL, PEMENUHAN, REFORM."""
    return len(text) <= MAX_TITLE_LENGTH and fold(text) in _SECTIONS


def is_half(text):
    """Return whether a text names a half of an area on the evaluation sheet: PEMENUHAN or REFORM."""
    return len(text) <= MAX_TITLE_LENGTH and fold(text).removeprefix("ASPEK ") in {"PEMENUHAN", "REFORM"}


def without_section(text):
    """Return a title without the part that it belongs to: "Manajemen Perubahan (Reform)"."""
    return _IN_SECTION.sub("", text) or text


@lru_cache(maxsize=4096)
def component_of(title):
    """Return the number of the official area (1–6) with this title, tolerating misspellings, else None."""
    if len(title) > MAX_TITLE_LENGTH:
        return None
    words = fold(without_section(without_continued(title)[0])).replace("TATA LAKSANA", "TATALAKSANA")
    words = re.sub(r"\bSUMBER DAYA MANUSIA\b", "SDM", words)
    words = re.sub(r"^(?:AREA|PILAR|KOMPONEN|POKJA)\s+(?:PERUBAHAN\s+)?(?:[IVX]+|\d)\s+", "", words)
    words = re.sub(r"^(?:PENGUNGKIT|PROGRAM|AREA)\s+", "", words).replace("SDM DAN APARATUR", "SDM APARATUR")
    scores = {number: max(similar(words, name, _SIMILAR) for name in names) for number, names in AREA_NAMES.items()}
    best = max(scores, key=scores.get)
    return best if scores[best] >= _SIMILAR else None
