"""Every write to a plan's table: what it changes, what it keeps, and that it stops when the plan is frozen."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from plans.models import ActionStep, Aspect, Deadline, Plan, PlanArea
from plans.plan import editing, store
from plans.plan.lines import lines
from tests.factories import LayoutFactory, PlanFactory
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.order import UP
from zi_portal.lib.seen import Overtaken, Unchanged, stamp


@pytest.fixture
def sari(world):
    return world.sari


def printed(plan):
    return [line.step.key for line in lines(plan)]


def test_rows_are_read_in_printed_order(plan, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert printed(plan) == ["a1", "a2", "b1", "c1", "c2"]


def test_a_new_row_stands_below_the_one_it_was_asked_for(plan, row, sari):
    first = row("a1")
    step = editing.add_step(first.area, first.aspect, sari, after=first, action="baru")
    assert printed(plan)[:3] == ["a1", step.key, "a2"]
    assert row("a2").continues == [] and row("a2").indicator == "Tim bekerja"


def test_deleting_the_first_row_of_a_run_leaves_its_text(plan, row, sari):
    editing.delete_step(row("a1"), sari)
    assert row("a2").indicator == "Tim bekerja" and row("a2").continues == []


def test_positions_run_through_the_area_after_every_change(plan, row, sari):
    editing.add_step(row("a1").area, row("a1").aspect, sari, action="baru")
    editing.move(row("b1").aspect, UP, sari)
    area = row("a1").area
    ordered = list(area.steps.order_by("position").values_list("key", flat=True))
    assert ordered == [key for key in printed(plan) if key in ordered]
    assert list(area.steps.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]


def test_moving_a_row_up_swaps_it(plan, row, sari):
    assert editing.move(row("c2"), UP, sari)
    assert printed(plan)[-2:] == ["c2", "c1"]


def test_the_first_row_cannot_go_higher(plan, row, sari):
    assert editing.move(row("a1"), UP, sari) is False


def test_moving_an_area_moves_its_rows(plan, sari):
    editing.move(plan.areas.get(label="II"), UP, sari)
    assert printed(plan) == ["c1", "c2", "a1", "a2", "b1"]


def test_merging_and_splitting_a_cell(plan, row, sari):
    assert editing.merge(row("c2"), "action", sari)
    assert row("c1").action == "Menulis SOP\nMenguji SOP" and row("c2").continues == ["action"]
    assert editing.split(row("c2"), "action", sari)
    assert (row("c1").action, row("c2").action) == ("Menulis SOP", "Menguji SOP") and row("c2").continues == []


def test_a_merged_time_that_is_split_has_its_deadlines_again(plan, row, sari):
    step = row("a2")
    editing.change_step(step, sari, time="Juni 2026")
    before = list(Deadline.objects.order_by("step", "due_on").values_list("step", "due_on"))
    editing.merge(row("a2"), "time", sari)
    assert list(Deadline.objects.order_by("step", "due_on").values_list("step", "due_on")) != before
    editing.split(row("a2"), "time", sari)
    assert list(Deadline.objects.order_by("step", "due_on").values_list("step", "due_on")) == before


def test_a_copy_of_a_plan_knows_what_its_merged_cells_held(plan, row, sari):
    editing.merge(row("c2"), "action", sari)
    copy = PlanFactory(satker=plan.satker, layout=plan.layout)
    store.save_tree(copy, store.load_tree(plan))
    editing.split(ActionStep.objects.get(area__plan=copy, key="c2"), "action", sari)
    actions = ActionStep.objects.filter(area__plan=copy, key__in=["c1", "c2"]).order_by("key")
    assert list(actions.values_list("action", flat=True)) == ["Menulis SOP", "Menguji SOP"]


def digests_of(step):
    """Return the digests of a row's cells for somebody who has just read it."""
    return stamp(editing.cells_of(step))


def test_deadlines_follow_the_time(plan, row, sari):
    step = row("a1")
    editing.change_step(step, sari, seen=digests_of(step), time="Februari s.d. April 2026")
    assert [d.due_on.isoformat() for d in Deadline.objects.filter(step=step)] == ["2026-04-30"]


def test_two_people_on_one_row_do_not_overwrite_each_other(plan, row, sari):
    digests = digests_of(row("a1"))
    editing.change_step(row("a1"), sari, seen=digests, action="dari Sari")
    with pytest.raises(Overtaken):
        editing.change_step(row("a1"), sari, seen=digests, action="dari Bima")
    assert row("a1").action == "dari Sari"


