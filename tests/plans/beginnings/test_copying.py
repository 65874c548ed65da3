"""A table carried to another year or office: keys, what is left behind, years and regions."""

from plans.beginnings import copying
from plans.plan import store
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode
from tests.factories import LayoutFactory


def table_of_2025():
    rows = [
        RowNode("a1", {"action": "Rapat", "time": "Januari 2025", "realisation": "80 %", "responsible": "Wulan"}),
        RowNode("a2", {"action": "Lapor", "time": "Desember 2025 s.d. Januari 2026"}, kept={"note": {}}),
        RowNode("a3", {"action": "Evaluasi rencana 2024 sesuai UU Nomor 28 Tahun 2009", "time": "Maret 2025"}),
    ]
    return PlanTree("RENCANA TAHUN 2025", [AreaNode("I", "Perubahan", 1, aspects=[AspectNode("1", "Tim", rows=rows)])])


def carried(world, satker="kabupaten", year=2026):
    spec = store.layout_spec(LayoutFactory())
    return copying.adapted(table_of_2025(), spec, from_year=2025, satker=getattr(world, satker), year=year)


def test_every_year_moves_by_the_same_step_and_cited_ones_stay(world):
    tree = carried(world).tree
    texts = [row.texts for row in tree.rows()]
    assert tree.title == "RENCANA TAHUN 2026" and texts[0]["time"] == "Januari 2026"
    assert texts[1]["time"] == "Desember 2026 s.d. Januari 2027"
    assert texts[2]["action"] == "Evaluasi rencana 2025 sesuai UU Nomor 28 Tahun 2009"


def test_rows_get_new_keys_and_nothing_that_was_realised(world):
    copy = carried(world)
    rows = list(copy.tree.rows())
    assert [row.key for row in rows] == [copy.keys[key] for key in ("a1", "a2", "a3")]
    assert not {"a1", "a2", "a3"} & {row.key for row in rows}
    assert "realisation" not in rows[0].texts and rows[1].kept == {} and rows[0].texts["responsible"] == "Wulan"


def test_the_source_stays_as_it_is_and_only_ticked_changes_are_made(world):
    spec = store.layout_spec(LayoutFactory())
    source = table_of_2025()
    copy = copying.carry(source, spec, from_year=2025, satker=world.kabupaten, year=2026)
    copying.apply(copy.tree, copy.chosen({copy.changes[0].key}))
    assert copy.tree.title == "RENCANA TAHUN 2026" and next(copy.tree.rows()).texts["time"] == "Januari 2025"
    assert source.title == "RENCANA TAHUN 2025" and next(source.rows()).texts["realisation"] == "80 %"


def test_in_the_same_year_no_year_moves(world):
    assert carried(world, year=2025).tree.title == "RENCANA TAHUN 2025"


def test_another_offices_region_becomes_the_own_one(world):
    tree = table_of_2025()
    tree.areas[0].aspects[0].rows[0].texts["action"] = f"Rapat di {world.kota.full_name}"
    spec = store.layout_spec(LayoutFactory())
    copy = copying.adapted(tree, spec, from_year=2025, satker=world.kabupaten, year=2026)
    assert world.kabupaten.full_name.split()[-1].lower() in next(copy.tree.rows()).texts["action"].lower()
