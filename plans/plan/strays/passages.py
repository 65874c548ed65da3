"""The texts of a plan's tree, each with its place in words: what strays are looked for in and words are replaced in."""

from dataclasses import dataclass

from plans.tree import EXTRA, MONTHS, QUARTERS, RUN_FIELDS
from zi_portal.lib import indonesian

ROW, AREA, ASPECT, PLAN = "row", "area", "aspect", "plan"
CITATION = "citation"
"""Source of a clause that cites rules and letters, with years and regions of their own."""
TICK_NOTE = "tick:"
"""Prefix of the field of a text in a tick column: TICK_NOTE + month or quarter."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its place. source, key, field: whose text it is ("row", "12", "evidence"); words: where it stands.

    key: primary key, or the place in the tree where nothing is stored yet. row: number of the printed row, 0 for none.
    """

    source: str
    key: str
    field: str
    text: str
    words: str
    row: int = 0


def of_tree(tree, spec, pks=None):
    """Yield the Passages of a PlanTree in printed order: title, then each area with its aspects and rows.

    Only what the layout prints is included, blank texts are not. pks: {id(node): primary key} of a stored tree.
    """
    walk = _Walk(spec, pks or {})
    if tree.title.strip():
        yield Passage(PLAN, walk.key(tree, 0), "title", tree.title, "Judul tabel")
    for area in tree.areas:
        yield from walk.area(area)


class _Walk:
    """Counts areas, aspects and rows in printed order."""

    def __init__(self, spec, pks):
        self.spec, self.pks = spec, pks
        self.headings = {column.field: " ".join(column.heading.lower().split()) for column in spec.columns}
        self.counts = dict.fromkeys((ROW, AREA, ASPECT), 0)

    def key(self, node, number):
        return str(self.pks.get(id(node), number))

    def _counted(self, source, node):
        self.counts[source] += 1
        return self.key(node, self.counts[source])

    def area(self, area):
        key = self._counted(AREA, area)
        name = area.label or area.title[:40]
        if area.title.strip():
            yield Passage(AREA, key, "title", area.title, f"Nama area {name}")
        for row in area.rows:
            yield from self.row(row, name)
        for aspect in area.aspects:
            yield from self.aspect(aspect, name)

    def aspect(self, aspect, area_name):
        key = self._counted(ASPECT, aspect)
        if aspect.title.strip():
            yield Passage(
                ASPECT, key, "title", aspect.title, f"Nama aspek {aspect.label}".strip() + f" (area {area_name})"
            )
        for row in aspect.rows:
            yield from self.row(row, area_name)
        for child in aspect.aspects:
            yield from self.aspect(child, area_name)

    def row(self, row, area_name):
        key = self._counted(ROW, row)
        number = self.counts[ROW]
        for field, heading, text in self._cells(row):
            if text.strip():
                yield Passage(ROW, key, field, text, f"Baris {number} (area {area_name}), {heading}", number)

    def _cells(self, row):
        """Yield (field, heading, text) of the printed cells that do not continue the one above."""
        for field, heading in self.headings.items():
            if field in row.continues:
                continue
            if field in RUN_FIELDS:
                yield field, heading, row.texts.get(field, "")
            elif field.startswith(EXTRA):
                yield field, heading, row.extra.get(field.removeprefix(EXTRA), "")
            elif field in (MONTHS, QUARTERS) and "time" not in row.continues:
                for place, text in sorted(row.tick_notes.items()):
                    yield f"{TICK_NOTE}{place}", _period(field, place), text


def _period(field, place):
    names = indonesian.MONTHS if field == MONTHS else indonesian.QUARTERS
    return names[place - 1] if 0 < place <= len(names) else str(place)


def put(node, field, text):
    """Write a text into a node of a tree, at the field of its Passage."""
    if field.startswith(EXTRA):
        node.extra[field.removeprefix(EXTRA)] = text
    elif field.startswith(TICK_NOTE):
        node.tick_notes[int(field.removeprefix(TICK_NOTE))] = text
    elif hasattr(node, "texts"):
        node.texts[field] = text
    else:
        setattr(node, field, text)


def nodes(tree):
    """Yield ((source, key), node) of a tree that is not stored, with the keys of its Passages."""
    counts = dict.fromkeys((ROW, AREA, ASPECT), 0)

    def counted(source, node):
        counts[source] += 1
        return (source, str(counts[source])), node

    def below(node):
        for row in node.rows:
            yield counted(ROW, row)
        for aspect in node.aspects:
            yield counted(ASPECT, aspect)
            yield from below(aspect)

    yield (PLAN, "0"), tree
    for area in tree.areas:
        yield counted(AREA, area)
        yield from below(area)
