"""Plan trees for tests: one small tree in own words, and Hypothesis strategies for any tree and layout."""

from hypothesis import strategies as st

from plans.tree import (
    EXTRA,
    MONTHS,
    NODE_FIELDS,
    QUARTERS,
    RUN_FIELDS,
    AreaNode,
    AspectNode,
    Column,
    LayoutSpec,
    PlanTree,
    RowNode,
    new_key,
)

BAND = LayoutSpec(
    columns=[
        Column("number", "NO", 4),
        Column("aspect", "ASPEK", 16),
        Column("indicator", "INDIKATOR", 20),
        Column("action", "LANGKAH AKSI", 20),
        Column("evidence", "BUKTI FISIK", 20),
        Column("time", "TARGET WAKTU", 10),
        Column("target", "TARGET CAPAIAN", 10),
    ],
    number_row="plain",
    name="uji-pita",
    title="Uji pita",
)
GRID = LayoutSpec(
    columns=[
        Column("number", "NO.", 4),
        Column("area", "PROGRAM", 16),
        Column("aspect", "KEGIATAN", 16),
        Column("action", "LANGKAH", 20),
        Column(MONTHS, "PELAKSANAAN (BULAN)", 24, [str(month) for month in range(1, 13)]),
        Column("responsible", "PIC", 10),
        Column(EXTRA + "CATATAN", "CATATAN", 10),
    ],
    area_style="column",
    schedule="months",
    numbers="area",
    inline_label=True,
    name="uji-kisi",
    title="Uji kisi",
)


def small_tree():
    """Two areas: a run of indicator over two rows, a heading with a child, a row under no aspect."""
    first = RowNode(texts={"indicator": "Tim bekerja", "action": "Rapat", "evidence": "Notula", "time": "Maret 2026"})
    second = RowNode(texts={"action": "Laporan", "target": "2 (dua) Laporan"}, continues={"indicator", "evidence"})
    third = RowNode(texts={"action": "Sosialisasi", "time": "Per Triwulan"}, ticks=[3, 6], tick_notes={9: "bila perlu"})
    fourth = RowNode(texts={"action": "Penutup", "responsible": "Tim 2"}, extra={"CATATAN": "lihat arsip"})
    first_area = AreaNode("I", "PERUBAHAN", None, aspects=[AspectNode("1", "Tim", rows=[first, second])])
    child = AspectNode("", "Kampanye", rows=[third])
    second_area = AreaNode(
        "II", "PENGAWASAN", None, rows=[fourth], aspects=[AspectNode("2.", "Gratifikasi", True, [], [child])]
    )
    return PlanTree("RENCANA AKSI UJI", [first_area, second_area])


words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
labels = st.sampled_from(["", "1", "2.", "I", "a."])
runs = st.sampled_from([*RUN_FIELDS, EXTRA + "CATATAN"])


@st.composite
def rows(draw, limit=12):
    """A row: what continues has no text of its own."""
    continues = draw(st.sets(runs, max_size=3))
    texts = draw(st.dictionaries(st.sampled_from(["number", *RUN_FIELDS]), words.map(lambda t: t[:10]), max_size=5))
    extra = draw(st.dictionaries(st.sampled_from(["CATATAN", "LAIN"]), words, max_size=2))
    ticks = st.integers(1, limit)
    return RowNode(
        key=new_key(),
        texts={field: text for field, text in texts.items() if field not in continues},
        extra={name: text for name, text in extra.items() if EXTRA + name not in continues},
        continues=continues,
        ticks=sorted(draw(st.sets(ticks, max_size=4))),
        tick_notes=draw(st.dictionaries(ticks, words, max_size=2)),
    )


@st.composite
def aspects(draw, depth=1):
    """An aspect; a heading has children and no rows."""
    children = draw(st.lists(aspects(depth - 1), max_size=2)) if depth else []
    heading = draw(st.booleans())
    own_rows = [] if heading else draw(st.lists(rows(), max_size=3))
    return AspectNode(draw(labels), draw(words), heading, own_rows, children)


areas = st.builds(
    AreaNode,
    label=labels,
    title=words,
    component=st.none(),
    continued=st.booleans(),
    rows=st.lists(rows(), max_size=2),
    aspects=st.lists(aspects(), max_size=3),
)
plan_trees = st.builds(PlanTree, title=words, areas=st.lists(areas, max_size=3))


@st.composite
def columns(draw):
    """One column of any field; a remark column of a name of its own."""
    field = draw(st.sampled_from([*NODE_FIELDS, *RUN_FIELDS, MONTHS, QUARTERS, EXTRA + "CATATAN"]))
    headings = {MONTHS: [str(n) for n in range(1, 13)], QUARTERS: ["I", "II", "III", "IV"]}.get(field, [])
    return Column(field, draw(words), draw(st.integers(1, 30)), headings)


specs = st.builds(
    LayoutSpec,
    columns=st.lists(columns(), min_size=1, max_size=8, unique_by=lambda column: column.field),
    area_style=st.sampled_from(["band", "column"]),
    joined_band=st.booleans(),
    number_row=st.sampled_from(["", "plain", "paren"]),
    schedule=st.sampled_from(["text", "months", "quarters"]),
    numbers=st.sampled_from(["aspect", "area", "row"]),
    inline_label=st.booleans(),
    tick=st.sampled_from(["√", "v"]),
    name=st.just("uji"),
    title=words,
)
