"""A plan as workbook and as JSON, by function and by command."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from plans.plan import store
from plans.plan.tree_json import tree_from_json
from plans.workbook import exporting
from tests.factories import LayoutFactory, PlanFactory, SatkerFactory
from tests.plans.trees import GRID, small_tree


@pytest.fixture
def plan(db):
    """The small tree, in the text layout of the factory."""
    plan = PlanFactory(satker=SatkerFactory(short_name="KPU Kabupaten Uji"))
    store.save_tree(plan, small_tree())
    return plan


def sheet_of(plan):
    return load_workbook(BytesIO(exporting.xlsx_bytes(plan))).active


def test_the_workbook_has_title_headings_and_merged_runs(plan):
    sheet = sheet_of(plan)
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == "RENCANA AKSI UJI"
    assert values[2][:-1] == [column["heading"] for column in plan.layout.columns]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:G1", "B4:G4", "A5:A6", "C5:C6", "E5:E6"} <= merged


def test_a_grid_has_its_heading_over_the_months(db):
    layout = LayoutFactory(columns=[vars_of(column) for column in GRID.columns], schedule="months", numbers="area")
    plan = PlanFactory(layout=layout)
    store.save_tree(plan, small_tree())
    sheet = sheet_of(plan)
    assert (sheet["E3"].value, sheet["E4"].value, sheet["P4"].value) == ("PELAKSANAAN (BULAN)", "1", "12")
    assert "E3:P3" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet.print_title_rows == "$3:$4"


def vars_of(column):
    return {name: getattr(column, name) for name in ("field", "heading", "width", "subheadings")}


def test_no_cell_of_the_workbook_is_a_formula(db):
    tree = small_tree()
    for row in tree.rows():
        row.texts |= {"action": "=HYPERLINK(1)", "evidence": "+1", "target": "@x"}
    tree.title = "=JUDUL()"
    plan = PlanFactory()
    store.save_tree(plan, tree)
    cells = [cell for row in sheet_of(plan).iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}


def test_the_json_names_office_and_layout_and_gives_the_plan_back(plan):
    data = json.loads(exporting.json_bytes(plan))
    assert (data["office"], data["year"], data["layout"]) == ("KPU Kabupaten Uji", 2026, plan.layout.slug)
    assert tree_from_json(data) == (store.load_tree(plan), store.layout_spec(plan.layout))


def test_an_export_has_a_name_that_says_office_and_year(plan):
    content, name = exporting.export(plan, "xlsx")
    assert (content[:2], name) == (b"PK", "rencana-aksi-kpu-kabupaten-uji-2026.xlsx")
    with pytest.raises(KeyError):
        exporting.export(plan, "exe")


@pytest.mark.parametrize("size", [1, 20])
def test_an_export_takes_the_same_few_queries_for_any_size(plan, django_assert_num_queries, size):
    bigger = PlanFactory()
    tree = small_tree()
    tree.areas = [area for _ in range(size) for area in small_tree().areas]
    store.save_tree(bigger, tree)
    with django_assert_num_queries(3):
        exporting.json_bytes(bigger)


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_the_command_writes_the_file(plan, tmp_path, form):
    out = StringIO()
    call_command("export_plan", f"--plan={plan.pk}", f"--format={form}", f"--output={tmp_path / 'x'}", stdout=out)
    assert "ditulis ke" in out.getvalue()
    content = (tmp_path / "x").read_bytes()
    assert content[:2] == (b"PK" if form == "xlsx" else b"{\n")


def test_the_command_tells_what_is_wrong(plan, tmp_path):
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("export_plan", "--plan=999999", f"--output={tmp_path / 'x'}")
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        call_command("export_plan", f"--plan={plan.pk}", f"--output={tmp_path / 'tiada' / 'x'}")
