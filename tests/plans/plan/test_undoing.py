"""Steps taken back and taken again: everything that editing can do, and never over another's change."""

from datetime import date

import pytest

from plans.models import ActionStep, Aspect, Deadline, PlanArea
from plans.plan import deadlines, editing, reshaping, snapshots, undoing
from plans.plan.reshaping import ABOVE, Spot
from plans.plan.undoing import REDO, UNDO
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.order import DOWN, UP


@pytest.fixture
def sari(world):
    return world.sari


WAYS = {
    "cell": lambda row, sari: editing.change_step(row("a1"), sari, action="Lain", time="Mei 2026"),
    "cell of a run": lambda row, sari: editing.change_step(row("a2"), sari, indicator="Sendiri"),
    "remark": lambda row, sari: editing.change_step(row("a1"), sari, **{"extra:KET": "catatan"}),
    "new row": lambda row, sari: editing.add_step(row("a1").area, row("a1").aspect, sari, after=row("a1"), action="x"),
    "deleted row": lambda row, sari: editing.delete_step(row("a1"), sari),
    "merged": lambda row, sari: editing.merge(row("c2"), "action", sari),
    "split": lambda row, sari: editing.split(row("a2"), "indicator", sari),
    "moved row": lambda row, sari: editing.move(row("a2"), UP, sari),
    "moved aspect": lambda row, sari: editing.move(row("b1").aspect, UP, sari),
    "moved area": lambda row, sari: editing.move(row("a1").area, DOWN, sari),
    "relocated": lambda row, sari: editing.relocate(row("a1"), row("b1").aspect, sari),
    "deleted aspect": lambda row, sari: editing.delete_aspect(row("a1").aspect, sari),
    "deleted area": lambda row, sari: editing.delete_area(row("a1").area, sari),
    "new area": lambda row, sari: editing.add_area(
        row("a1").area.plan_id, sari, label="III", title="X", component=None
    ),
    "row above": lambda row, sari: reshaping.add_row(sari, Spot.beside(row("a2"), ABOVE), key="barisbaru1"),
    "copied rows": lambda row, sari: reshaping.duplicate_rows([row("a1"), row("a2")], sari),
    "deleted rows": lambda row, sari: reshaping.delete_rows([row("a1"), row("b1")], sari),
    "rows to another area": lambda row, sari: reshaping.move_rows(
        [row("a1"), row("b1")], sari, Spot.beside(row("c2"), ABOVE)
    ),
    "cells of several rows": lambda row, sari: reshaping.change_cells(
        [(row("a2"), {"indicator": "x", "action": "y"}, None), (row("c1"), {"time": "Mei 2026"}, None)], sari
    ),
    "merged cells": lambda row, sari: reshaping.merge_cells([(row("c2"), "indicator"), (row("c2"), "time")], sari),
    "split cells": lambda row, sari: reshaping.split_cells([(row("a2"), "indicator")], sari),
    "area between": lambda row, sari: reshaping.add_area(
        row("a1").area.plan_id, sari, title="Sela", after=row("a1").area
    ),
    "aspect between": lambda row, sari: reshaping.add_aspect(
        row("a1").area, sari, title="Sela", after=row("a1").aspect
    ),
    "aspect to another area": lambda row, sari: reshaping.move_aspect(row("a1").aspect, row("c1").area, sari),
    "area": lambda row, sari: editing.change_area(row("a1").area, sari, title="Lain"),
}


def dated(plan):
    return sorted(Deadline.objects.filter(plan=plan).values_list("step__key", "due_on"))


@pytest.mark.parametrize("way", WAYS)
def test_everything_comes_back_as_it_was_and_again_as_it_became(plan, row, sari, way):
    deadlines.rebuild(plan)
    before, dates_before = snapshots.take(plan), dated(plan)
    WAYS[way](row, sari)
    after, dates_after = snapshots.take(plan), dated(plan)
    assert after != before
    undoing.take_back(plan, sari, UNDO)
    assert (snapshots.take(plan), [day for _, day in dated(plan)]) == (before, [day for _, day in dates_before])
    undoing.take_back(plan, sari, REDO)
    assert (snapshots.take(plan), dated(plan)) == (after, dates_after)


def test_steps_go_back_one_by_one_and_a_new_one_ends_what_could_be_repeated(plan, row, sari):
    for text in ("satu", "dua", "tiga"):
        editing.change_step(row("a1"), sari, action=text)
    for text in ("dua", "satu"):
        undoing.take_back(plan, sari)
        assert row("a1").action == text
    undoing.take_back(plan, sari, REDO)
    assert row("a1").action == "dua"
    editing.change_step(row("a1"), sari, action="empat")
    with pytest.raises(Stale):
        undoing.take_back(plan, sari, REDO)
    undoing.take_back(plan, sari)
    assert row("a1").action == "dua"


def test_each_person_takes_back_their_own(plan, row, world):
    editing.change_step(row("a1"), world.sari, action="dari Sari")
    editing.change_step(row("b1"), world.rian, action="dari Rian")
    undoing.take_back(plan, world.sari)
    assert (row("a1").action, row("b1").action) == ("Rapat tim", "dari Rian")
    with pytest.raises(Stale):
        undoing.take_back(plan, world.sari)


def test_anothers_change_is_not_overwritten_and_the_step_can_be_left(plan, row, world):
    editing.change_step(row("b1"), world.sari, action="lebih dulu")
    editing.change_step(row("a1"), world.sari, action="dari Sari")
    editing.change_step(row("a1"), world.rian, action="dari Rian")
    with pytest.raises(Refused, match=world.rian.name):
        undoing.take_back(plan, world.sari)
    assert row("a1").action == "dari Rian"
    undoing.take_back(plan, world.sari, skip=True)
    undoing.take_back(plan, world.sari)
    assert (row("a1").action, row("b1").action) == ("dari Rian", "Menulis rencana")


def test_a_row_comes_back_between_rows_that_moved_meanwhile(plan, row, world):
    editing.delete_step(row("a2"), world.sari)
    editing.add_step(row("a1").area, row("a1").aspect, world.rian, after=row("a1"), action="sela")
    undoing.take_back(plan, world.sari)
    positions = list(row("a1").area.steps.order_by("position").values_list("position", flat=True))
    assert positions == [1, 2, 3, 4] and ActionStep.objects.get(key="a2").continues == ["indicator"]


def test_dates_follow(plan, row, sari):
    editing.change_step(row("a1"), sari, time="Mei 2026")
    undoing.take_back(plan, sari)
    assert Deadline.objects.get(step=row("a1")).due_on == date(2026, 1, 31)
    assert PlanArea.objects.count() == 2 and Aspect.objects.count() == 3


def test_words_replaced_in_decree_and_team_too_have_a_way_back_of_their_own(plan, row, sari):
    editing.change_step(row("b1"), sari, action="lebih dulu")
    with editing.change(plan.pk, sari, "replaced"):
        ActionStep.objects.filter(key="a1").update(action="Rapat besar")
    undoing.take_back(plan, sari)
    assert (row("a1").action, row("b1").action) == ("Rapat besar", "Menulis rencana")
