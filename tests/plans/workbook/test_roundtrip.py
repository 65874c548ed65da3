"""Export → import → export: the workbook of a plan gives the same plan."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from plans.archive.loading import import_decree
from plans.models import Plan
from plans.plan import store, table
from plans.tree import AreaNode
from plans.workbook import exporting
from plans.workbook.importing import import_workbook
from tests.factories import PlanFactory, SatkerFactory
from tests.plans.trees import plan_trees, small_tree, specs
from zi_portal.lib.grid.model import Cell
from zi_portal.lib.grid.xlsx_reader import read_workbook
from zi_portal.lib.grid.xlsx_writer import write_workbook

SEEDS = ["000_toraja_utara", "001_sulawesi_tengah", "002_penajam_paser_utara", "003_luwu", "004_tambrauw"]


def without_keys(node):
    """The JSON of a plan but for its row keys."""
    if isinstance(node, list):
        return [without_keys(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {name: without_keys(value) for name, value in node.items() if name != "key"}


def imported_again(plan, folder):
    """The plan made of the plan's workbook, for the same office."""
    path = folder / "rencana.xlsx"
    path.write_bytes(exporting.xlsx_bytes(plan))
    report = import_workbook(path, satker=plan.satker, year=plan.year)
    assert report.plan is not None, report.issues
    return Plan.objects.select_related("satker", "layout").get(pk=report.plan.pk)


@pytest.mark.parametrize("name", SEEDS)
def test_a_real_plan_comes_back_from_its_workbook(seeds, db, tmp_path, name):
    data = json.loads((seeds / f"{name}.json").read_text(encoding="utf-8"))
    plan = import_decree(data, SatkerFactory())[1]
    again = imported_again(plan, tmp_path)
    assert without_keys(exporting.plan_json(again)) == without_keys(exporting.plan_json(plan))


@pytest.mark.case("B1", "B3")
def test_texts_that_look_like_formulas_and_numbers_come_back(db, tmp_path):
    tree = small_tree()
    for row, text in zip(tree.rows(), ["=1+1", "+62811", "0012", "198001012006041001"], strict=True):
        row.texts["action"] = text
        row.extra, row.ticks, row.tick_notes, row.continues = {}, [], {}, set()
        row.texts.pop("responsible", None)
    plan = PlanFactory()
    store.save_tree(plan, tree)
    again = imported_again(plan, tmp_path)
    assert [row.texts["action"] for row in store.load_tree(again).rows()] == [
        "=1+1",
        "+62811",
        "0012",
        "198001012006041001",
    ]


def test_an_area_in_two_blocks_comes_back_in_two_blocks(db, tmp_path):
    tree = small_tree()
    second_block = small_tree().areas[0]
    tree.areas.append(AreaNode("I", "PERUBAHAN (lanjutan)", None, True, aspects=second_block.aspects))
    plan = PlanFactory()
    store.save_tree(plan, tree)
    again = store.load_tree(imported_again(plan, tmp_path))
    assert [(area.title, area.continued) for area in again.areas][-1] == ("PERUBAHAN (lanjutan)", True)


def shape_of(grid):
    """{(row, column): (letters and digits of the text, spans)} of every cell with such a text."""
    return {
        (r, c): (text, cell.row_span, cell.col_span)
        for r, row in enumerate(grid.rows)
        for c, cell in enumerate(row)
        if (text := "".join(sign for sign in cell.text if sign.isalnum()))
    }


@pytest.mark.case("B3")
@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(plan_trees, specs)
def test_any_table_is_read_from_its_workbook_cell_by_cell(tmp_path_factory, tree, spec):
    grid = table.to_grid(tree, spec)
    grid.rows.append([Cell("akhir")] * grid.width)  # readers drop blank rows at the end
    path = tmp_path_factory.getbasetemp() / "tabel.xlsx"
    write_workbook(grid, path)
    assert shape_of(read_workbook(path)[0]) == shape_of(grid)
