"""Runs of merged cells follow their rows through moves, deletions, merging and splitting."""

import json

import pytest

from plans.models import ActionStep
from plans.plan import runs
from plans.plan.lines import Line


def step(pk, *, continues=(), **texts):
    return ActionStep(pk=pk, continues=list(continues), **texts)


def lines(*steps, segments=None):
    return [Line(row, (segments or {}).get(row.pk, 1)) for row in steps]


def three_steps():
    """A run of indicator over rows 1–3; actions of their own."""
    return [
        step(1, indicator="Tim dibentuk", action="a"),
        step(2, continues=["indicator"], action="b"),
        step(3, continues=["indicator"], action="c"),
    ]


def test_heads_name_the_row_that_prints_the_cell():
    heads = runs.heads(lines(*three_steps()))
    assert [heads[pk, "indicator"] for pk in (1, 2, 3)] == [(1, "Tim dibentuk")] * 3
    assert heads[3, "action"] == (3, "c")


def test_when_the_first_row_goes_the_next_one_takes_the_text():
    first, second, third = three_steps()
    heads = runs.heads(lines(first, second, third))
    changed = runs.heal(lines(second, third), heads)
    assert changed == [second] and second.indicator == "Tim dibentuk" and second.continues == []
    assert third.continues == ["indicator"]


def test_a_row_moved_out_of_its_run_keeps_the_text():
    first, second, third = three_steps()
    other = step(4, indicator="lain", action="d")
    heads = runs.heads(lines(first, second, third, other))
    runs.heal(lines(first, third, other, second), heads)
    assert second.continues == [] and second.indicator == "Tim dibentuk"
    assert third.continues == ["indicator"]


def test_rows_swapped_within_a_run_stay_a_run():
    first, second, third = three_steps()
    heads = runs.heads(lines(first, second, third))
    runs.heal(lines(first, third, second), heads)
    assert second.continues == third.continues == ["indicator"]


def test_the_head_moved_below_leaves_the_text_at_the_top_too():
    first, second, third = three_steps()
    heads = runs.heads(lines(first, second, third))
    runs.heal(lines(second, first, third), heads)
    assert second.indicator == "Tim dibentuk" and second.continues == []
    assert first.indicator == "Tim dibentuk" and third.continues == ["indicator"]


def test_a_run_never_crosses_a_segment():
    first, second, third = three_steps()
    heads = runs.heads(lines(first, second, third))
    runs.heal(lines(first, second, third, segments={3: 2}), heads)
    assert third.continues == [] and third.indicator == "Tim dibentuk"


def test_merging_adds_the_text_to_the_run_above():
    rows = [step(1, evidence="Undangan"), step(2, evidence="Notula")]
    changed = runs.merge(lines(*rows), rows[1], "evidence")
    assert changed == rows
    assert rows[0].evidence == "Undangan\nNotula" and rows[1].evidence == "" and rows[1].continues == ["evidence"]


def test_merging_equal_texts_writes_them_once():
    rows = [step(1, time="Per Triwulan"), step(2, time="Per Triwulan")]
    runs.merge(lines(*rows), rows[1], "time")
    assert rows[0].time == "Per Triwulan"


def test_merging_time_joins_the_ticks():
    rows = [step(1, ticks=[1, 2], tick_notes={}), step(2, ticks=[2, 3], tick_notes={"5": "awal"})]
    runs.merge(lines(*rows), rows[1], "time")
    assert rows[0].ticks == [1, 2, 3] and rows[0].tick_notes == {"5": "awal"} and rows[1].ticks == []


def test_the_first_row_of_a_segment_has_nothing_to_merge_with():
    rows = [step(1, evidence="x"), step(2, evidence="y")]
    assert runs.merge(lines(*rows), rows[0], "evidence") == []
    assert runs.merge(lines(*rows, segments={2: 2}), rows[1], "evidence") == []


def test_splitting_gives_the_row_the_text_of_the_run():
    first, second, third = three_steps()
    assert runs.split(lines(first, second, third), second, "indicator") == [second]
    assert second.indicator == "Tim dibentuk" and second.continues == []


def test_remark_columns_run_like_the_others():
    rows = [step(1, extra={"ANGGARAN": "5 juta"}), step(2, extra={"ANGGARAN": "2 juta"})]
    runs.merge(lines(*rows), rows[1], "extra:ANGGARAN")
    assert rows[0].extra["ANGGARAN"] == "5 juta\n2 juta" and rows[1].continues == ["extra:ANGGARAN"]


def texts(rows, field="evidence"):
    return [runs.value(row, field) for row in rows]


def reloaded(rows):
    """The rows as they come back from the database."""
    for row in rows:
        row.kept = json.loads(json.dumps(row.kept))
    return lines(*rows)


@pytest.mark.parametrize("merged", [(2, 3), (3, 2), (2, 3, 4), (4, 3, 2), (3, 4, 2)])
@pytest.mark.parametrize("order", [1, -1])
def test_cells_that_are_split_again_hold_what_they_held_in_whatever_order(merged, order):
    rows = [step(1, evidence="a"), step(2, evidence="b\nb2"), step(3, evidence=""), step(4, evidence="a")]
    before = texts(rows)
    for pk in merged:
        runs.merge(reloaded(rows), rows[pk - 1], "evidence")
    for pk in merged[::order]:
        runs.split(reloaded(rows), rows[pk - 1], "evidence")
    assert texts(rows) == before and all(row.continues == [] and row.kept == {} for row in rows)


def test_a_row_that_is_split_from_the_middle_takes_those_below_along():
    rows = [step(1, evidence="a"), step(2, evidence="b"), step(3, evidence="c")]
    for row in rows[1:]:
        runs.merge(reloaded(rows), row, "evidence")
    touched = runs.split(reloaded(rows), rows[1], "evidence")
    assert touched == rows and texts(rows) == ["a", "b\nc", ""] and rows[2].continues == ["evidence"]


def test_what_was_changed_in_the_run_since_stays_above_and_the_split_row_has_its_own_again():
    rows = [step(1, evidence="a"), step(2, evidence="b")]
    runs.merge(lines(*rows), rows[1], "evidence")
    rows[0].evidence = "a diubah\nb\nbaru"
    runs.split(reloaded(rows), rows[1], "evidence")
    assert texts(rows) == ["a diubah\nbaru", "b"]


@pytest.mark.parametrize("extra_ticks", [[], [9]])
def test_times_come_back_with_their_ticks_and_notes(extra_ticks):
    rows = [step(1, time="x", ticks=[1, 2], tick_notes={}), step(2, ticks=[2, 3], tick_notes={"5": "awal"})]
    before = texts(rows, "time")
    runs.merge(lines(*rows), rows[1], "time")
    rows[0].ticks = rows[0].ticks + extra_ticks
    runs.split(reloaded(rows), rows[1], "time")
    assert texts(rows, "time") == [("x", [1, 2, *extra_ticks], {}), before[1]]


def test_a_run_that_was_imported_gives_its_text_and_keeps_it():
    first, second, _ = three_steps()
    runs.split(lines(first, second), second, "indicator")
    assert first.indicator == second.indicator == "Tim dibentuk"


def test_a_row_moved_out_of_its_run_forgets_what_it_held():
    rows = [step(1, evidence="a"), step(2, evidence="b"), step(3, evidence="c")]
    runs.merge(lines(*rows), rows[1], "evidence")
    heads = runs.heads(lines(*rows))
    runs.heal(lines(rows[0], rows[2], rows[1]), heads)
    assert rows[1].evidence == "a\nb" and rows[1].kept == {}
