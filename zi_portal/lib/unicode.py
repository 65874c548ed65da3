"""Unicode's normal forms in a time that grows with the text, whatever stands in it."""

import unicodedata

MOST_MARKS = 30
"""Combining marks that stay of a run (Stream-Safe Text Format, Unicode Annex 15): no script needs as many."""


def normal(form, text):
    """unicodedata.normalize() of the text without the marks of a run beyond MOST_MARKS: those are sorted in n²."""
    if text.isascii():
        return text
    kept, run = [], 0
    for sign in text:
        run = run + 1 if _is_mark(sign) else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return unicodedata.normalize(form, "".join(kept))


def _is_mark(sign):
    """Whether a sign, or the first of those that it stands for, is set upon the one before."""
    return sign >= "\u0300" and bool(unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]))
