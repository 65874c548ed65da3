"""A sheet's changes on their way: saved once, in order, whole or not at all; conflicts told; others' changes drawn."""

import json

import pytest
from django.urls import reverse

from plans.models import ActionStep, Plan, PlanEdit
from plans.plan import editing
from plans.sheet import operations
from zi_portal.audit.models import AuditEvent

pytestmark = pytest.mark.database("plans.models.edits", "plans.sheet.applying")


@pytest.fixture
def sari(world, plan):
    return world.client("sari")


def post(client, plan, *changes, since=0):
    url = f"{reverse('plans:sheet', args=[plan.pk])}?sejak={since}"
    return client.post(url, {"changes": json.dumps(changes)})


def cell(token, row, field, to, before=""):
    return {"id": token, "op": "cell", "row": row, "field": field, "to": to, "from": before}


def states(answer):
    return [outcome["state"] for outcome in answer.json()["outcomes"]]


def test_a_cell_is_saved_and_recorded_with_what_it_held(sari, plan, row):
    answer = post(sari, plan, cell("t1", "b1", "action", "Menyusun rencana", "Menulis rencana"))
    assert states(answer) == ["ok"] and row("b1").action == "Menyusun rencana"
    event = AuditEvent.objects.get(action="plan.row_changed")
    assert event.before == {"action": "Menulis rencana"}
    assert event.after["values"] == {"action": "Menyusun rencana"}


def test_what_is_sent_twice_is_done_once(sari, plan, row):
    change = cell("t1", "b1", "action", "Pertama", "Menulis rencana")
    post(sari, plan, change)
    post(sari, plan, cell("t2", "b1", "action", "Kedua", "Pertama"))
    assert states(post(sari, plan, change)) == ["ok"]
    assert row("b1").action == "Kedua" and PlanEdit.objects.count() == 2


def test_the_same_cell_of_two_people_is_a_conflict_with_text_and_name(sari, world, plan, row):
    editing.change_step(row("b1"), world.rian, action="Dari Rian")
    answer = post(sari, plan, cell("t1", "b1", "action", "Dari Sari", "Menulis rencana"))
    outcome = answer.json()["outcomes"][0]
    assert (outcome["state"], outcome["theirs"], outcome["who"]) == (
        "conflict", {"action": "Dari Rian"}, world.rian.name,
    )  # fmt: skip
    assert row("b1").action == "Dari Rian"


def test_a_conflict_names_who_changed_that_row_and_not_another(sari, world, plan, row):
    editing.change_step(row("b1"), world.rian, action="Dari Rian")
    editing.change_step(row("c1"), world.sari, action="Lain")
    outcome = post(sari, plan, cell("t1", "b1", "action", "Saya", "Menulis rencana")).json()["outcomes"][0]
    assert outcome["who"] == world.rian.name and outcome["at"] == PlanEdit.objects.get(revision=1).at.isoformat()


def test_different_cells_of_a_row_both_stay(sari, world, plan, row):
    editing.change_step(row("b1"), world.rian, target="1 (satu) Dokumen")
    assert states(post(sari, plan, cell("t1", "b1", "action", "Dari Sari", "Menulis rencana"))) == ["ok"]
    assert (row("b1").action, row("b1").target) == ("Dari Sari", "1 (satu) Dokumen")


def test_a_refused_change_stops_no_other(sari, plan, row):
    long_text = cell("t1", "b1", "action", "x" * 5001, "Menulis rencana")
    lost_row = cell("t2", "tidak-ada", "action", "x")
    strange = {"id": "t3", "op": "tidak ada"}
    good = cell("t4", "c1", "action", "Menyunting SOP", "Menulis SOP")
    answer = post(sari, plan, long_text, lost_row, strange, good)
    assert states(answer) == ["refused", "refused", "refused", "ok"]
    assert row("c1").action == "Menyunting SOP" and row("b1").action == "Menulis rencana"


@pytest.mark.parametrize("body", ["", "1", '{"a": 1}', '[{"id": 1, "op": "cell"}]', "[" * 5000])
def test_a_batch_that_cannot_be_read_changes_nothing(sari, plan, body):
    answer = sari.post(reverse("plans:sheet", args=[plan.pk]), {"changes": body})
    assert answer.status_code == 400 and "tidak terbaca" in answer.json()["message"]
    assert not PlanEdit.objects.exists()