def test_two_people_on_one_row_keep_their_different_cells(plan, row, sari, world):
    digests = digests_of(row("a1"))
    editing.change_step(row("a1"), sari, seen=digests, action="dari Sari")
    editing.change_step(row("a1"), world.bima, seen=digests, target="dari Bima")
    assert (row("a1").action, row("a1").target) == ("dari Sari", "dari Bima")
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.after["fields"]) == (world.bima, ["target"])


def test_the_same_text_from_two_people_is_no_dispute(plan, row, sari, world):
    digests = digests_of(row("a1"))
    editing.change_step(row("a1"), sari, seen=digests, action="sama")
    with pytest.raises(Unchanged):
        editing.change_step(row("a1"), world.bima, seen=digests, action="sama ")


def test_what_was_not_changed_is_neither_counted_nor_recorded(plan, row, sari):
    with pytest.raises(Unchanged):
        editing.change_step(row("a1"), sari, seen=digests_of(row("a1")), action=row("a1").action)
    assert Plan.objects.get(pk=plan.pk).revision == 0 and not AuditEvent.objects.filter(subject_id=plan.pk).exists()


def test_a_cell_that_was_merged_meanwhile_is_disputed_and_then_its_own_again(plan, row, sari):
    digests = digests_of(row("c2"))
    editing.merge(row("c2"), "action", sari)
    with pytest.raises(Overtaken) as overtaken:
        editing.change_step(row("c2"), sari, seen=digests, action="dari Sari")
    now = stamp({"action": overtaken.value.stored["action"]})
    editing.change_step(row("c2"), sari, seen=now, action="dari Sari")
    assert (row("c2").action, row("c2").continues) == ("dari Sari", [])
    assert row("c1").action == "Menulis SOP\nMenguji SOP"


def test_two_people_on_two_rows_both_win(plan, row, sari):
    digests = digests_of(row("b1"))
    editing.change_step(row("a1"), sari, seen=digests_of(row("a1")), action="satu")
    editing.change_step(row("b1"), sari, seen=digests, action="dua")
    assert (row("a1").action, row("b1").action) == ("satu", "dua")


def test_a_row_goes_to_another_aspect_with_its_text(plan, row, sari):
    editing.relocate(row("a2"), row("b1").aspect, sari)
    assert printed(plan)[:3] == ["a1", "b1", "a2"]
    assert row("a2").indicator == "Tim bekerja" and row("a2").continues == []


def test_areas_and_aspects_come_and_go(plan, sari):
    area = editing.add_area(plan.pk, sari, label="III", title="Penataan SDM", component=None)
    aspect = editing.add_aspect(area, sari, label="1", title="Pola mutasi")
    editing.change_aspect(aspect, sari, title="Pola mutasi internal")
    assert Aspect.objects.get(pk=aspect.pk).title == "Pola mutasi internal"
    editing.delete_area(area, sari)
    assert not PlanArea.objects.filter(pk=area.pk).exists() and plan.areas.count() == 2


def test_deleting_an_aspect_deletes_its_rows_only(plan, row, sari):
    editing.delete_aspect(row("a1").aspect, sari)
    assert printed(plan) == ["b1", "c1", "c2"]


def test_another_layout_takes_the_times_along(plan, row, sari):
    grid = LayoutFactory(schedule="months", columns=[{"field": "months", "heading": "BULAN", "width": 30}])
    editing.change_plan(plan, sari, layout=grid)
    assert (row("a1").ticks, row("a2").ticks, row("c2").ticks) == ([1], [3, 6, 9, 12], [])
    assert row("a1").time == "Januari 2026"
    assert Deadline.objects.filter(step=row("a2")).count() == 4


def test_the_text_of_a_period_stays_with_its_tick_and_goes_with_it(row, sari):
    step = row("a1")
    step.ticks, step.tick_notes = [3, 6], {"3": "2 Laporan", "6": "1 Laporan", "9": "bila perlu"}
    step.save()
    editing.change_step(step, sari, ticks=[3, 9])
    assert (row("a1").ticks, row("a1").tick_notes) == ([3, 9], {"3": "2 Laporan", "9": "bila perlu"})


