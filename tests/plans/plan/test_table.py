"""The printed table of a plan: heads, bands, headings, runs, tick cells."""

import time

import pytest

from plans.plan.table import slots_of, to_grid
from plans.tree import AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode
from tests.plans.decree.printed import ASPECTS, SEEDS, seed, seed_spec, seed_tree, small_spec, small_tree


def texts(grid, row):
    return [cell.text for cell in grid.rows[row]]


def kinds(grid, row):
    return [cell.kind for cell in grid.rows[row]]


def test_a_band_has_its_label_in_the_number_column_and_its_title_over_the_rest():
    row = to_grid(small_tree(), small_spec()).rows[1]
    assert [(cell.text, cell.col_span, cell.kind) for cell in row[:2]] == [
        ("I", 1, "band"),
        ("Manajemen Perubahan", 4, "band"),
    ]
    assert {cell.kind for cell in row[2:]} == {"covered"}


def test_a_joined_band_is_one_cell_over_the_whole_width():
    row = to_grid(small_tree(), small_spec(joined_band=True)).rows[1]
    assert (row[0].text, row[0].col_span) == ("I Manajemen Perubahan", 5)


def test_number_and_aspect_stand_once_and_span_the_rows_of_the_aspect():
    grid = to_grid(small_tree(3), small_spec())
    assert texts(grid, 2)[:2] == ["1", "Tim Kerja"]
    assert [cell.row_span for cell in grid.rows[2][:2]] == [3, 3]
    assert kinds(grid, 3)[:2] == kinds(grid, 4)[:2] == ["covered", "covered"]


def test_a_run_spans_the_rows_that_continue_it():
    cell = to_grid(small_tree(4), small_spec()).rows[2][4]
    assert (cell.text, cell.row_span, cell.name) == ("Tim Perubahan", 4, "responsible")


def test_keys_and_head_tell_a_writer_which_rows_are_rows_of_the_plan():
    grid = to_grid(small_tree(2), small_spec(number_row="plain"))
    assert grid.keys == ["", "", "", "k0", "k1"]
    assert grid.head == 2
    assert texts(grid, 1) == ["1", "2", "3", "4", "5"]


def test_numbers_of_columns_in_brackets():
    assert texts(to_grid(small_tree(), small_spec(number_row="paren")), 1)[0] == "(1)"


def test_months_stand_under_a_heading_of_two_levels():
    spec = small_spec(columns=[Column("action", "LANGKAH AKSI"), Column("months", "BULAN", 24.0)], tick="✓")
    tree = PlanTree(
        "", [AreaNode("I", "Satu", rows=[RowNode("a", {"action": "Rapat"}, ticks=[2], tick_notes={12: "akhir"})])]
    )
    grid = to_grid(tree, spec)
    assert [(c.text, c.row_span, c.col_span) for c in grid.rows[0][:2]] == [("LANGKAH AKSI", 2, 1), ("BULAN", 1, 12)]
    assert texts(grid, 1)[1:] == [str(month) for month in range(1, 13)]
    assert texts(grid, 3)[1:] == ["", "✓", *[""] * 9, "akhir"]
    assert kinds(grid, 3)[1:] == ["tick"] * 12
    assert sum(slot.width for slot in slots_of(spec)[1:]) == pytest.approx(24)


def test_quarters_without_a_heading_need_one_head_row():
    grid = to_grid(PlanTree(), small_spec(columns=[Column("quarters", "", 8.0)]))
    assert grid.head == 1
    assert texts(grid, 0) == ["TW I", "TW II", "TW III", "TW IV"]


def test_an_area_column_spans_all_rows_of_its_area():
    columns = [Column("number", "NO"), Column("area", "AREA"), Column("aspect", "ASPEK"), Column("action", "AKSI")]
    spec = LayoutSpec(columns=columns, area_style="column", numbers="area", inline_label=True)
    aspects = [AspectNode(f"{n}.", "Aspek", rows=[RowNode(f"{n}", {"action": "Rapat"})]) for n in (1, 2)]
    grid = to_grid(PlanTree("", [AreaNode("1.", "Perubahan", aspects=aspects)]), spec)
    assert [(cell.text, cell.row_span) for cell in grid.rows[1]] == [
        ("1.", 2),
        ("Perubahan", 2),
        ("1. Aspek", 1),
        ("Rapat", 1),
    ]
    assert texts(grid, 2) == ["", "", "2. Aspek", "Rapat"]


