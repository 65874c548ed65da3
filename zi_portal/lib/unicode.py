"""Unicode's normal forms in linear time, whatever the text holds."""

import unicodedata

MOST_MARKS = 30
"""Longest run of combining marks that stays (Stream-Safe Text Format, Unicode Annex 15): no script needs as many."""


def normal(form, text):
    """Return unicodedata.normalize() of the text, each run of marks cut to MOST_MARKS: sorting longer ones takes n²."""
    if text.isascii():
        return text
    signs, run = [], 0
    for sign in text:
        run = run + 1 if _is_mark(sign) else 0
        if run <= MOST_MARKS:
            signs.append(sign)
    return unicodedata.normalize(form, "".join(signs))


def _is_mark(sign):
    """Return whether a sign, or the first one of its decomposition, combines with the one before."""
    return sign >= "\u0300" and bool(unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]))