def test_each_change_is_counted_and_recorded(plan, row, sari):
    editing.delete_step(row("c2"), sari)
    event = AuditEvent.objects.latest("pk")
    assert Plan.objects.get(pk=plan.pk).revision == 1
    assert (event.action, event.actor, event.satker_code) == ("plan.row_deleted", sari, "98.01")


WRITES = {
    "area added": lambda plan, row, actor: editing.add_area(plan.pk, actor, label="", title="x", component=None),
    "area changed": lambda plan, row, actor: editing.change_area(row("a1").area, actor, title="x"),
    "area deleted": lambda plan, row, actor: editing.delete_area(row("a1").area, actor),
    "aspect added": lambda plan, row, actor: editing.add_aspect(row("a1").area, actor, label="", title="x"),
    "aspect changed": lambda plan, row, actor: editing.change_aspect(row("a1").aspect, actor, title="x"),
    "aspect deleted": lambda plan, row, actor: editing.delete_aspect(row("a1").aspect, actor),
    "row added": lambda plan, row, actor: editing.add_step(row("a1").area, None, actor, action="x"),
    "row changed": lambda plan, row, actor: editing.change_step(row("a1"), actor, action="x"),
    "row deleted": lambda plan, row, actor: editing.delete_step(row("a1"), actor),
    "cells merged": lambda plan, row, actor: editing.merge(row("c2"), "action", actor),
    "cell split": lambda plan, row, actor: editing.split(row("a2"), "indicator", actor),
    "moved": lambda plan, row, actor: editing.move(row("c2"), UP, actor),
    "row relocated": lambda plan, row, actor: editing.relocate(row("a1"), row("b1").aspect, actor),
    "settings changed": lambda plan, row, actor: editing.change_plan(plan, actor, title="x"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_frozen_plan_refuses_every_write(plan, row, sari, write):
    Plan.objects.filter(pk=plan.pk).update(frozen=True)
    before = list(ActionStep.objects.filter(area__plan=plan).values())
    with pytest.raises(Refused):
        write(plan, row, sari)
    assert list(ActionStep.objects.filter(area__plan=plan).values()) == before


AFTER_IT_WAS_DELETED = {
    "change the area": lambda targets: editing.change_area(targets.area, targets.sari, title="lain"),
    "delete the area": lambda targets: editing.delete_area(targets.area, targets.sari),
    "add an aspect": lambda targets: editing.add_aspect(targets.area, targets.sari, label="", title="baru"),
    "change the aspect": lambda targets: editing.change_aspect(targets.aspect, targets.sari, title="lain"),
    "delete the aspect": lambda targets: editing.delete_aspect(targets.aspect, targets.sari),
    "add a row": lambda targets: editing.add_step(targets.area, targets.aspect, targets.sari, action="baru"),
    "change the row": lambda targets: editing.change_step(targets.step, targets.sari, action="lain"),
    "delete the row": lambda targets: editing.delete_step(targets.step, targets.sari),
    "merge": lambda targets: editing.merge(targets.step, "action", targets.sari),
    "move the row": lambda targets: editing.move(targets.step, UP, targets.sari),
    "move the area": lambda targets: editing.move(targets.area, UP, targets.sari),
    "put the row elsewhere": lambda targets: editing.relocate(targets.step, None, targets.sari),
}


@pytest.mark.parametrize("name", AFTER_IT_WAS_DELETED)
def test_what_somebody_else_deleted_meanwhile_is_said_to_be_gone(plan, row, sari, name):
    step = row("a2")
    step.aspect.area = step.area
    targets = SimpleNamespace(step=step, aspect=step.aspect, area=step.area, sari=sari)
    editing.delete_area(PlanArea.objects.get(pk=step.area_id), sari)
    before = AuditEvent.objects.count()
    with pytest.raises(Stale):
        AFTER_IT_WAS_DELETED[name](targets)
    assert printed(plan) == ["c1", "c2"] and AuditEvent.objects.count() == before


def test_a_form_whose_area_was_deleted_meanwhile_is_answered_409(world, plan, row, sari, monkeypatch):
    step, ask = row("a1"), editing.add_step

    def late(area, *args, **fields):
        editing.delete_area(PlanArea.objects.get(pk=area.pk), sari)
        return ask(area, *args, **fields)

    monkeypatch.setattr(editing, "add_step", late)
    response = world.client("sari").post(reverse("plans:row-add", args=[step.area_id]), {"action": "baru"})
    assert response.status_code == 409 and "dihapus orang lain" in response.content.decode()
