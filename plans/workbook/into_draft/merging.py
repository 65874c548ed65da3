"""The taken changes of a workbook, made in the plan's tree. Pure: the tree is changed in place."""

from plans.comparing.outcome import GONE, MOVED, NEW, TICKS
from plans.comparing.printed import printed_rows, tidy
from plans.tree import EXTRA, AreaNode, AspectNode, RowNode, new_key


def merge(tree, proposals, keys):
    """Make the taken ones of Proposals in a PlanTree; keys: of the taken proposals. Return their number.

    tree: as it was given to propose(), so that nodes stand at the same places.
    """
    taken_rows = [proposal for proposal in proposals.rows if proposal.key in keys and proposal.can_take]
    taken_renamings = [renaming for renaming in proposals.renamings if renaming.key in keys]
    _Merger(tree, proposals).run(taken_rows, taken_renamings)
    return len(taken_rows) + len(taken_renamings)


def _parents(tree):
    """Yield every area and aspect of a tree in printed order."""
    for area in tree.areas:
        yield from _with_children(area)


def _with_children(node):
    yield node
    for child in node.aspects:
        yield from _with_children(child)


class _Merger:
    """Holds where the nodes of the compared copies are in the tree, and what each row prints."""

    def __init__(self, tree, proposals):
        self.tree, comparison = tree, proposals.comparison
        self.file = comparison.after
        copies = zip(_parents(comparison.before), _parents(tree), strict=True)
        real_by_copy = {id(copy): node for copy, node in copies}
        self.node_by_file = {}
        for area in comparison.areas:
            for part in (area.area, *area.aspects):
                if part.before and part.after:
                    self.node_by_file[id(part.after)] = real_by_copy[id(part.before)]
        self.real_by_copy = real_by_copy
        self.rows = {row.node.key: row.node for row in printed_rows(tree)}
        pairs = [row for row in comparison.rows() if row.before and row.after]
        self.row_by_file = {id(row.after.node): self.rows[row.before.key] for row in pairs}
        self.printed = {row.node.key: dict(row.texts) for row in printed_rows(tree)}
        self.joins = {key: set(node.continues) for key, node in self.rows.items()}

    def run(self, taken_rows, renamings):
        for renaming in renamings:
            node = self.real_by_copy[id(renaming.before)]
            node.title = renaming.after.title
            node.label = renaming.after.label or node.label
        for proposal in taken_rows:
            self._take(proposal)
        self._restore_runs()

    def _take(self, proposal):
        row = proposal.row
        if proposal.kind == GONE:
            self._remove(self.rows[row.before.key])
        elif proposal.kind == NEW:
            self._add(row.after)
        else:
            self._change(self.rows[row.before.key], row)
            if row.moved or proposal.kind == MOVED:
                self._place(self.rows[row.before.key], row.after)

    def _change(self, node, row):
        for cell in row.fields:
            if cell.name == TICKS:
                node.ticks = sorted(row.after.node.ticks)
                node.tick_notes = dict(row.after.node.tick_notes)
                continue
            self.printed[node.key][cell.name] = cell.after
            if cell.name in row.after.node.continues:
                self.joins[node.key].add(cell.name)

    def _add(self, printed_row):
        source = printed_row.node
        node = RowNode(new_key(), {}, {}, set(), sorted(source.ticks), dict(source.tick_notes))
        self.printed[node.key], self.joins[node.key] = dict(printed_row.texts), set(source.continues)
        self.row_by_file[id(source)] = node
        self._place(node, printed_row)

    def _place(self, node, printed_row):
        """Put a row where the workbook has it: behind the nearest row above that stands in the same place."""
        self._remove(node)
        file_parent = self._file_parents(printed_row)[-1]
        parent = self._parent(printed_row)
        place = next(index for index, row in enumerate(file_parent.rows) if row is printed_row.node)
        above = [self.row_by_file.get(id(row)) for row in reversed(file_parent.rows[:place])]
        index = self._nearest(parent.rows, above)
        parent.rows.insert(index + 1, node)

    def _nearest(self, siblings, nodes):
        """Return the index of the first of some nodes that is among the siblings, -1 for none."""
        indices = (self._index(siblings, node) for node in nodes if node is not None)
        return next((index for index in indices if index is not None), -1)

    def _file_siblings(self, source):
        """Return the aspects of the workbook among which one stands."""
        parents = (parent.aspects for parent in _parents(self.file))
        return next(aspects for aspects in parents if self._index(aspects, source) is not None)

    @staticmethod
    def _index(rows, node):
        return next((index for index, row in enumerate(rows) if row is node), None)

    def _file_parents(self, printed_row):
        """Return the area and aspects of the workbook above a row."""
        nodes = [self.file.areas[printed_row.area]]
        for place in printed_row.aspects:
            nodes.append(nodes[-1].aspects[place])
        return nodes

    def _parent(self, printed_row):
        """Return the area or aspect of the plan for a row of the workbook; what is missing is added."""
        parent = None
        for source in self._file_parents(printed_row):
            node = self.node_by_file.get(id(source))
            if node is None:
                node = self.node_by_file[id(source)] = self._new_node(source, parent)
            parent = node
        return parent

    def _new_node(self, source, parent):
        if parent is None:
            node = AreaNode(source.label, source.title, source.component, source.continued)
            siblings, file_siblings = self.tree.areas, self.file.areas
        else:
            node = AspectNode(source.label, source.title, source.heading)
            siblings = parent.aspects
            file_siblings = self._file_siblings(source)
        place = self._index(file_siblings, source)
        above = [self.node_by_file.get(id(other)) for other in reversed(file_siblings[:place])]
        index = self._nearest(siblings, above)
        siblings.insert(index + 1, node)
        return node

    def _remove(self, node):
        for parent in _parents(self.tree):
            parent.rows[:] = [row for row in parent.rows if row is not node]

    def _restore_runs(self):
        """Join each cell with the one above where it was joined and both still print the same; write out the others."""
        for area in self.tree.areas:
            above = None
            for node, begins in _in_segments(area):
                self._settle(node, None if begins else above)
                above = node

    def _settle(self, node, above):
        texts, joins = self.printed[node.key], set()
        for name in self.joins[node.key]:
            if above is not None and texts.get(name, "") == self.printed[above.key].get(name, ""):
                joins.add(name)
        for name in texts.keys() | node.texts.keys() | {EXTRA + heading for heading in node.extra}:
            if name not in joins:
                _put(node, name, texts.get(name, ""))
        node.kept = {name: content for name, content in node.kept.items() if name in joins and name in node.continues}
        node.continues = joins


def _in_segments(area):
    """Yield (RowNode, whether a segment begins there) of an area; see plan/lines.py."""
    is_first = True
    for row in area.rows:
        yield row, is_first
        is_first = False
    for aspect in area.aspects:
        for row, begins in _in_aspect(aspect):
            yield row, begins or is_first
            is_first = False


def _in_aspect(aspect):
    begins = aspect.heading
    for row in aspect.rows:
        yield row, begins
        begins = False
    for child in aspect.aspects:
        for row, child_begins in _in_aspect(child):
            yield row, begins or child_begins
            begins = False


def _put(node, name, text):
    """Set a cell, unless it prints the same already."""
    from_extra = name.startswith(EXTRA)
    target, field = (node.extra, name.removeprefix(EXTRA)) if from_extra else (node.texts, name)
    if name in node.continues or tidy(target.get(field, "")) != text:
        target[field] = text
