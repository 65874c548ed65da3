"""Rows, merged cells, areas and aspects that a sheet adds, copies, moves and takes away, each a step of its own."""

import json

import pytest
from django.urls import reverse

from plans.models import ActionStep, Aspect, Plan, PlanArea, PlanEdit

pytestmark = pytest.mark.database("plans.models.edits")


@pytest.fixture
def change(world, plan):
    """change(operation, **arguments) → the outcome's state; each is sent twice, as on a line that breaks."""
    client = world.client("sari")

    def post(operation, **arguments):
        changes = json.dumps([{"id": f"{operation}-{PlanEdit.objects.count()}", "op": operation} | arguments])
        url = reverse("plans:sheet", args=[plan.pk])
        answer = client.post(url, {"changes": changes})
        if answer.status_code != 200:
            return answer.status_code
        outcome = answer.json()["outcomes"][0]
        if outcome["state"] == "ok":
            assert client.post(url, {"changes": changes}).json()["outcomes"][0]["state"] == "ok"
        return outcome["code"] or outcome["state"]

    return post


def keys(plan):
    """The keys of all rows as printed: areas, aspects, rows."""
    order = ("area__position", "aspect__position", "position")
    return " ".join(ActionStep.objects.filter(area__plan=plan).order_by(*order).values_list("key", flat=True))


def test_a_row_is_added_above_and_below_with_the_browsers_key(change, plan, row):
    assert change("row_add", key="barisbaru1", beside="a2", way="above") == "ok"
    assert change("row_add", key="barisbaru2", beside="b1", way="below") == "ok"
    assert keys(plan) == "a1 barisbaru1 a2 b1 barisbaru2 c1 c2"
    assert row("a2").indicator == "Tim bekerja" and row("a2").continues == []


def test_a_row_is_added_to_an_aspect_without_rows(change, plan, row):
    aspect = Aspect.objects.create(area=row("a1").area, position=9, title="Kosong")
    assert change("row_add", key="barisbaru1", area=aspect.area_id, aspect=aspect.pk) == "ok"
    assert row("barisbaru1").aspect == aspect


def test_a_key_is_taken_once(change, plan):
    assert change("row_add", key="barisbaru1", beside="a2", way="above") == "ok"
    assert change("row_add", key="barisbaru1", beside="c2", way="above") == "key_taken"
    assert change("row_duplicate", rows=["a1", "a2"], keys=["barisbaru2", "barisbaru2"]) == "key_taken"


def test_copies_stand_below_with_what_was_printed(change, plan, row):
    assert change("row_duplicate", rows=["a1", "a2"], keys=["salinan01", "salinan02"]) == "ok"
    assert keys(plan) == "a1 a2 salinan01 salinan02 b1 c1 c2"
    assert (row("salinan02").indicator, row("salinan02").action) == ("Tim bekerja", "Menyusun jadwal")


def test_rows_are_deleted_and_a_run_keeps_its_text(change, plan, row):
    assert change("rows_delete", rows=["a1", "c1"]) == "ok"
    assert keys(plan) == "a2 b1 c2" and row("a2").indicator == "Tim bekerja"


@pytest.mark.parametrize(
    ("rows", "beside", "way", "order"),
    [
        (["a1"], "b1", "below", "a2 b1 a1 c1 c2"),
        (["a2", "b1"], "c1", "above", "a1 a2 b1 c1 c2"),
        (["a2"], "a1", "above", "a2 a1 b1 c1 c2"),
        (["a1", "a2"], "a2", "below", "a1 a2 b1 c1 c2"),
    ],
)
def test_rows_are_moved_beside_another(change, plan, row, rows, beside, way, order):
    assert change("rows_move", rows=rows, beside=beside, way=way) == "ok"
    assert keys(plan) == order and row(rows[0]).aspect == row(beside).aspect and row("a2").action == "Menyusun jadwal"


@pytest.mark.parametrize(
    ("rows", "step", "order"),
    [
        (["a2"], "naik", "a2 a1 b1 c1 c2"),
        (["a2"], "turun", "a1 a2 b1 c1 c2"),
        (["b1"], "turun", "a1 a2 b1 c1 c2"),
        (["a1", "a2"], "turun", "a1 a2 b1 c1 c2"),
        (["a1"], "naik", "a1 a2 b1 c1 c2"),
    ],
)
def test_rows_are_moved_one_place(change, plan, row, rows, step, order):
    assert change("rows_move", rows=rows, step=step) == "ok"
    assert keys(plan) == order