def test_a_frozen_plan_takes_nothing(sari, plan, row):
    Plan.objects.filter(pk=plan.pk).update(frozen=True)
    answer = post(sari, plan, cell("t1", "b1", "action", "x", "Menulis rencana"))
    assert answer.status_code == 403 and answer.json()["code"] == "editing_stopped"
    assert "terkunci" in sari.get(reverse("plans:sheet", args=[plan.pk])).json()["stopped"]
    assert row("b1").action == "Menulis rencana"


def test_others_see_the_changed_cell_alone(sari, world, plan, row):
    post(sari, plan, cell("t1", "b1", "action", "Menyusun *draf* rencana", "Menulis rencana"))
    answer = world.client("rian").get(reverse("plans:sheet", args=[plan.pk]), {"sejak": "0"}).json()
    assert answer["blocks"] == [] and answer["order"] is None and answer["revision"] == 1
    assert answer["cells"] == [
        {
            "row": row("b1").pk,
            "field": "action",
            "text": "Menyusun *draf* rencana",
            "html": "Menyusun <em>draf</em> rencana",
        }
    ]
    assert answer["people"] == [world.sari.name]


def test_a_new_row_draws_its_area_anew_and_nothing_else(sari, world, plan, row):
    editing.add_step(row("c1").area, row("c1").aspect, world.sari, after=row("c1"), action="Baris baru")
    answer = sari.get(reverse("plans:sheet", args=[plan.pk]), {"sejak": "0"}).json()
    assert [block["area"] for block in answer["blocks"]] == [row("c1").area_id]
    assert "Baris baru" in answer["blocks"][0]["html"] and len(answer["order"]) == 2


def test_who_is_up_to_date_is_told_nothing(sari, plan):
    answer = sari.get(reverse("plans:sheet", args=[plan.pk]), {"sejak": "0"}).json()
    assert answer.pop("here") == [] and answer.pop("stopped") == ""
    assert answer == {"outcomes": [], "revision": 0, "blocks": [], "order": None, "cells": [], "people": []}


def test_changes_that_left_no_edit_draw_everything_anew(sari, plan):
    plan.revision = 7  # counted by a version before edits were kept
    plan.save()
    answer = sari.get(reverse("plans:sheet", args=[plan.pk]), {"sejak": "3"}).json()
    assert len(answer["blocks"]) == 2 and answer["revision"] == 7


def test_a_step_is_taken_back_and_again(sari, plan, row):
    post(sari, plan, cell("t1", "b1", "action", "Baru", "Menulis rencana"))
    assert states(post(sari, plan, {"id": "t2", "op": "undo"})) == ["ok"]
    assert row("b1").action == "Menulis rencana"
    assert states(post(sari, plan, {"id": "t3", "op": "redo"})) == ["ok"]
    assert row("b1").action == "Baru" and ActionStep.objects.count() == 5


def test_a_saved_cell_and_a_question_need_few_queries(sari, plan, django_assert_max_num_queries):
    post(sari, plan, cell("t1", "b1", "action", "Satu", "Menulis rencana"))
    who = 3  # session, person, roles
    with django_assert_max_num_queries(who + 19):  # four of them savepoints, one the log's lock
        post(sari, plan, cell("t2", "b1", "action", "Dua", "Satu"), since=1)
    with django_assert_max_num_queries(who + 2):
        sari.get(reverse("plans:sheet", args=[plan.pk]), {"sejak": "2"})


@pytest.mark.parametrize("operation", ["cell", "row_duplicate", "rows_delete", "undo"])
def test_what_arrives_twice_at_once_is_done_once_and_is_no_failure(sari, plan, row, monkeypatch, operation):
    post(sari, plan, cell("t0", "c1", "action", "Lebih dulu", "Menulis SOP"))
    post(sari, plan, cell("t1", "c1", "action", "Sesudahnya", "Lebih dulu"))
    changes = {
        "cell": cell("t2", "b1", "action", "Baru", "Menulis rencana"),
        "row_duplicate": {"id": "t2", "op": "row_duplicate", "rows": ["b1"], "keys": ["baris-baru"]},
        "rows_delete": {"id": "t2", "op": "rows_delete", "rows": ["b1"]},
        "undo": {"id": "t2", "op": "undo"},
    }
    function = operations.BY_NAME[operation]

    def twice(*arguments):
        monkeypatch.setitem(operations.BY_NAME, operation, function)
        assert states(post(sari, plan, changes[operation])) == ["ok"]  # the other one comes first
        function(*arguments)

    monkeypatch.setitem(operations.BY_NAME, operation, twice)
    assert states(post(sari, plan, changes[operation])) == ["ok"]
    assert PlanEdit.objects.filter(token="t2").count() == 1 and row("c1").action != "Menulis SOP"
