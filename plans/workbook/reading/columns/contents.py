"""What the cells of a column hold, and what that says about the field of the column."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from plans.schedule import parsing
from plans.workbook.reading import ticks
from plans.workbook.reading.words import component_of, fold, is_label

TIME, AREA, LABEL, AMOUNT, MARK, TEXT = "time", "area", "label", "amount", "mark", "text"
SAMPLE = 60
"""Cells of a column that are looked at."""
MOST, CLEARLY, HARDLY = 0.6, 0.8, 0.2
WEAK = 0.5
"""Certainty below which a heading alone does not give a column its field when the content speaks against it."""
_LONGEST = 200
_YEAR = 2000
_ENDING = re.compile(r"\d{1,9}$")
_RESULT = re.compile(r"\b(?:REALISASI|CAPAIAN|PROGRES|PROGRESS|TERCAPAI)\b")
_NEVER_FIGURES = ("area", "aspect", "indicator", "action", "evidence")
_LEAST_AREAS = 2
_SURELY = 0.7
_MANY = 8


@dataclass(slots=True)
class Profile:
    """What the sampled cells of a column hold: numbers of cells by kind; areas: distinct official areas."""

    kinds: Counter = field(default_factory=Counter)
    texts: set[str] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)

    @property
    def count(self):
        """Number of filled cells."""
        return self.kinds.total()

    def share(self, *kinds):
        """Return the share of the filled cells that hold one of the kinds, 0 for an empty column."""
        return sum(self.kinds[kind] for kind in kinds) / self.count if self.count else 0.0

    @property
    def is_timed(self):
        """Whether most cells are readable times."""
        return self.share(TIME) >= MOST

    @property
    def holds_areas(self):
        """Whether the cells are titles of several of the six official areas."""
        return len(self.areas) >= _LEAST_AREAS and 2 * self.kinds[AREA] >= self.count

    @property
    def is_figures(self):
        """Whether the cells are bare numbers or letters."""
        return self.share(LABEL) >= CLEARLY


def kind_of(text):
    """Return the kind of a cell's text."""
    return TEXT if len(text) > _LONGEST else _kind_of(text)


@lru_cache(maxsize=8192)
def _kind_of(text):
    if is_label(text):
        return LABEL
    if component_of(text) is not None:
        return AREA
    if parsing.is_count(text):
        return AMOUNT
    if parsing.parse_time(text, _year_of(text)).kind not in {parsing.EMPTY, parsing.UNREADABLE}:
        return TIME
    if ticks.is_quantity(text):
        return AMOUNT
    return MARK if ticks.is_tick(text) else TEXT


def _year_of(text):
    """Return the year that a time written with two digits of it is read in ("05/01/26"), any year for other texts."""
    ending = _ENDING.search(text)
    return _YEAR + int(ending[0]) if ending and len(ending[0]) == 2 else _YEAR


def profiles(lattice, body, slots):
    """Return {first column: Profile} of text columns; body: first row below the header.

    The title of an area counts only beside other cells of its row, or merged over several rows: alone it is a band.
    """
    profile_by_column = {slot.columns[0]: Profile() for slot in slots}
    rows = (row for row in range(body, lattice.height) if lattice.filled(row))
    for row in (row for row, _ in zip(rows, range(SAMPLE), strict=False)):
        last = lattice.filled(row)[-1][0]
        for slot in slots:
            text = _first_text(lattice, row, slot)
            if text and not ticks.is_nothing(text):
                alone = last in slot.columns and lattice.rows[row][last].row_span == 1
                _count(profile_by_column[slot.columns[0]], text, alone=alone)
    return profile_by_column


def _first_text(lattice, row, slot):
    return next((text for column in slot.columns if (text := lattice.own(row, column))), "")


def _count(profile, text, *, alone):
    kind = kind_of(text)
    if kind == AREA and alone:
        return
    profile.kinds[kind] += 1
    profile.texts.add(fold(text[:80]))
    if kind == AREA:
        profile.areas.add(component_of(text))


def judged(scores, profile, heading):
    """Return {field: score} of a column after a look at its cells; scores: of its heading."""
    if profile.is_figures:
        return {name: score for name, score in scores.items() if name not in _NEVER_FIGURES}
    if profile.holds_areas and scores.get("responsible", 0.0) < _SURELY:
        return {name: 0.4 * score for name, score in scores.items()} | {"area": 1.0}
    if profile.is_timed and not _RESULT.search(fold(heading[:120])):
        return _as_time(scores, profile)
    return scores


def _as_time(scores, profile):
    """Return the scores of a column of times: one cell is enough below a heading that may mean a time or a target."""
    may_be_time = not scores.keys().isdisjoint({"time", "target"})
    if not may_be_time and (profile.kinds[TIME] < _LEAST_AREAS or profile.share(TIME) < CLEARLY):
        return scores
    return {name: 0.5 * score for name, score in scores.items()} | {"time": max(scores.get("time", 0.0), 0.9)}


def speaks_against(name, profile):
    """Return whether the cells of a column contradict a field."""
    if not profile.count:
        return False
    if name == "time":
        return profile.share(TIME, LABEL) < HARDLY
    if name == "target":
        return profile.share(AMOUNT, LABEL) < HARDLY
    if name == "area":
        return not profile.areas and len(profile.texts) > _MANY
    if name == "number":
        return profile.share(LABEL) < WEAK
    return name in _NEVER_FIGURES and (profile.is_figures or profile.is_timed)
