"""Signs in the cells of a month or quarter grid."""

import re
from collections import Counter

from plans.workbook.reading.words import fold

_WORDS = {"V", "X", "VV", "XX", "1", "YA", "Y", "ADA", "OK", "Ü", "Ö", "Þ", "O", "TRUE", "BENAR"}
_DASHES = set("-–—−‐‑_.") | {"0", "TIDAK", "TDK", "N/A", "NA", "SALAH", "0%", "0,0", "0,00", "0,00%"}
_SHARE = 0.6
_MIN_COUNT = 4
_MAX_LENGTH = 3
MAX_SIGN_LENGTH = 2
USUAL_SIGN = "√"


_QUANTITY = re.compile(
    r"(?:Rp\.? ?)?\d[\d.,]*+ ?%?(?: ?,-)?|\d[\d.,]*+ (?:\([^()]{1,40}\) )?[^\W\d]{1,30}(?: [^\W\d]{1,30}){0,3}"
)
_LONGEST_QUANTITY = 120


def is_quantity(text):
    """Return whether a text is a number, per cent, amount or a number with its unit: "25%", "2 (dua) Laporan"."""
    return len(text) <= _LONGEST_QUANTITY and _QUANTITY.fullmatch(" ".join(text.split())) is not None


def is_nothing(text):
    """Return whether a tick cell means "not in this period": blank, a dash, 0."""
    return not text or text.upper() in _DASHES or set(text) <= _DASHES


def is_tick(text, signs=frozenset()):
    """Return whether a tick cell contains a mark: √ ✓ v x 1 ● …, any single sign, or one of the sheet's own signs."""
    if is_nothing(text):
        return False
    word = "".join(text.split())
    if word.upper() in _WORDS or text in signs:
        return True
    return not fold(word).strip("%#") and "%" not in word and "#" not in word and len(word) <= _MAX_LENGTH


def own_signs(texts):
    """Return a set with the short text that most marked cells of a sheet contain, its own sign ("ok", "vv"), if any."""
    text_counts = Counter(text for text in texts if not is_nothing(text))
    if not text_counts:
        return frozenset()
    text, times = text_counts.most_common(1)[0]
    is_common = times >= _MIN_COUNT and times >= _SHARE * text_counts.total()
    return frozenset({text}) if is_common and len(text) <= _MAX_LENGTH and not text.isdigit() else frozenset()


def usual_sign(texts):
    """Return the most frequent sign among the ticks, as typed; a figure only without any sign; "√" for a long one."""
    signs = [text for text in texts if not text.isalnum() or text.isalpha()]
    sign_counts = Counter(signs or texts)
    sign = sign_counts.most_common(1)[0][0] if sign_counts else USUAL_SIGN
    return sign if len(sign) <= MAX_SIGN_LENGTH else USUAL_SIGN
