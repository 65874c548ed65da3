"""What a comparison says: areas, aspects and rows that are new, changed, moved, gone or the same. Pure."""

from collections import Counter
from dataclasses import dataclass, field

from plans.comparing.words import segments

NEW, CHANGED, MOVED, GONE, SAME = KINDS = ("new", "changed", "moved", "gone", "same")
TICKS = "ticks"
"""Name of the field that holds the ticks of a row, as RowNode.ticks and tick_notes; all others hold texts."""


@dataclass(slots=True)
class FieldDifference:
    """A cell whose print differs. name: as in RowNode.continues, "number" or TICKS.

    before, after: texts; of TICKS {month or quarter: text in place of the tick, "" for the tick itself}.
    """

    name: str
    before: object
    after: object

    @property
    def segments(self):
        """[Segment] of the words; [] for ticks."""
        return [] if self.name == TICKS else segments(self.before, self.after)


@dataclass(slots=True)
class RowDifference:
    """A row: kind, before and after (PrintedRow, None where it is new or gone), fields: [FieldDifference].

    moved: it stands in another area or aspect, or elsewhere in the same one; one that also changed has kind CHANGED.
    """

    kind: str
    before: object
    after: object
    fields: list = field(default_factory=list)
    moved: bool = False


@dataclass(slots=True)
class NodeDifference:
    """An area or aspect: kind, before and after (AreaNode or AspectNode, None where it is new or gone).

    CHANGED: its label, title or official area differs, or whether it is a heading.
    """

    kind: str
    before: object
    after: object
    moved: bool = False

    @property
    def node(self):
        """The newer node, or the older one where it is gone."""
        return self.after or self.before


@dataclass(slots=True)
class AreaDifference:
    """An area with what it holds: aspects [NodeDifference] and rows [RowDifference] in printed order."""

    area: NodeDifference
    aspects: list = field(default_factory=list)
    rows: list = field(default_factory=list)

    @property
    def differs(self):
        """Whether anything of it is not the same."""
        return any(part.kind != SAME for part in (self.area, *self.aspects, *self.rows))


@dataclass(slots=True)
class Comparison:
    """Two plans beside each other. title_before, title_after: above the tables; areas: [AreaDifference].

    before, after: the compared PlanTrees, to whose areas and aspects the indices of PrintedRow lead.
    """

    before: object
    after: object
    areas: list = field(default_factory=list)

    @property
    def titles(self):
        """FieldDifference of the titles, None when they are the same."""
        old, new = self.before.title.strip(), self.after.title.strip()
        return FieldDifference("title", old, new) if old != new else None

    def rows(self):
        """Yield every RowDifference in printed order; what is gone follows what it stood below."""
        for area in self.areas:
            yield from area.rows

    def counts(self):
        """Return {kind: number of rows}, with all of KINDS."""
        return dict.fromkeys(KINDS, 0) | Counter(row.kind for row in self.rows())

    def __bool__(self):
        return bool(self.titles) or any(area.differs for area in self.areas)
