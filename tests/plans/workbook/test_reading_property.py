"""A table printed from any tree is read back as the same tree: reading is the inverse of printing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.plan.table import to_grid
from plans.tree import MONTHS, QUARTERS, AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode
from plans.workbook.reading import read_sheet
from tests.workbooks import AREAS, ROMANS

HEADINGS = {
    "number": "NO",
    "area": "KOMPONEN PENGUNGKIT",
    "aspect": "ASPEK",
    "indicator": "INDIKATOR",
    "action": "LANGKAH AKSI",
    "evidence": "BUKTI FISIK",
    "time": "TARGET WAKTU",
    "target": "TARGET CAPAIAN",
    "responsible": "PENANGGUNG JAWAB",
    MONTHS: "PELAKSANAAN (BULAN)",
    QUARTERS: "JADWAL",
}


def spec_of(*fields, **style):
    """A layout of these fields with usual headings."""
    return LayoutSpec(columns=[Column(name, HEADINGS[name]) for name in fields], **style)


RUNS = ("indicator", "action", "evidence", "responsible")
BAND = spec_of("number", "aspect", *RUNS[:3], "time", "responsible")
JOINED = spec_of("number", "aspect", *RUNS, MONTHS, joined_band=True, number_row="plain", schedule="months")
COLUMN = spec_of("number", "area", "aspect", *RUNS, "time", area_style="column", numbers="area", number_row="paren")
GRID = spec_of("number", "area", "aspect", *RUNS, QUARTERS, area_style="column", numbers="area", schedule="quarters")
SPECS = (BAND, JOINED, COLUMN, GRID)

word = st.text(alphabet="bcdfghjk", min_size=3, max_size=9)
sentence = st.lists(word, min_size=1, max_size=4).map(" ".join)


@st.composite
def rows(draw, count, *, first):
    """Rows whose cells continue only where a run can be; every row has a text of its own."""
    row_nodes = []
    for place in range(count):
        own = draw(st.sampled_from(RUNS))
        may = [name for name in RUNS if name != own and not (first and place == 0)]
        continues = draw(st.sets(st.sampled_from(may))) if may else set()
        texts = {name: draw(sentence) for name in RUNS if name not in continues}
        row_nodes.append(RowNode(texts=texts | {"time": "Maret 2026"}, continues=continues))
    return row_nodes


@st.composite
def trees(draw):
    """Areas with aspects, some of them headings with unnumbered children."""
    tree = PlanTree()
    for number in range(draw(st.integers(1, 3))):
        area = AreaNode(ROMANS[number], AREAS[number], number + 1)
        for place in range(draw(st.integers(1, 3))):
            area.aspects.append(draw(aspects(str(place + 1), first=place == 0)))
        tree.areas.append(area)
    return tree


@st.composite
def aspects(draw, label, *, first):
    title = f"{label}{draw(sentence)}"
    if draw(st.booleans()) and draw(st.booleans()):
        node = AspectNode(label, title, heading=True)
        node.aspects = [AspectNode("", f"sub{label} {draw(sentence)}", rows=draw(rows(2, first=True)))]
        return node
    return AspectNode(label, title, rows=draw(rows(draw(st.integers(1, 3)), first=first)))


def plain(node):
    """A tree as nested tuples without keys, to compare."""
    if isinstance(node, RowNode):
        texts = {name: text for name, text in node.texts.items() if text}
        return texts, node.continues, node.ticks, node.tick_notes
    own = (node.label, node.title, getattr(node, "heading", None), getattr(node, "continued", None))
    return own, [plain(row) for row in node.rows], [plain(aspect) for aspect in node.aspects]


@settings(max_examples=50, deadline=None)
@given(tree=trees(), spec=st.sampled_from(SPECS), ticks=st.lists(st.sets(st.integers(1, 4)), min_size=40, max_size=40))
def test_a_printed_table_is_read_back_as_the_same_tree(tree, spec, ticks):
    for row, marks in zip(tree.rows(), ticks, strict=False):
        if spec.schedule != "text":
            row.ticks = sorted(marks)
            row.texts.pop("time")
    unlabelled(tree, spec)
    reading = read_sheet(to_grid(tree, spec), year=2026)
    assert [plain(area) for area in reading.tree.areas] == [plain(area) for area in tree.areas]


def unlabelled(tree, spec):
    """Beside numbered areas the aspects have no number of their own, and no headings."""
    if spec.numbers != "area":
        return
    for area in tree.areas:
        area.aspects = [child for aspect in area.aspects for child in (aspect.aspects or [aspect])]
        for aspect in area.aspects:
            aspect.label = ""


def test_the_last_row_counts_even_when_all_its_cells_but_one_run_on_from_above():
    fields = ("number", "aspect", "indicator", "action", "evidence", "responsible")
    first = RowNode("a", {"indicator": "Ada", "action": "Rapat", "evidence": "Notula", "responsible": "Tim A"})
    last = RowNode("b", {"responsible": "Tim B"}, {}, {"indicator", "action", "evidence"})
    tree = PlanTree("", [AreaNode("I", "Pengawasan", 5, aspects=[AspectNode("1", "Satu", rows=[first, last])])])
    headings = dict(zip(fields, ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "PIC"), strict=True))
    grid = to_grid(tree, LayoutSpec([Column(name, headings[name]) for name in fields]))
    read = read_sheet(grid, year=2026).tree
    assert [row.texts["responsible"] for row in read.rows()] == ["Tim A", "Tim B"]
