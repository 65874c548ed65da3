"""Layouts on screens: copied, changed without and with plans, kept where a plan is frozen, previewed, deleted."""

import pytest
from django.urls import reverse

from plans.decree import drafting
from plans.layouts import editing
from plans.models import Layout, Plan
from plans.tree import EXTRA
from tests.factories import LayoutFactory
from tests.plans.trees import small_tree
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.database("plans.layouts.editing")


@pytest.fixture
def layout(world):
    return LayoutFactory(satker=world.kabupaten, base=Layout.objects.filter(satker=None).first())


@pytest.fixture
def plan(world, layout):
    return drafting.new_plan(world.kabupaten, 2026, layout, world.sari, tree=small_tree())


def editor(client, layout, **typed):
    """What a browser sends of the editor, some fields typed anew."""
    context = client.get(reverse("layouts:edit", args=[layout.pk])).context
    form = context["form"]
    values = {field.html_name: field.value() for field in form}
    data = {name: "on" if value is True else value for name, value in values.items() if value is not None}
    data = {name: value for name, value in data.items() if value is not False}
    del data["columns"]
    data["kolom"] = [column.key for column in context["columns"]]
    for column in context["columns"]:
        key = column.key
        data |= {f"jenis-{key}": column.field, f"judul-{key}": column.heading, f"lebar-{key}": column.width}
    return data | {"aksi": "simpan"} | typed


def send(client, layout, **typed):
    return client.post(reverse("layouts:edit", args=[layout.pk]), editor(client, layout, **typed))


def test_a_preset_is_copied_for_the_office_and_stays(world):
    preset = Layout.objects.filter(satker=None).first()
    world.client("andi").post(reverse("layouts:copy", args=[preset.pk]), {"satker": world.kabupaten.pk})
    new = Layout.objects.get(satker=world.kabupaten)
    assert (new.base, new.columns) == (preset, preset.columns)
    with pytest.raises(Refused):
        editing.change(preset, world.andi, name="Lain")


def test_an_unused_layout_changes_in_place_and_is_recorded(world, layout):
    assert send(world.client("andi"), layout, **{"judul-1": "SUB\nAREA", "lebar-1": "77"}).status_code == 302
    layout.refresh_from_db()
    assert (layout.columns[1]["heading"], layout.columns[1]["width"]) == ("SUB\nAREA", 77)
    assert AuditEvent.objects.filter(action="layout.changed", subject_id=str(layout.pk)).count() == 1


def test_a_draft_follows_its_layout(world, layout, plan):
    send(world.client("andi"), layout, tick="✓", margin_left="40")
    before = plan.revision
    plan.refresh_from_db()
    assert (plan.layout.tick, plan.layout.margin_left, plan.revision) == ("✓", 40, before + 1)


def test_a_layout_of_a_frozen_plan_stays_and_the_change_is_a_copy(world, layout, plan):
    Plan.objects.filter(pk=plan.pk).update(frozen=True)
    response = send(world.client("andi"), layout, tick="✓")
    layout.refresh_from_db()
    new = Layout.objects.exclude(pk=layout.pk).get(satker=world.kabupaten)
    assert (layout.tick, new.tick, Plan.objects.get().layout) == ("√", "✓", layout)
    assert response["Location"] == reverse("layouts:edit", args=[new.pk])


@pytest.mark.parametrize("moves", [False, True])
def test_another_form_of_schedule_is_a_copy_to_which_drafts_move_if_asked(world, layout, plan, moves):
    send(world.client("andi"), layout, schedule="months", **({"move_drafts": "on"} if moves else {}))
    layout.refresh_from_db()
    plan = Plan.objects.get()
    assert layout.schedule == "text"
    assert plan.layout.schedule == ("months" if moves else "text")
    ticks = [step.ticks for area in plan.areas.order_by("position") for step in area.steps.order_by("position")]
    assert (ticks[0] == [3]) is moves


def test_a_removed_column_with_texts_is_asked_about(world, layout, plan):
    client = world.client("andi")
    sent = editor(client, layout)
    sent["kolom"] = [key for key in sent["kolom"] if sent[f"jenis-{key}"] != "evidence"]
    url = reverse("layouts:edit", args=[layout.pk])
    response = client.post(url, sent)
    assert response.status_code == 422
    assert "berisi 1 teks" in response.content.decode()
    assert client.post(url, sent | {"mengerti": "1"}).status_code == 302


def test_wrong_values_are_shown_and_kept(world, layout):
    response = send(world.client("andi"), layout, margin_top="5", **{"lebar-0": "900"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Antara 20 dan 60 mm." in page
    assert "harus antara 3 dan 250" in page
    assert 'value="900"' in page


def test_buttons_reshape_the_columns_and_save_nothing(world, layout):
    client, before = world.client("andi"), layout.columns
    fields = [column["field"] for column in before]
    for act, expected in (
        ("turun-0", [fields[1], fields[0], *fields[2:]]),
        ("hapus-1", [fields[0], *fields[2:]]),
        ("tambah", [*fields, EXTRA + "CATATAN"]),
    ):
        response = send(client, layout, aksi=act, baru=EXTRA)
        assert [column.field for column in response.context["columns"]] == expected
    layout.refresh_from_db()
    assert layout.columns == before


def test_two_people_who_change_the_same_thing_see_both(world, layout):
    client = world.client("andi")
    sent = editor(client, layout, tick="✓")
    editing.change(layout, world.rian, tick="x")
    response = client.post(reverse("layouts:edit", args=[layout.pk]), sent)
    assert response.status_code == 409
    layout.refresh_from_db()
    assert layout.tick == "x"


def test_the_preview_shows_the_own_plan_as_typed(world, layout, plan):
    client = world.client("andi")
    sent = editor(client, layout, schedule="quarters", **{"judul-1": "BAGIAN"})
    page = client.post(reverse("layouts:preview", args=[layout.pk]), sent).content.decode()
    assert ("BAGIAN" in page, "TW IV" in page, "Rapat" in page) == (True, True, True)
    assert 'hx-swap-oob="true"' in page


def test_the_preview_is_printed(world, layout, plan):
    client = world.client("andi")
    sent = editor(client, layout, orientation="portrait", catchword="on")
    response = client.post(reverse("layouts:preview-pdf", args=[layout.pk]), sent)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_only_an_unused_layout_is_deleted(world, layout, plan):
    client, url = world.client("andi"), reverse("layouts:delete", args=[layout.pk])
    assert client.post(url).status_code == 409
    Plan.objects.update(layout=layout.base)
    assert client.post(url).status_code == 302
    assert not Layout.objects.filter(pk=layout.pk).exists()


def test_a_plan_is_offered_presets_and_layouts_of_its_office_only(world, layout, plan):
    other = LayoutFactory(satker=world.province)
    form = world.client("sari").get(reverse("plans:settings", args=[plan.pk])).context["form"]
    offered = set(form.fields["layout"].queryset)
    assert layout in offered
    assert other not in offered
