"""Faults in a decree's wording left from copying: double full stops, numbers of annexes, other titles. Pure."""

import re

DOUBLE_STOP = re.compile(r"(?<!\.)\.\s?\.(?!\.)")
NUMERAL = re.compile(r"\blampiran\s+(?P<numeral>[IVX]+)\b", re.IGNORECASE)
UNNUMBERED = re.compile(r"\blampiran\s+(?:keputusan\s+ini|yang\s+merupakan)\b", re.IGNORECASE)


def double_stop(text):
    """Return whether the text has two full stops in a row (three are an ellipsis)."""
    return DOUBLE_STOP.search(text) is not None


def annex_numerals(text):
    """Return the Roman numerals after the word Lampiran, in capitals, e.g. ["I", "III"]."""
    return [match["numeral"].upper() for match in NUMERAL.finditer(text)]


def annex_unnumbered(text):
    """Return whether the text mentions an annex of this decree without number: "Lampiran Keputusan ini"."""
    return UNNUMBERED.search(text) is not None


def same_title(title, other):
    """Return whether two titles are equal except for case, white space, a final full stop and a leading "Penetapan"."""
    return _plain(title) == _plain(other)


def _plain(title):
    return " ".join(title.upper().split()).rstrip(" .;").removeprefix("PENETAPAN ")
