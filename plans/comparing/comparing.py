"""Compares two plan trees: the only entry of this room for plans as a whole. Pure."""

from collections import Counter

from plans.comparing.matching import match_nodes, match_rows, unmoved
from plans.comparing.outcome import (
    CHANGED,
    GONE,
    MOVED,
    NEW,
    SAME,
    TICKS,
    AreaDifference,
    Comparison,
    FieldDifference,
    NodeDifference,
    RowDifference,
)
from plans.comparing.printed import printed_rows
from plans.tree import EXTRA, RUN_FIELDS


def compare(before, after, *, numbers=False):
    """Return the Comparison of two PlanTrees, of which the first is the older.

    Rows are matched by key, else by the likeness of their texts; what is printed counts, not how cells are merged.
    numbers: whether another number of a numbered row makes it changed.
    """
    return _Sides(before, after, numbers).comparison()


def row_fields(before, after, *, numbers=False):
    """Return [FieldDifference] of two PrintedRows in the order of the forms, remark columns and ticks last."""
    remarks = sorted({name for row in (before, after) for name in row.texts if name.startswith(EXTRA)})
    names = [*(["number"] if numbers else []), *RUN_FIELDS, *remarks]
    pairs = ((name, before.texts.get(name, ""), after.texts.get(name, "")) for name in names)
    fields = [FieldDifference(*pair) for pair in pairs if pair[1] != pair[2]]
    old, new = ticks_of(before), ticks_of(after)
    return fields + ([FieldDifference(TICKS, old, new)] if old != new else [])


def ticks_of(row):
    """Return {month or quarter: text in place of the tick, "" for the tick} of a PrintedRow, in order."""
    places = sorted({*row.ticks, *row.tick_notes})
    return {place: row.tick_notes.get(place, "") for place in places}


class _Aspects:
    """The aspects of a tree as one list. homes: [(index of the area, path of indices)]; index_by_home: the reverse."""

    def __init__(self, tree):
        self.nodes, self.homes = [], []
        for index, area in enumerate(tree.areas):
            self._add(area, (index, ()))
        self.index_by_home = {home: index for index, home in enumerate(self.homes)}

    def _add(self, parent, home):
        for place, aspect in enumerate(parent.aspects):
            child_home = (home[0], (*home[1], place))
            self.nodes.append(aspect)
            self.homes.append(child_home)
            self._add(aspect, child_home)


