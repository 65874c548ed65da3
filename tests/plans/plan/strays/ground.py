"""A home among offices that do not exist, and a small table with words of another one."""

from plans.plan.strays import passages, regions
from plans.plan.strays.surveying import Home, survey
from plans.tree import EXTRA, AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode

NAMES = (
    "KABUPATEN AWAN",
    "KABUPATEN AWAN UTARA",
    "KABUPATEN KEPULAUAN PELANGI",
    "KABUPATEN BATU",
    "KABUPATEN KARO",
    "KABUPATEN EMBUN",
    "KOTA EMBUN",
    "KOTA TOA-TOA",
    "PROVINSI LANGIT",
    "PROVINSI LAUT",
    "ACEH",
)
REGISTER = regions.Register(NAMES)
HOME = Home(2030, "KABUPATEN AWAN", "PROVINSI LANGIT", frozenset({"KABUPATEN AWAN", "PROVINSI LANGIT"}), REGISTER)
SPEC = LayoutSpec(
    [
        Column("action", "LANGKAH AKSI"),
        Column("evidence", "BUKTI FISIK"),
        Column("time", "TARGET WAKTU"),
        Column(EXTRA + "CATATAN", "CATATAN"),
    ]
)


def a_tree(rows, *, title="RENCANA AKSI", area="Manajemen Perubahan", aspect="Tim Kerja"):
    """A PlanTree with one area and one aspect; rows: dicts of texts, or RowNodes."""
    nodes = [row if isinstance(row, RowNode) else RowNode(texts=dict(row)) for row in rows]
    return PlanTree(title, [AreaNode("I", area, 1, aspects=[AspectNode("1", aspect, rows=nodes)])])


def surveyed(*rows, home=HOME, spec=SPEC, **titles):
    """The Survey of a table with these rows."""
    return survey(passages.of_tree(a_tree(rows, **titles), spec), home)
