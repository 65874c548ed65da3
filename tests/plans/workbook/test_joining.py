"""Sheets with the same columns become one plan: whose area each holds, when that is meant, and how they are read."""

import pytest

from plans.plan import store
from plans.workbook import importing, joining
from plans.workbook.joining import ALL
from plans.workbook.sheets import read_sheets
from tests.workbooks import AREAS, add_sheet, band_rows, new_book, save
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import Cell, Grid, workbooks
from zi_portal.lib.grid.model import Workbook

HEAD = ["NO", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU"]


def area_sheet(number, title, head=HEAD, rows=2):
    """Rows of a sheet of one area, which its title names."""
    body = [
        [n, f"Aspek {number}.{n}", f"Langkah {number}.{n}", f"Bukti {number}.{n}", "Maret 2026"] for n in range(rows)
    ]
    return [[title], ["KPU KABUPATEN TELUK JERNIH TAHUN 2026"], [], head, *body]


def book_of(path, sheets):
    """A workbook of {name: rows}."""
    book = new_book()
    for name, rows in sheets.items():
        add_sheet(book, rows, name=name)
    return save(book, path)


def sheets_of(path, year=2026):
    """The readings of a workbook's sheets."""
    return read_sheets(workbooks.read(path), year=year)


def grid_of(title, name="Lembar1"):
    """A sheet with a title line and rows that stand below no area."""
    rows = [[title], HEAD, [1, "Aspek", "Langkah", "Bukti", "Maret 2026"]]
    return Grid([[Cell(str(text)) for text in [*row, *[""] * (5 - len(row))]] for row in rows], 0, [9.0] * 5, name=name)


@pytest.fixture
def path(tmp_path):
    """A sheet per area, as many offices keep it, and one with other columns."""
    sheets = {f"AREA {n}": area_sheet(n, f"RENCANA AKSI AREA {n}: {AREAS[n - 1].upper()}", rows=n) for n in (1, 2, 3)}
    return book_of(tmp_path / "a.xlsx", sheets | {"Lama": band_rows(areas=1)})


def test_a_sheet_for_each_area_is_one_plan_without_being_asked_for(world, path):
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026)
    areas = store.load_tree(report.plan).areas
    assert [(area.label, area.title, area.component) for area in areas] == [
        ("1", "MANAJEMEN PERUBAHAN", 1),
        ("2", "PENATAAN TATA LAKSANA", 2),
        ("3", "PENATAAN SISTEM MANAJEMEN SDM", 3),
    ]
    assert report.counts["rows"] == 6 and report.plan.title == "RENCANA AKSI KPU KABUPATEN TELUK JERNIH TAHUN 2026"


def test_it_is_told_which_sheets_were_joined_and_which_not(path):
    first, *others = read_sheets(workbooks.read(path), year=2026)
    messages = {issue.code: issue.message for issue in first.issues}
    assert (first.name, first.sheets) == (ALL, ["AREA 1", "AREA 2", "AREA 3"])
    assert '"AREA 1", "AREA 2", "AREA 3" dibaca sebagai satu' in messages["sheets_joined"]
    assert '"Lama" tidak ikut' in messages["other_sheets"]
    assert [reading.name for reading in others] == ["AREA 1", "AREA 2", "AREA 3", "Lama"]


def test_a_single_sheet_can_still_be_chosen_and_knows_its_area(world, path):
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026, sheet="AREA 2")
    (area,) = store.load_tree(report.plan).areas
    assert (area.label, area.title, report.counts["rows"]) == ("2", "PENATAAN TATA LAKSANA", 2)
    assert "row_outside_area" not in {issue.code for issue in report.issues}


def test_sheets_that_hold_the_same_areas_are_offered_as_one_plan_but_not_taken(tmp_path):
    path = book_of(tmp_path / "a.xlsx", {"Juni": band_rows(areas=2), "Juli": band_rows(areas=2)})
    readings = read_sheets(workbooks.read(path), year=2026)
    assert [reading.name for reading in readings] == ["Juni", "Juli", ALL]
    assert [area.continued for area in readings[-1].tree.areas] == [False, False, True, True]


def test_what_a_joined_plan_continues_is_not_continued_in_its_single_sheets(tmp_path):
    path = book_of(tmp_path / "a.xlsx", {name: [HEAD, ["I", AREAS[0]], area_sheet(1, "")[-1]] for name in ("A", "B")})
    continued = {reading.name: [area.continued for area in reading.tree.areas] for reading in sheets_of(path)}
    assert continued == {"A": [False], "B": [False], ALL: [False, True]}


def test_of_sheets_for_several_years_that_of_the_plans_year_is_read(tmp_path):
    rows = {year: [[f"RENCANA AKSI {year}"], HEAD, ["I", AREAS[0]], *area_sheet(1, "")[-2:]] for year in (2025, 2026)}
    rows[2025].append([9, "Aspek", "Langkah", "Bukti", "Maret"])
    path = book_of(tmp_path / "a.xlsx", {f"Renaksi {year}": rows[year] for year in rows})
    assert [sheets_of(path, year)[0].name for year in rows] == ["Renaksi 2025", "Renaksi 2026"]