class _Sides:
    """Both trees with their matched rows, areas and aspects, each as {index in the newer: index in the older}."""

    def __init__(self, before, after, numbers):
        self.before, self.after, self.numbers = before, after, numbers
        self.old, self.new = printed_rows(before), printed_rows(after)
        self.old_aspects, self.new_aspects = _Aspects(before), _Aspects(after)
        self.rows = match_rows(
            self.old, self.new, _names(self.old, self.old_aspects, before), _names(self.new, self.new_aspects, after)
        )
        votes = Counter((self.old[mate].area, self.new[index].area) for index, mate in self.rows.items())
        self.areas = match_nodes(before.areas, after.areas, votes)
        self.aspects = self._matched_aspects()
        self.kept_order = self._rows_in_order()

    def _matched_aspects(self):
        votes = Counter()
        for index, mate in self.rows.items():
            old, new = self.old_aspects.index_by_home, self.new_aspects.index_by_home
            pair = old.get(_home(self.old[mate])), new.get(_home(self.new[index]))
            if None not in pair:
                votes[pair] += 1
        return match_nodes(self.old_aspects.nodes, self.new_aspects.nodes, votes, self._in_same_area)

    def _in_same_area(self, old, new):
        return self.areas.get(self.new_aspects.homes[new][0]) == self.old_aspects.homes[old][0]

    def _home_before(self, row):
        """Return where a row of the newer tree would stand in the older one, None where that place is new."""
        if not row.aspects:
            area = self.areas.get(row.area)
            return None if area is None else (area, ())
        aspect = self.aspects.get(self.new_aspects.index_by_home[_home(row)])
        return None if aspect is None else self.old_aspects.homes[aspect]

    def _rows_in_order(self):
        """Return the indices of the newer rows that stand in the same place and order as in the older tree."""
        by_home, indices_in_order = {}, set()
        for index, mate in sorted(self.rows.items()):
            if self._home_before(self.new[index]) == _home(self.old[mate]):
                by_home.setdefault(_home(self.old[mate]), []).append(index)
        for indices in by_home.values():
            indices_in_order |= {indices[place] for place in unmoved([self.rows[index] for index in indices])}
        return indices_in_order

    def comparison(self):
        """Return the Comparison."""
        groups = {("new", index): AreaDifference(self._area(index)) for index in range(len(self.after.areas))}
        for index, row in enumerate(self.new):
            groups["new", row.area].rows.append(self._row(index, row))
        for index in self._gone(self.before.areas, self.areas):
            groups["old", index] = AreaDifference(NodeDifference(GONE, self.before.areas[index], None))
        self._add_aspects(groups)
        self._add_gone_rows(groups)
        return Comparison(self.before, self.after, [groups[key] for key in self._in_order(groups)])

    def _in_order(self, groups):
        """Return the keys of the groups: newer areas in order, a gone one behind the area that it followed."""
        keys = [key for key in groups if key[0] == "new"]
        new_by_old = {mate: index for index, mate in self.areas.items()}
        for key in (key for key in groups if key[0] == "old"):
            above = [place for place in range(key[1]) if place in new_by_old or ("old", place) in groups]
            before = above and (("new", new_by_old[above[-1]]) if above[-1] in new_by_old else ("old", above[-1]))
            keys.insert(keys.index(before) + 1 if before else 0, key)
        return keys

    @staticmethod
    def _gone(nodes, matches):
        matched_indices = set(matches.values())
        return [index for index in range(len(nodes)) if index not in matched_indices]

    def _area(self, index):
        matched_places = [place for place in range(len(self.after.areas)) if place in self.areas]
        in_order = {matched_places[place] for place in unmoved([self.areas[place] for place in matched_places])}
        mate = self.areas.get(index)
        old = None if mate is None else self.before.areas[mate]
        return _node_difference(old, self.after.areas[index], moved=index not in in_order)

    def _add_aspects(self, groups):
        for index, node in enumerate(self.new_aspects.nodes):
            mate = self.aspects.get(index)
            old = None if mate is None else self.old_aspects.nodes[mate]
            moved = mate is not None and not self._in_same_area(mate, index)
            area = self.new_aspects.homes[index][0]
            groups["new", area].aspects.append(_node_difference(old, node, moved=moved))
        for index in self._gone(self.old_aspects.nodes, self.aspects):
            node, area = self.old_aspects.nodes[index], self.old_aspects.homes[index][0]
            groups[self._group_of_old(area)].aspects.append(NodeDifference(GONE, node, None))

    def _group_of_old(self, area):
        new_by_old = {mate: index for index, mate in self.areas.items()}
        return ("new", new_by_old[area]) if area in new_by_old else ("old", area)

    def _row(self, index, row):
        mate = self.rows.get(index)
        if mate is None:
            return RowDifference(NEW, None, row)
        old = self.old[mate]
        fields, moved = row_fields(old, row, numbers=self.numbers), index not in self.kept_order
        kind = CHANGED if fields else MOVED if moved else SAME
        return RowDifference(kind, old, row, fields, moved)

    def _add_gone_rows(self, groups):
        """Enter each gone row below the row that it followed, where both are in the same group."""
        matched_indices, above = set(self.rows.values()), {}
        for index, row in enumerate(self.old):
            rows = groups[self._group_of_old(row.area)].rows
            if index in matched_indices:
                above[row.area] = row
                continue
            places = [place for place, other in enumerate(rows) if other.before is above.get(row.area, 0)]
            rows.insert(places[0] + 1 if places else 0, RowDifference(GONE, row, None))
            above[row.area] = row


def _home(row):
    return row.area, row.aspects


def _names(rows, aspects, tree):
    """Return [(area title, aspect title)] of the rows."""
    by_home = aspects.index_by_home
    titles = [aspects.nodes[by_home[_home(row)]].title if row.aspects else "" for row in rows]
    return [(tree.areas[row.area].title, title) for row, title in zip(rows, titles, strict=True)]


def _node_difference(old, new, *, moved):
    if old is None:
        return NodeDifference(NEW, None, new)
    differs = _facts(old) != _facts(new)
    return NodeDifference(CHANGED if differs else MOVED if moved else SAME, old, new, moved)


def _facts(node):
    return node.label.strip(), node.title.strip(), getattr(node, "component", None), getattr(node, "heading", False)
