"""What a workbook would change in a plan, row by row; what somebody changed since the export is refused. Pure."""

from copy import deepcopy
from dataclasses import dataclass, field, replace

from plans.comparing.comparing import compare
from plans.comparing.fitting import fitted
from plans.comparing.outcome import CHANGED, GONE, MOVED, NEW, SAME
from plans.workbook.marks import PLACE, base_digest, digest, place_of


@dataclass(slots=True)
class Proposal:
    """A change of one row that may be taken. key: of the checkbox; row: RowDifference with the cells that may be taken.

    refused: [FieldDifference] that somebody changed in the portal since the export, the portal's text first.
    ticked: whether it is taken unless somebody says otherwise.
    """

    key: str
    kind: str
    row: object
    refused: list = field(default_factory=list)
    ticked: bool = True

    @property
    def can_take(self):
        """Whether anything of it may be taken."""
        return self.kind in {NEW, GONE} or self.row.moved or bool(self.row.fields)


@dataclass(slots=True)
class Renaming:
    """An area or aspect whose printed label or title differs. key: of the checkbox; before, after: its nodes."""

    key: str
    before: object
    after: object
    ticked: bool = True


@dataclass(slots=True)
class Proposals:
    """All that a workbook would change. same_count: of rows that stay; comparison: portal first, workbook second."""

    rows: list
    renamings: list
    same_count: int
    comparison: object

    def __bool__(self):
        return bool(self.rows or self.renamings)


def propose(tree, spec, reading, marks, *, year, revision):
    """Return the Proposals of a SheetReading for a PlanTree, both left as they are.

    spec: LayoutSpec of the plan; marks: Marks of the workbook, None for one that was not exported from this plan;
    year, revision: of the plan.
    """
    file_tree, plan_tree = deepcopy(reading.tree), deepcopy(tree)
    fitted(file_tree, reading.spec, plan_tree, spec, year=year)
    if spec.area_labels:
        _ignore_labels(plan_tree, file_tree)
    comparison = compare(plan_tree, file_tree, numbers=spec.numbers == "row" and reading.spec.numbers == "row")
    judge = _Judge(comparison, marks) if marks else None
    rows, same_count = [], 0
    for place, row in enumerate(comparison.rows()):
        proposal = _proposal(row, judge, place)
        if proposal is None:
            same_count += 1
        else:
            rows.append(proposal)
    is_current = marks is None or marks.revision == revision
    return Proposals(rows, list(_renamings(comparison, ticked=is_current)), same_count, comparison)


def _ignore_labels(plan_tree, file_tree):
    """Blank the labels of areas, which the layout counts and the plan's tree need not hold."""
    for tree in (plan_tree, file_tree):
        for area in tree.areas:
            area.label = ""


def _proposal(row, judge, place):
    """Return the Proposal of a RowDifference, None where nothing of it is the workbook's doing."""
    if row.kind == SAME:
        return None
    if row.kind == NEW:
        return Proposal(f"baru-{place}", NEW, row)
    if row.kind == GONE:
        return None if judge and not judge.was_exported(row) else Proposal(row.before.key, GONE, row, ticked=False)
    fields, refused, moved = (row.fields, [], row.moved) if judge is None else judge.of(row)
    if not (fields or refused or moved):
        return None
    kind = CHANGED if fields or refused else MOVED
    own = replace(row, kind=kind, fields=fields, moved=moved)
    return Proposal(row.before.key, kind, own, refused, ticked=bool(fields or moved))


class _Judge:
    """Tells what was changed in the workbook from what was changed in the portal since the export."""

    def __init__(self, comparison, marks):
        self.comparison, self.marks = comparison, marks
        file_keys = [row.after.key for row in comparison.rows() if row.after and row.after.key in marks.digests]
        in_file = set(file_keys)
        exported_keys = [key for key in marks.keys if key in in_file]
        self.is_reordered = exported_keys != [key for key in file_keys if key in set(exported_keys)]

    def was_exported(self, row):
        return row.before.key in self.marks.keys

    def of(self, row):
        """Return (fields to take, refused fields, whether it was moved) of a row that is in both."""
        key = row.after.key
        if key not in self.marks.digests:
            return row.fields, [], row.moved
        fields, refused = [], []
        for cell in row.fields:
            base = base_digest(self.marks, key, cell.name)
            if digest(cell.after) == base or not base and cell.name in row.after.node.continues:
                continue  # as exported; a blank cell is read as one that continues the cell above
            (fields if digest(cell.before) == base else refused).append(cell)
        return fields, refused, row.moved and self._was_moved(row)

    def _was_moved(self, row):
        """Return whether the workbook moved a row that stands elsewhere: to another place, or in another order."""
        file_place, portal_place = (
            place_of(self.comparison.after, row.after),
            place_of(self.comparison.before, row.before),
        )
        is_elsewhere = digest(file_place) != base_digest(self.marks, row.after.key, PLACE)
        return is_elsewhere and file_place != portal_place or self.is_reordered and file_place == portal_place


def _renamings(comparison, *, ticked):
    """Yield the Renamings of areas and aspects in both."""
    count = 0
    for area in comparison.areas:
        for part in (area.area, *area.aspects):
            count += 1
            if part.before and part.after and _name(part.before) != _name(part.after):
                yield Renaming(f"nama-{count}", part.before, part.after, ticked)


def _name(node):
    return node.label.strip(), node.title.strip()
