"""The export form of a plan: what it says, and that nothing is lost in it."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from plans.plan.tree_json import MalformedPlan, cell_names, counts, plan_to_json, tree_from_json
from plans.tree import EXTRA, AreaNode, Column, PlanTree, RowNode
from tests.plans.trees import BAND, GRID, plan_trees, small_tree, specs


def export(tree, spec):
    return plan_to_json(tree, spec, office="KPU Uji", year=2026)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan_trees, specs)
def test_a_plan_comes_back_from_json_as_it_was(tree, spec):
    data = json.loads(json.dumps(export(tree, spec)))
    assert tree_from_json(data) == (tree, spec)


def test_cells_are_those_of_the_row_as_printed():
    data = export(small_tree(), BAND)
    first, second = data["areas"][0]["aspects"][0]["rows"]
    assert list(first["cells"]) == [column.heading for column in BAND.columns]
    assert [first["cells"]["NO"], first["cells"]["ASPEK"], first["cells"]["INDIKATOR"]] == [
        "1",
        "Tim",
        "Tim bekerja",
    ]
    assert [second["cells"][name] for name in ("NO", "ASPEK", "INDIKATOR", "BUKTI FISIK")] == ["", "", "", ""]
    assert second["continues"] == ["indicator", "evidence"]


def test_a_text_layout_reads_months_schedule_and_target():
    first, second = export(small_tree(), BAND)["areas"][0]["aspects"][0]["rows"]
    assert first["months"] == [3]
    assert first["schedule"] == {"verbatim": "Maret 2026", "kind": "months", "months": [3], "year": 2026}
    assert second["target"] == {"quantity": 2, "unit": "Laporan"}
    assert second["schedule"]["kind"] == "empty"


def test_a_grid_prints_the_area_once_and_keeps_ticks_out_of_the_cells():
    data = export(small_tree(), GRID)
    lone, ticked = data["areas"][1]["rows"][0], data["areas"][1]["aspects"][0]["aspects"][0]["rows"][0]
    assert (lone["cells"]["NO."], lone["cells"]["PROGRAM"]) == ("II", "PENGAWASAN")
    assert (ticked["cells"]["NO."], ticked["cells"]["PROGRAM"], ticked["cells"]["KEGIATAN"]) == ("", "", "Kampanye")
    assert (ticked["months"], ticked["tick_notes"]) == ([3, 6], {"9": "bila perlu"})
    assert "PELAKSANAAN (BULAN)" not in ticked["cells"]
    assert ticked["unprinted"] == {"texts": {"time": "Per Triwulan"}}


def test_an_aspect_label_stands_in_its_cell_where_the_layout_says_so():
    assert export(small_tree(), GRID)["areas"][0]["aspects"][0]["rows"][0]["cells"]["KEGIATAN"] == "1 Tim"


def test_quarters_are_told_as_quarters():
    spec = replace(BAND, columns=[Column("quarters", "TW", 10, ["I", "II", "III", "IV"])])
    tree = PlanTree("", [AreaNode("I", "A", rows=[RowNode(ticks=[1, 4])])])
    row = export(tree, spec)["areas"][0]["rows"][0]
    assert row["quarters"] == [1, 4] and "months" not in row
    assert row["schedule"]["quarters"] == [1, 4]


def test_columns_of_one_heading_do_not_fall_together():
    columns = [Column("action", "KET"), Column(EXTRA + "KET", "KET"), Column("note", "KET (2)"), Column("time", "KET")]
    assert cell_names(replace(BAND, columns=columns)) == ["KET", "KET (2)", "KET (2) (2)", "KET (3)"]


def test_counts_take_two_blocks_of_an_area_as_one_and_runs_once():
    tree = small_tree()
    tree.areas.append(
        AreaNode("II", "PENGAWASAN (lanjutan)", continued=True, rows=[RowNode(texts={"action": "Akhir"})])
    )
    assert counts(tree) == {
        "areas": 2,
        "aspects": 2,
        "rows": 5,
        "indicators": 1,
        "actions": 5,
        "evidence": 1,
        "ticks": 2,
    }


@pytest.mark.parametrize("data", [None, [], {}, {"layout_spec": {}}, {"layout_spec": {"columns": [1]}, "areas": []}])
def test_anything_else_is_refused_as_malformed(data):
    with pytest.raises(MalformedPlan):
        tree_from_json(data)
