"""Acceptance: the five real workbooks are read exactly as their truth files say."""

import json
from dataclasses import replace

import pytest

from plans import schedule
from plans.reading import read_sheet
from plans.table import slots_of, to_grid
from plans.tree_json import counts
from tests.plans.test_reading_property import plain
from zi_portal.lib.grid.xlsx_reader import read_workbook
from zi_portal.lib.grid.xlsx_writer import write_workbook

NAMES = ("000_toraja_utara", "001_sulawesi_tengah", "002_penajam_paser_utara", "003_luwu", "004_tambrauw")
FACTS = {
    "areas": "components",
    "aspects": "sub_components",
    "rows": "data_rows",
    "indicators": "indicators",
    "actions": "action_steps",
    "evidence": "evidence_cells",
    "ticks": "ticks_total",
}


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def reading(seeds, name):
    """The best reading of a workbook's sheets."""
    found = [read_sheet(grid, year=2025) for grid in read_workbook(seeds / f"{name}.xlsx")]
    return max(filter(None, found), key=lambda one: one.rank)


@pytest.fixture
def truth(seeds, name):
    """The LAMPIRAN with the plan in the truth file."""
    found = json.loads((seeds / f"{name}.json").read_text(encoding="utf8"))["lampiran"]
    annexes = found if isinstance(found, list) else [found]
    return next(annex for annex in annexes if annex["kind"] == "plan")


def true_rows(truth):
    return [row for area in truth["rows"] for aspect in area["subs"] for row in aspect["rows"]]


def test_the_counts_are_those_of_the_facts(seeds, name, reading):
    facts = json.loads((seeds / "facts.json").read_text(encoding="utf8"))["documents"][name]
    assert counts(reading.tree) == {ours: facts[theirs] or 0 for ours, theirs in FACTS.items()}


def test_every_printed_cell_is_that_of_the_truth(reading, truth):
    grid = to_grid(reading.tree, reading.spec)
    texts = [index for index, slot in enumerate(slots_of(reading.spec)) if not slot.period]
    printed = [[row[index].text for index in texts] for row, key in zip(grid.rows, grid.keys, strict=True) if key]
    assert printed == [[row["cells"][column] for column in truth["text_columns"]] for row in true_rows(truth)]


def test_months_times_and_targets_are_those_of_the_truth(reading, truth):
    for row, true in zip(reading.tree.rows(), true_rows(truth), strict=True):
        if "months" in true:
            assert row.ticks == true["months"]
        if "target_capaian" in true:
            target = schedule.parse_target(row.texts.get("target", ""))
            assert list(target) == [true["target_capaian"][key] for key in ("quantity", "unit")]


def test_merged_cells_continue_exactly_where_the_truth_says(reading, truth):
    fields = {column.heading: column.field for column in reading.spec.columns}
    for row, true in zip(reading.tree.rows(), true_rows(truth), strict=True):
        merged = {fields[heading] for heading in true["merged_with_row"]} - {"number", "area", "aspect"}
        assert row.continues == merged


def test_the_title_and_the_headings_are_those_of_the_truth(reading, truth):
    assert reading.tree.title == truth["title"]
    assert [slot.heading for slot in slots_of(reading.spec)] == truth["columns"]


def test_nothing_is_wrong_with_a_real_workbook(reading):
    assert [issue for issue in reading.issues if issue.severity == "error"] == []
    assert [issue.code for issue in reading.issues if issue.code == "below_table"] == ["below_table"]


def test_the_team_sheet_holds_no_plan(seeds):
    grids = {grid.name: grid for grid in read_workbook(seeds / "002_penajam_paser_utara.xlsx")}
    assert read_sheet(grids["Tim"], year=2025) is None


def test_a_table_written_and_read_again_is_the_same(reading, tmp_path):
    write_workbook(to_grid(reading.tree, reading.spec), tmp_path / "a.xlsx", title_lines=[reading.tree.title])
    again = read_sheet(read_workbook(tmp_path / "a.xlsx")[0], year=2025)
    assert [plain(area) for area in again.tree.areas] == [plain(area) for area in reading.tree.areas]
    assert again.tree.title == reading.tree.title
    assert without_widths(again.spec) == without_widths(reading.spec)


def without_widths(spec):
    """A layout without the widths, which a file may round."""
    return replace(spec, columns=[replace(column, width=0) for column in spec.columns])
