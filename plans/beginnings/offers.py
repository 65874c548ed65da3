"""What a newer version of a template would change in a plan, row by row. Pure."""

from collections import Counter
from dataclasses import dataclass, field

from plans.tree import EXTRA, RUN_FIELDS

NEW, CHANGED, MOVED, GONE = "new", "changed", "moved", "gone"
FIELDS = tuple(name for name in RUN_FIELDS if name != "realisation")
EMPTY = {"ticks": [], "tick_notes": {}}
"""Contents of blank cells that hold no text."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the area's component number and title, titles of the aspects from the outermost in.

    labels: as printed, of the area and of each aspect.
    """

    component: int | None
    area: str
    aspects: tuple = ()
    labels: tuple = ("",)

    @property
    def words(self):
        """Return the place in words: "Manajemen Perubahan › Tim Kerja"."""
        return " › ".join([self.area, *self.aspects])

    def same_as(self, other):
        """Return whether another place is the same area and the same aspects, whatever their case."""
        return self.area_key == other.area_key and self.aspect_keys == other.aspect_keys

    @property
    def area_key(self):
        """Return what is equal for the same area."""
        return self.component or plain(self.area)

    @property
    def aspect_keys(self):
        """Return what is equal for the same aspects."""
        return tuple(plain(title) for title in self.aspects)


@dataclass(slots=True)
class Entry:
    """A row as printed. cells: {field: content}, those that continue the row above with its text; node: the RowNode.

    above: key of the row above in the same aspect, "" for none.
    """

    place: Place
    cells: dict
    node: object
    above: str = ""


@dataclass(slots=True)
class Offer:
    """A row of a template that a newer version has otherwise.

    fields: names of the cells that changed; old, new, own: Entry in the old and new version and in the plan, or None.
    """

    key: str
    kind: str
    old: Entry | None = None
    new: Entry | None = None
    own: Entry | None = None
    fields: list = field(default_factory=list)


def entries(tree):
    """Return {row key: Entry} of a PlanTree, in printed order."""
    rows = {}
    for area in tree.areas:
        carried = {}
        _enter(rows, area, Place(area.component, area.title, labels=(area.label,)), carried)
    return rows


def _enter(rows, node, place, carried):
    above = ""
    for row in node.rows:
        cells = _cells(row, carried)
        rows.setdefault(row.key, Entry(place, cells, row, above))
        carried, above = cells, row.key
    for aspect in node.aspects:
        inner = Place(place.component, place.area, (*place.aspects, aspect.title), (*place.labels, aspect.label))
        carried = _enter(rows, aspect, inner, {} if aspect.heading else carried)
    return carried


def _cells(row, carried):
    own = {name: row.texts.get(name, "") for name in FIELDS}
    own |= {EXTRA + heading: text for heading, text in row.extra.items()}
    own |= {"ticks": sorted(row.ticks), "tick_notes": dict(row.tick_notes)}
    continued = row.continues | ({"ticks", "tick_notes"} if "time" in row.continues else set())
    return own | {name: carried[name] for name in continued if name in carried}


def differences(old_tree, new_tree):
    """Return [Offer] of the rows that differ between two versions of a template, in the new one's printed order."""
    old_rows, new_rows = entries(old_tree), entries(new_tree)
    offers = [_difference(key, old_rows.get(key), entry) for key, entry in new_rows.items()]
    removed_rows = [Offer(key, GONE, old=entry) for key, entry in old_rows.items() if key not in new_rows]
    return [*filter(None, offers), *removed_rows]


def _difference(key, old, new):
    if old is None:
        return Offer(key, NEW, new=new, fields=[name for name, content in new.cells.items() if content])
    names = dict.fromkeys([*old.cells, *new.cells])
    changed = [name for name in names if cell(old, name) != cell(new, name)]
    if not old.place.same_as(new.place):
        return Offer(key, MOVED, old, new, fields=changed)
    return Offer(key, CHANGED, old, new, fields=changed) if changed else None


def open_offers(offers, plan_tree, keys):
    """Return those Offers that still concern a plan, each with its own row.

    keys: {row key of the template: row key of the plan}. What the plan says already, and rows that the office has
    removed, are left out.
    """
    own_rows = entries(plan_tree)
    open_list = []
    for offer in offers:
        offer.own = own_rows.get(keys.get(offer.key))
        if (offer.own is None) == (offer.kind == NEW) and not _is_met(offer):
            open_list.append(offer)
    return open_list


def _is_met(offer):
    if offer.own is None or offer.kind == GONE:
        return False
    is_there = offer.kind == CHANGED or offer.own.place.same_as(offer.new.place)
    return is_there and all(cell(offer.own, name) == cell(offer.new, name) for name in offer.fields)


def cell(entry, name):
    """Return the content of a cell, the blank one where the row has none."""
    return entry.cells.get(name, EMPTY.get(name, ""))


def likeness(row, other):
    """Return how alike two RowNodes are, 0–1, by the words that both have."""
    texts = (plain(" ".join(node.texts.get(name, "") for name in FIELDS)) for node in (row, other))
    left, right = (Counter(text.split()) for text in texts)
    return 2 * (left & right).total() / ((left + right).total() or 1)


def plain(text):
    """Return a text in small letters with single spaces."""
    return " ".join(text.casefold().split())
