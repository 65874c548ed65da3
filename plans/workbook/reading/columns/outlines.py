"""Outlines: levels in narrow columns under one heading, as on the evaluation sheet (LKE): 1. area, i. aspect, a. …"""

from collections import Counter
from dataclasses import dataclass

from plans.workbook.reading.words import component_of, is_label, is_section, split_label

SECTION, AREA, ASPECT, LEAF = "section", "area", "aspect", "leaf"
_LEAST_COLUMNS = 3
_LEAST_SHARE, _LEAST_AREAS = 0.6, 2
_CONTENT = frozenset({"action", "evidence", "time", "target", "responsible"})


@dataclass(slots=True)
class Entry:
    """What stands in the outline of one row. depth: number of outline columns to its left."""

    row: int
    depth: int
    label: str
    title: str
    level: str = LEAF
    leads: bool = False

    @property
    def text(self):
        """Label and title as printed side by side."""
        return f"{self.label} {self.title}".strip()


def unfold(recognised):
    """Find the outline of a table: its leaves become the indicators, its upper levels recognised.levels.

    Nothing happens to a table without an outline, or with an indicator beside it.
    """
    for slot in recognised.slots:
        columns = _columns(recognised, slot)
        if len(columns) < _LEAST_COLUMNS or slot.joins or slot.period:
            continue
        entries = _entries(recognised, columns)
        if _is_outline(entries) and _set_levels(recognised, entries):
            _take(recognised, slot, columns)
            recognised.levels = {entry.row: entry for entry in entries if entry.level != LEAF}
            return


def _columns(recognised, slot):
    """Return the columns below a heading, and those to the right that have none."""
    place = recognised.slots.index(slot) + 1
    columns = list(slot.columns)
    while slot.heading and place < len(recognised.slots) and not recognised.slots[place].heading:
        columns += recognised.slots[place].columns
        place += 1
    return columns


def _entries(recognised, columns):
    entries = []
    main_slots = [slot for slot in recognised.slots if slot.field in _CONTENT or slot.period]
    main_columns = [column for slot in main_slots for column in slot.columns if column not in columns]
    for row in range(recognised.body, recognised.lattice.height):
        texts = [(depth, text) for depth, column in enumerate(columns) if (text := recognised.lattice.own(row, column))]
        if texts:
            leads = not any(recognised.lattice.own(row, column) for column in main_columns)
            entries.append(Entry(row, texts[0][0], *_label(texts), leads=leads))
    return entries


def _label(texts):
    """Return (label, title) of the outline's cells of a row."""
    first, rest = texts[0][1], " ".join(text for _, text in texts[1:])
    if rest and is_label(first):
        return first, rest
    return split_label(f"{first} {rest}".strip())


def _is_outline(entries):
    """Return whether the entries stand at several depths, most with labels or some with titles of official areas."""
    labelled = [entry for entry in entries if entry.label]
    if len({entry.depth for entry in labelled}) > 1 and len(labelled) >= _LEAST_SHARE * len(entries):
        return True
    official = {(entry.depth, component_of(entry.title)) for entry in entries if component_of(entry.title) is not None}
    depths = {entry.depth for entry in entries}
    return len(depths) > 1 and len(official) >= _LEAST_AREAS and len({depth for depth, _ in official}) == 1


def _set_levels(recognised, entries):
    """Set the level of each entry; return whether there are areas with something below them."""
    leaf_depths = Counter(entry.depth for entry in entries if not entry.leads)
    official = Counter(entry.depth for entry in entries if component_of(entry.title) is not None)
    upper = [entry.depth for entry in entries if entry.leads and not is_section(entry.title)]
    if not leaf_depths or not upper:
        return False
    area_depth = official.most_common(1)[0][0] if official else min(upper)
    leaf_depth = leaf_depths.most_common(1)[0][0]
    for entry in entries:
        entry.level = _level(entry, area_depth, leaf_depth)
    return area_depth < leaf_depth


def _level(entry, area_depth, leaf_depth):
    if entry.depth < area_depth:
        return SECTION if entry.leads else LEAF
    if entry.depth == area_depth:
        return AREA
    return ASPECT if entry.depth < leaf_depth else LEAF


def _take(recognised, slot, columns):
    """Make the outline's columns one slot of the indicator; columns that had the field become remarks."""
    for other in recognised.slots:
        if other.field == "indicator":
            other.field = ""
    slot.field, slot.columns, slot.score = "indicator", tuple(columns), 1.0
    recognised.slots = [other for other in recognised.slots if other is slot or other.columns[0] not in columns]