def test_a_row_at_the_edge_of_its_aspect_goes_into_the_next(change, plan, row):
    assert change("rows_move", rows=["a2"], step="turun") == "ok"
    assert row("a2").aspect == row("b1").aspect and keys(plan) == "a1 a2 b1 c1 c2"
    assert change("rows_move", rows=["b1"], step="turun") == "ok"
    assert row("b1").area == row("c1").area and keys(plan) == "a1 a2 b1 c1 c2"


def test_cells_are_merged_and_split_into_what_they_were(change, row):
    cells = [{"row": "c2", "field": "indicator"}, {"row": "c2", "field": "ticks"}]
    assert change("merge", cells=cells) == "ok"
    assert row("c2").continues == ["indicator", "time"] and row("c1").indicator == "SOP ada\nSOP dipakai"
    assert change("split", cells=cells) == "ok"
    assert (row("c1").indicator, row("c2").indicator, row("c2").time) == ("SOP ada", "SOP dipakai", "secepatnya")
    assert change("split", cells=cells) == "nothing_split"
    assert change("merge", cells=[{"row": "c1", "field": "action"}]) == "nothing_merged"


def test_texts_of_several_rows_are_replaced_as_one_step_or_not_at_all(change, row):
    cells = [
        {"row": "b1", "field": "action", "to": "Menyusun rencana", "from": "Menulis rencana"},
        {"row": "c1", "field": "action", "to": "Menyusun SOP", "from": "Menulis SOP"},
        {"row": "a2", "field": "indicator", "to": "Tim giat", "from": "Tim bekerja"},
    ]
    assert change("cells", cells=[*cells[:2], cells[2] | {"from": "dahulu"}]) == "conflict"
    assert row("b1").action == "Menulis rencana"
    assert change("cells", cells=cells) == "ok" and PlanEdit.objects.count() == 1
    assert (row("b1").action, row("c1").action, row("a2").indicator) == ("Menyusun rencana", "Menyusun SOP", "Tim giat")
    assert row("a1").indicator == "Tim bekerja"
    assert change("undo") == "ok" and row("c1").action == "Menulis SOP" and row("a2").continues == ["indicator"]


def test_areas_and_aspects_come_move_and_go(change, plan, row):
    first, second = PlanArea.objects.filter(plan=plan).order_by("position")
    assert change("area_add", title="Sela", after=first.pk) == "ok"
    assert change("area_move", area=second.pk, way="naik") == "ok"
    titles = PlanArea.objects.filter(plan=plan).order_by("position").values_list("title", flat=True)
    assert list(titles) == [first.title, second.title, "Sela"]
    assert change("aspect_add", area=first.pk, after=row("a1").aspect_id, title="Baru") == "ok"
    assert change("aspect_move", aspect=row("b1").aspect_id, area=second.pk) == "ok"
    assert row("b1").area == second and keys(plan) == "a1 a2 c1 c2 b1"
    assert change("aspect_move", aspect=row("b1").aspect_id, way="naik") == "ok"
    assert change("aspect_delete", aspect=row("a1").aspect_id) == "ok"
    assert change("area_delete", area=second.pk) == "ok"
    assert keys(plan) == ""


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("row_add", {"key": "pendek", "beside": "a1", "way": "above"}),
        ("row_add", {"key": "barisbaru1", "beside": "a1", "way": "left"}),
        ("row_add", {"key": ["barisbaru1"], "area": True}),
        ("rows_delete", {"rows": []}),
        ("rows_delete", {"rows": [["a1"]]}),
        ("row_duplicate", {"rows": ["a1"], "keys": ["barisbaru1", "barisbaru2"]}),
        ("merge", {"cells": [{"row": ["a1"], "field": "action"}]}),
        ("merge", {"cells": [{"row": "a1", "field": "continues"}]}),
        ("area_add", {"title": 7}),
        ("area_move", {"area": "1", "way": "naik"}),
    ],
)
def test_arguments_that_fit_nothing_change_nothing(change, operation, arguments):
    assert change(operation, **arguments) == "unfit_change" and not PlanEdit.objects.exists()


def test_what_is_gone_or_without_name_is_refused(change, plan):
    assert change("rows_delete", rows=["a1", "tidak-ada"]) != "ok"
    assert change("area_add", title="  ") == "no_title"
    assert change("area_delete", area=999999) != "ok"
    assert keys(plan) == "a1 a2 b1 c1 c2"


def test_a_frozen_plan_keeps_its_shape(change, plan):
    Plan.objects.filter(pk=plan.pk).update(frozen=True)
    assert change("rows_delete", rows=["a1"]) == 403 and keys(plan) == "a1 a2 b1 c1 c2"
