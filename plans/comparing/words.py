"""Two texts beside each other, word by word. Pure."""

import re
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

EQUAL, INSERT, DELETE = "equal", "insert", "delete"
TOKEN = re.compile(r"\w+|\s|[^\w\s]")
MOST_TOKENS = 1200
"""Words up to which two texts are compared word by word; what differs in longer ones is shown as a whole."""


class Segment(NamedTuple):
    """A part of a text: kind EQUAL, INSERT (only in the newer text) or DELETE (only in the older)."""

    kind: str
    text: str


def segments(before, after):
    """Return [Segment]: those that are not INSERT give before, those that are not DELETE give after."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    parts = [(EQUAL, old[:start]), *middle, (EQUAL, old[len(old) - end :])]
    return [Segment(kind, "".join(tokens)) for kind, tokens in _smoothed(parts)]


def _common(old, new):
    """Return the number of tokens with which both begin."""
    return next(
        (n for n, (left, right) in enumerate(zip(old, new, strict=False)) if left != right), min(len(old), len(new))
    )


def _middle(old, new):
    """Return [(kind, tokens)] of what lies between the common beginning and the common end."""
    if max(len(old), len(new)) > MOST_TOKENS:
        return [(DELETE, old), (INSERT, new)]
    parts = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append((EQUAL, old[start:end]))
        else:
            parts += [(DELETE, old[start:end]), (INSERT, new[new_start:new_end])]
    return parts


def _smoothed(parts):
    """Return the parts without empty ones; white space alone between two changes belongs to both of them."""
    parts = [part for part in parts if part[1]]
    changes = []
    for place, (kind, tokens) in enumerate(parts):
        inner = 0 < place < len(parts) - 1 and not "".join(tokens).strip()
        changes += [(DELETE, tokens), (INSERT, tokens)] if kind == EQUAL and inner else [(kind, tokens)]
    joined_parts = []
    for is_equal, group in groupby(changes, key=lambda part: part[0] == EQUAL):
        pieces = list(group)
        for kind in [EQUAL] if is_equal else [DELETE, INSERT]:
            tokens = [token for piece, piece_tokens in pieces if piece == kind for token in piece_tokens]
            joined_parts += [(kind, tokens)] if tokens else []
    return joined_parts
