"""Columns of a layout as pure data: made to fit the options, checked, carried as text."""

from itertools import pairwise

import pytest

from plans.layouts.columns import fitted, from_text, new_column, page_problems, problems, to_text
from plans.tree import EXTRA, Column
from tests.plans.trees import BAND, GRID


def fields(columns):
    return [column.field for column in columns]


def test_columns_survive_the_text_of_a_form():
    assert from_text(to_text(GRID.columns)) == GRID.columns


def test_the_time_keeps_its_place_and_heading_in_any_form():
    months = fitted(BAND.columns, area_style="band", schedule="months")
    back = fitted(months, area_style="band", schedule="text")
    assert fields(months) == [name if name != "time" else "months" for name in fields(BAND.columns)]
    assert (fields(back), back[5].heading) == (fields(BAND.columns), "TARGET WAKTU")


def test_the_area_becomes_a_column_behind_the_number_and_goes_again():
    columns = fitted(BAND.columns, area_style="column", schedule="text")
    assert fields(columns)[:2] == ["number", "area"]
    assert fitted(columns, area_style="band", schedule="text") == BAND.columns


def test_columns_that_fit_stay_as_they_are():
    assert fitted(GRID.columns, area_style="column", schedule="months") == GRID.columns


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([], "satu kolom"),
        ([Column("action", "AKSI"), Column("action", "AKSI")], "hanya boleh ada satu"),
        ([Column("number", "NO")], "isi baris"),
        ([Column("action", "AKSI", 0)], "harus antara 3 dan 250"),
        ([Column("action", " ")], "belum diisi"),
        ([Column("password", "X")], "tidak dikenal"),
        ([Column("action", "A"), Column("months", "B", 50, ["1"])], "harus 12"),
        ([Column("action", "A", 250), Column("note", "B", 250), Column("target", "C", 250)], "paling banyak 600"),
    ],
)
def test_wrong_columns_are_named(columns, words):
    assert any(words in sentence for sentence in problems(columns))


def test_new_remark_columns_have_fields_of_their_own():
    columns = []
    for _ in range(3):
        columns.append(new_column(EXTRA, columns))
    assert all(left.field != right.field for left, right in pairwise(columns))
    assert problems(columns) == []


def test_margins_below_those_of_decrees_and_a_tick_with_a_space_are_refused():
    spec = type(BAND)(columns=BAND.columns, margin_left=29, tick="a b")
    assert set(page_problems(spec, (215, 330))) == {"margin_left", "tick"}
