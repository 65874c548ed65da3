"""Issue: the five real workbooks by import_plan and export_plan, compared with their truth row by row."""

import openpyxl
import pytest

from tests.acceptance.truth import FACTS, anonymous, merged_fields, outline, rows_of, true_outline, true_rows


def test_the_counts_are_those_of_the_facts(workbook):
    report = workbook.made("first.report.json")
    assert report["counts"] == {name: workbook.facts[fact] or 0 for name, fact in FACTS.items()}
    assert [issue for issue in report["issues"] if issue["severity"] == "error"] == []


def test_areas_and_aspects_have_their_labels_and_titles(workbook):
    plan = workbook.made("first.json")
    assert plan["title"] == workbook.annex["title"]
    assert outline(plan) == true_outline(workbook.annex)


def test_every_cell_is_that_of_the_truth(workbook):
    columns, rows = workbook.annex["text_columns"], rows_of(workbook.made("first.json"))
    truth = [{column: row["cells"][column] for column in columns} for row in true_rows(workbook.annex)]
    assert [row["cells"] for row in rows] == truth


def test_cells_continue_exactly_where_the_truth_says(workbook):
    plan = workbook.made("first.json")
    truth = [merged_fields(row, plan["columns"]) for row in true_rows(workbook.annex)]
    assert [set(row["continues"]) for row in rows_of(plan)] == truth


def test_months_and_times_are_read_as_in_the_truth(workbook):
    for row, true in zip(rows_of(workbook.made("first.json")), true_rows(workbook.annex), strict=True):
        if "target_waktu" in true:
            assert row["schedule"] == true["target_waktu"]
        else:
            assert row["months"] == true["months"] == (row["schedule"]["months"] or [])


def test_quantities_and_units_are_read_as_in_the_truth(workbook):
    nothing = {"quantity": None, "unit": None}
    for row, true in zip(rows_of(workbook.made("first.json")), true_rows(workbook.annex), strict=True):
        target = true.get("target_capaian", nothing)
        assert row["target"] == {key: target[key] for key in nothing}


def test_the_headings_are_those_of_the_layout(workbook):
    columns = workbook.made("first.json")["columns"]
    texts = [column["heading"] for column in columns if column["field"] != "months"]
    assert texts == workbook.annex["text_columns"]


def test_an_exported_workbook_imported_again_gives_the_same_json(workbook):
    assert anonymous(workbook.made("again.json")) == anonymous(workbook.made("first.json"))
    assert workbook.made("again.json")["office"] != workbook.made("first.json")["office"]


@pytest.mark.case("B1")
def test_an_exported_workbook_holds_no_formula(workbook):
    sheet = openpyxl.load_workbook(workbook.folder / "first.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}


def test_an_archive_exports_the_plan_that_its_workbook_gives(workbook, archive):
    assert anonymous(archive.made("plan.json")["areas"]) == anonymous(workbook.made("first.json")["areas"])
