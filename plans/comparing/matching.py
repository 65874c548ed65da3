"""Which row of one plan is which of another: by key, else by the likeness of their texts. Pure."""

import re
from bisect import bisect_left
from collections import Counter

YEAR = re.compile(r"\b20\d\d\b")
WORD = re.compile(r"\w+")
WEIGHTS = {"action": 5.0, "evidence": 2.0, "indicator": 1.0, "target": 0.25, "time": 0.25}
"""Weight of a field in the likeness of two rows, those that are blank in both left out."""
AREA_WEIGHT, ASPECT_WEIGHT = 0.6, 0.6
LIKE = 0.5
"""Likeness, from 0 to 1, from which two rows without a common key count as the same row."""


def match_rows(before, after, names_before, names_after):
    """Return {index in after: index in before} of two lists of PrintedRow.

    names_…: for each row (area title, aspect title), which decide between rows with the same texts.
    """
    places = _by_key(before, after)
    free_before = [index for index in range(len(before)) if index not in set(places.values())]
    free_after = [index for index in range(len(after)) if index not in places]
    old = [(index, _words(before[index], names_before[index])) for index in free_before]
    new = [(index, _words(after[index], names_after[index])) for index in free_after]
    return places | _greedy(_row_pairs(old, new), LIKE)


def _by_key(before, after):
    """Return the pairs of rows with the same key; a key that stands twice counts for its first row."""
    by_key = {}
    for index, row in enumerate(before):
        by_key.setdefault(row.key, index)
    places = {}
    for index, row in enumerate(after):
        if row.key and row.key in by_key:
            places[index] = by_key.pop(row.key)
    return places


def _row_pairs(old, new):
    """Yield (likeness, index in before, index in after) of all pairs that have a word of their action in common."""
    for after_index, after_words in new:
        for before_index, before_words in old:
            likeness = _row_likeness(before_words, after_words)
            if likeness >= LIKE:
                yield likeness, before_index, after_index


def _greedy(pairs, least):
    """Return {index in after: index in before}, the likest pairs first, of equals those in the same order."""
    taken_before, places = set(), {}
    for likeness, before_index, after_index in sorted(pairs, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair)):
        if likeness >= least and before_index not in taken_before and after_index not in places:
            taken_before.add(before_index)
            places[after_index] = before_index
    return places


def _words(row, names):
    """Return {field: set of words} of a row, with "area" and "aspect"; years count as one word."""
    texts = {name: row.texts.get(name, "") for name in WEIGHTS}
    return {name: bag(text) for name, text in texts.items()} | dict(
        zip(("area", "aspect"), map(bag, names), strict=True)
    )


def bag(text):
    """Return the words of a text as a set, without case; a year is "tahun" whichever it is."""
    return frozenset(WORD.findall(YEAR.sub("tahun", text).casefold()))


def likeness(left, right):
    """Return the share of words that two sets have in common, from 0 to 1 (Dice)."""
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 1.0


def _row_likeness(old, new):
    """Return the likeness of two rows from 0 to 1; texts decide, area and aspect break ties."""
    score = weight = 0.0
    for name, share in WEIGHTS.items():
        if old[name] or new[name]:
            score += share * likeness(old[name], new[name])
            weight += share
    if not weight or score / weight < LIKE * 0.8:
        return 0.0
    for name, share in (("area", AREA_WEIGHT), ("aspect", ASPECT_WEIGHT)):
        score += share * likeness(old[name], new[name])
        weight += share
    return score / weight


def match_nodes(before, after, votes, may_pair=lambda old, new: True):
    """Return {index in after: index in before} of two lists of areas or aspects.

    votes: Counter of (index in before, index in after) of their matched rows; the titles decide where rows do not,
    among those that may_pair(index in before, index in after) allows.
    """
    sums = Counter({pair: 10.0 + count for pair, count in votes.items()})
    titles_before, titles_after = ([bag(node.title) for node in nodes] for nodes in (before, after))
    for new_index, new_words in enumerate(titles_after):
        for old_index, old_words in enumerate(titles_before):
            title_likeness = likeness(old_words, new_words)
            if title_likeness >= LIKE and may_pair(old_index, new_index):
                is_same = before[old_index].title == after[new_index].title
                sums[old_index, new_index] += title_likeness + 5 * is_same
    return _greedy([(weight, *pair) for pair, weight in sums.items()], LIKE)


def unmoved(places):
    """Return the indices of a list of numbers that form its longest rising sequence: what kept its order."""
    tails, links = [], {}
    for index, place in enumerate(places):
        rank = bisect_left([places[tail] for tail in tails], place)
        links[index] = tails[rank - 1] if rank else None
        tails[rank : rank + 1] = [index]
    rising, index = set(), tails[-1] if tails else None
    while index is not None:
        rising.add(index)
        index = links[index]
    return rising
