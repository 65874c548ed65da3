"""Texts that a regular expression stumbles over, made from the expression itself: its parts repeated, then an end."""

import re
from functools import cache
from itertools import combinations
from re import _compiler, _parser

SIGNS = " \n\ta0A.-_,;:/()[]{}\"'*?=@#%&<>|\\\x00é"
"""What a class of characters is asked for."""
ALWAYS = (" ", "\n", "0", "a", "A", ".", "-", "(", "a ", "0 ", ". ", " \n", "a.", "a@a.a.", "?a=")
ENDS = ("", "\n!", "\x00")
MOST_PAIRED, MOST_TAKEN = 12, 8
REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


@cache
def plans(pattern):
    """[(start, unit, end)] of texts for a pattern: they begin with start, repeat the unit and end with end."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    signs = list(dict.fromkeys(_signs(tree)))
    beginnings = [("", unit) for unit in ALWAYS]
    for start, body in _repeats(tree, ""):
        beginnings += [(start, unit) for unit in [*_signs(body), _sample(body)]]
    plain_units = [*signs, *("".join(pair) for pair in combinations(signs[:MOST_PAIRED], 2))]
    for part in _parts(tree):
        samples = [_sample([node]) for node in part]
        units = ["".join(samples[:end]) for end in range(1, len(part) + 1)]
        plain_units += [repeated for unit in units for repeated in (unit, f"{unit} ")]
        beginnings += [("", units[-1])] if units else []
    complete = [
        *((start, unit, end) for start, unit in beginnings for end in ENDS),
        *(("", unit, ENDS[-1]) for unit in plain_units),
    ]
    return [plan for plan in dict.fromkeys(complete) if plan[1]]


def text(length, start, unit, end):
    """A text of this many characters."""
    body = length - len(start) - len(end)
    return start + (unit * (body // len(unit) + 1))[:body] + end


def _name(node):
    return str(node[0])


def _children(node):
    """Sequences that stand within a node."""
    name, value = _name(node), node[1]
    if name in REPEATS:
        return [value[2]]
    if name == "BRANCH":
        return value[1]
    if name == "SUBPATTERN":
        return [value[3]]
    if name in {"ASSERT", "ASSERT_NOT"}:
        return [value[1]]
    return [value] if name == "ATOMIC_GROUP" else []


def _parts(tree):
    """All sequences of a pattern, from the outermost in."""
    yield list(tree)
    for node in tree:
        for child in _children(node):
            yield from _parts(child)


def _signs(tree):
    """Characters that the parts of a pattern take."""
    for node in tree:
        if _name(node) == "LITERAL":
            yield chr(node[1])
        elif _name(node) in {"IN", "ANY", "NOT_LITERAL"}:
            yield from _taken(node)
        for child in _children(node):
            yield from _signs(child)


def _taken(node):
    """Some characters that a class takes: of its own and of SIGNS."""
    parts = [(str(kind), value) for kind, value in (node[1] if _name(node) == "IN" else ())]
    own = [chr(value if kind == "LITERAL" else value[0]) for kind, value in parts if kind in {"LITERAL", "RANGE"}]
    return [sign for sign in dict.fromkeys([*own, *SIGNS]) if _fits(node, sign)][:MOST_TAKEN]


def _fits(node, sign):
    tree = _parser.SubPattern(_parser.State(), [node])
    return _compiler.compile(tree).fullmatch(sign) is not None


def _repeats(tree, before):
    """[(text that leads to a repeat, its body)]"""
    for node in tree:
        if _name(node) in REPEATS and node[1][1] > 3:
            yield before, node[1][2]
        for child in _children(node):
            yield from _repeats(child, before)
        before += _sample([node])


def _sample(tree):
    """A short text that a pattern takes; what may be left out is there once."""
    return "".join(_sample_of(node) for node in tree)


def _sample_of(node):
    name = _name(node)
    if name == "LITERAL":
        return chr(node[1])
    if name in {"IN", "ANY", "NOT_LITERAL"}:
        return next(iter(_taken(node)), "")
    if name in REPEATS:
        minimum, maximum, body = node[1]
        return _sample(body) * max(minimum, min(1, maximum))
    if name in {"ASSERT", "ASSERT_NOT", "AT", "GROUPREF"}:
        return ""
    return _sample(next(iter(_children(node)), ()))