def heading_tree():
    first = RowNode("a", {"action": "Satu", "responsible": "Tim"})
    second = RowNode("b", {"action": "Dua"}, continues={"responsible"})
    children = [AspectNode("", "Anak", rows=[second])]
    aspects = [AspectNode("1", "Awal", rows=[first]), AspectNode("2", "Induk", heading=True, aspects=children)]
    return PlanTree("", [AreaNode("I", "Area", aspects=aspects)])


def test_a_heading_ends_a_run_and_the_text_stands_again_below_it():
    grid = to_grid(heading_tree(), small_spec())
    assert texts(grid, 3) == ["2", "Induk", "", "", ""]
    assert kinds(grid, 3)[0] == "heading"
    assert texts(grid, 4) == ["", "Anak", "Dua", "", "Tim"]


def test_a_heading_stands_beside_the_area_that_goes_on():
    columns = [Column("area", "AREA"), Column("aspect", "ASPEK"), Column("action", "AKSI")]
    grid = to_grid(heading_tree(), LayoutSpec(columns=columns, area_style="column"))
    assert grid.rows[1][0].row_span == 3
    assert [(cell.text, cell.kind) for cell in grid.rows[2]] == [
        ("", "covered"),
        ("2 Induk", "heading"),
        ("", "covered"),
    ]


def test_without_a_column_for_aspects_they_become_headings_and_nothing_is_lost():
    grid = to_grid(small_tree(2), small_spec(columns=[Column("number", "NO"), Column("action", "AKSI")]))
    assert texts(grid, 2) == ["1", "Tim Kerja"]
    assert kinds(grid, 2)[0] == "heading"


def test_an_aspect_without_rows_is_seen_as_a_blank_row():
    grid = to_grid(PlanTree("", [AreaNode("I", "Area", aspects=[AspectNode("1", "Baru")])]), small_spec())
    assert texts(grid, 2) == ["1", "Baru", "", "", ""]
    assert grid.keys[2] == ""


def test_rows_with_numbers_of_their_own_print_them():
    tree = PlanTree("", [AreaNode("I", "Area", rows=[RowNode("a", {"number": "7", "action": "Rapat"})])])
    assert texts(to_grid(tree, small_spec(numbers="row")), 2) == ["7", "", "Rapat", "", ""]


def test_remark_columns_print_the_remark_of_their_heading():
    tree = PlanTree("", [AreaNode("I", "Area", rows=[RowNode("a", extra={"ANGGARAN": "5 juta"})])])
    grid = to_grid(tree, small_spec(columns=[Column("action", "AKSI"), Column("extra:ANGGARAN", "ANGGARAN")]))
    assert texts(grid, 2) == ["", "5 juta"]


def test_150_rows_take_less_than_20_milliseconds():
    tree, spec = small_tree(150), small_spec()
    spec.columns.append(Column("months", "BULAN", 24))
    best = min(_seconds(tree, spec) for _ in range(5))
    assert best < 0.02


def _seconds(tree, spec):
    start = time.perf_counter()
    to_grid(tree, spec)
    return time.perf_counter() - start


@pytest.mark.parametrize("name", SEEDS)
def test_each_row_of_the_real_decrees_prints_its_cells(seeds, name):
    annex = next(annex for annex in seed(seeds, name)["lampiran"] if annex["kind"] == "plan")
    spec = seed_spec(annex)
    grid = to_grid(seed_tree(annex), spec)
    printed = [row for row, key in zip(grid.rows, grid.keys, strict=True) if key]
    expected_rows = [row for area in annex["rows"] for sub in area["subs"] for row in sub["rows"]]
    places = [index for index, slot in enumerate(slots_of(spec)) if not slot.period]
    assert [[row[place].text for place in places] for row in printed] == [
        list(row["cells"].values()) for row in expected_rows
    ]


@pytest.mark.parametrize("name", SEEDS)
def test_merged_cells_of_the_real_decrees_lie_under_their_run(seeds, name):
    annex = next(annex for annex in seed(seeds, name)["lampiran"] if annex["kind"] == "plan")
    grid = to_grid(seed_tree(annex), seed_spec(annex))
    places = {key: index for index, key in enumerate(grid.keys) if key}
    columns = {heading: index for index, heading in enumerate(annex["columns"])}
    rows = [row for area in annex["rows"] for sub in area["subs"] for row in sub["rows"]]
    merged = [(row["row"], heading, top) for row in rows for heading, top in row["merged_with_row"].items()]
    assert merged
    for row, heading, top in merged:
        if heading not in ASPECTS or grid.rows[places[f"k{row}"]][columns[heading]].kind == "covered":
            assert grid.origin(places[f"k{row}"], columns[heading]) == (places[f"k{top}"], columns[heading])