def test_columns_that_were_chosen_count_in_each_sheet_whatever_their_letters(tmp_path):
    moved = [[None, *row] for row in area_sheet(2, "RENCANA AKSI AREA 2: PENATAAN TATALAKSANA")]
    sheets = {"AREA 1": area_sheet(1, "RENCANA AKSI AREA 1: MANAJEMEN PERUBAHAN"), "AREA 2": moved}
    workbook = workbooks.read(book_of(tmp_path / "a.xlsx", sheets))
    (reading,) = read_sheets(workbook, year=2026, sheet=ALL, mapping={"D": "note"})
    assert [row.texts["note"] for row in reading.tree.rows()] == ["Bukti 1.0", "Bukti 1.1", "Bukti 2.0", "Bukti 2.1"]


def test_without_sheets_of_the_same_columns_there_is_nothing_to_join():
    with pytest.raises(Refused, match="Pilih satu lembar"):
        read_sheets(Workbook([grid_of("RENCANA AKSI")], [], []), year=2026, sheet=ALL)


def test_an_area_whose_label_and_name_stand_in_cells_of_their_own_is_read_across():
    grid = grid_of("")
    grid.rows[0] = [Cell(text) for text in ("AREA", ":", "3", "Penataan Sistem Manajemen SDM", "")]
    (reading,) = read_sheets(Workbook([grid], [], []), year=2026)
    assert (reading.tree.areas[0].label, reading.tree.areas[0].title) == ("3", "Penataan Sistem Manajemen SDM")


@pytest.mark.parametrize(
    ("title", "name", "area"),
    [
        ("RENCANA AKSI AREA 4: PENGUATAN AKUNTABILITAS", "Lembar1", ("4", "PENGUATAN AKUNTABILITAS")),
        ("RENCANA KERJA AREA PERUBAHAN IV. Penguatan Akuntabilitas", "x", ("IV", "Penguatan Akuntabilitas")),
        ("RENCANA AKSI PENGUATAN PENGAWASAN TAHUN 2026", "x", ("", "PENGUATAN PENGAWASAN")),
        ("RENCANA AKSI TAHUN 2026", "Penataan Tata Laksana", ("", "Penataan Tata Laksana")),
        ("RENCANA AKSI TAHUN 2026", "6. Pelayanan Publik", ("6.", "Pelayanan Publik")),
        ("RENCANA AKSI TAHUN 2026", "AREA III", ("III", "PENATAAN SISTEM MANAJEMEN SDM")),
        ("RENCANA AKSI MANAJEMEN PERUBAHAN DAN PENGAWASAN", "x", ("", "")),
        ("RENCANA AKSI TAHUN 2026", "AREA 9", ("", "")),
        ("KOMPONEN PENGUNGKIT II: PENATAAN TATALAKSANA", "x", ("II", "PENATAAN TATALAKSANA")),
    ],
)
def test_rows_without_area_get_that_of_the_title_or_of_the_sheets_name(title, name, area):
    (reading,) = read_sheets(Workbook([grid_of(title, name)], [], []), year=2026)
    assert (reading.tree.areas[0].label, reading.tree.areas[0].title) == area
    assert ("area_from_title" in {issue.code for issue in reading.issues}) == bool(area[1])


def test_sheets_named_in_short_beside_those_of_known_areas_are_areas_too():
    names = ["Man. Perubahan", "Tatalaksana", "SDM", "Pengawasan", "Pelayanan Publik"]
    reading = read_sheets(Workbook([grid_of("RENCANA", name) for name in names], [], []), year=2026)[0]
    assert reading.name == ALL and [area.title for area in reading.tree.areas] == names
    assert [area.component for area in reading.tree.areas] == [1, 2, 3, 5, 6]


def test_sheets_whose_names_tell_no_area_keep_their_rows_outside_any():
    grids = [grid_of("RENCANA", name) for name in ("Lembar1", "Lembar2", "Pengawasan")]
    readings = read_sheets(Workbook(grids, [], []), year=2026)
    assert [reading.tree.areas[0].title for reading in readings[:3]] == ["", "", "Pengawasan"]


def test_titles_that_differ_beside_their_areas_are_told(tmp_path):
    sheets = {
        "A": area_sheet(1, "RENCANA AKSI AREA 1: MANAJEMEN PERUBAHAN"),
        "B": area_sheet(2, "RENCANA KERJA AREA 2: PENATAAN TATALAKSANA"),
    }
    reading = read_sheets(workbooks.read(book_of(tmp_path / "a.xlsx", sheets)), year=2026)[0]
    assert reading.name == ALL and "titles_of_sheets_differ" in {issue.code for issue in reading.issues}


def test_a_joined_plan_shares_no_area_with_itself():
    readings = read_sheets(Workbook([grid_of("RENCANA", "AREA 1"), grid_of("RENCANA", "AREA I")], [], []), year=2026)
    assert not joining.hold_different_areas(readings[:2])
