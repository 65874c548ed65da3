"""The five real workbooks read in the process: no error, no lost sheet, the same when written again."""

from dataclasses import replace

import pytest

from plans.plan.table import to_grid
from plans.workbook.reading import read_sheet
from tests.plans.workbook.test_reading_property import plain
from zi_portal.lib.grid.xlsx_reader import read_workbook
from zi_portal.lib.grid.xlsx_writer import write_workbook

NAMES = ("000_toraja_utara", "001_sulawesi_tengah", "002_penajam_paser_utara", "003_luwu", "004_tambrauw")


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def reading(seeds, name):
    """The best reading of a workbook's sheets."""
    readings = [read_sheet(grid, year=2025) for grid in read_workbook(seeds / f"{name}.xlsx")]
    return max(filter(None, readings), key=lambda reading: reading.rank)


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
