"""The page of beginnings, the skeleton, and copies of plans."""

import pytest
import time_machine
from django.urls import reverse

from plans.beginnings import starting
from plans.models import ActionStep, Indicator, Layout, Plan, PlanOrigin
from plans.plan import store
from plans.states import DecreeState
from teams import roster
from teams.states import Role
from tests.factories import MembershipFactory
from tests.plans.approval import a_decree, in_state

pytestmark = pytest.mark.database("plans.querysets", "plans.beginnings.starting", "plans.beginnings.ended")


@pytest.fixture
def last_year(world):
    """The kabupaten's enacted plan of 2025, one row, with a realisation and a link to the catalogue."""
    decree = in_state(a_decree(world.kabupaten, year=2025), DecreeState.ENACTED)
    plan = decree.annexes.get().plan
    step = ActionStep.objects.get(area__plan=plan)
    ActionStep.objects.filter(pk=step.pk).update(realisation="90 %", responsible="Pak Galih")
    step.indicators.add(Indicator.objects.get(code="1.P.i.a"))
    return plan


def copy_form(world, plan, name="sari", **fields):
    url = reverse("plans:begin-copy", args=[plan.pk])
    changes = world.client(name).get(url, {"satker": world.kabupaten.pk, "year": 2026}).context["changes"]
    values = {"satker": world.kabupaten.pk, "year": 2026, "asal": f"r{plan.revision}"}
    return url, values | {"ubah": [change.key for change in changes if change.ticked]} | fields


def test_the_choices_count_what_each_beginning_holds(world, last_year):
    page = world.client("sari").get(reverse("plans:new"), {"year": 2026}).content.decode()
    assert "6 area, 43 aspek, 110 indikator" in page
    assert f"Rencana 2025 {world.kabupaten.short_name} (ditetapkan): 1 area, 1 baris" in page
    assert "Belum ada rencana satker lain" in page and "Belum ada templat yang terbit" in page


def test_a_plan_of_the_year_of_the_form_or_later_is_not_last_years(world):
    for year in (2026, 2031):
        a_decree(world.kabupaten, year=year)
    client, words = world.client("sari"), f"Rencana {{}} {world.kabupaten.short_name}"
    with time_machine.travel("2026-05-04", tick=False):
        page = client.get(reverse("plans:new")).content.decode()
        assert words.format(2026) not in page and words.format(2031) not in page
        later = client.get(reverse("plans:new"), {"year": 2027}).content.decode()
    assert words.format(2026) in later and words.format(2031) not in later


def test_the_skeleton_becomes_a_draft_with_ticked_rows_linked_to_the_catalogue(world):
    layout = Layout.objects.filter(satker=None).first()
    values = {"satker": world.kabupaten.pk, "year": 2026, "layout": layout.pk, "kode": ["1.P.i.a", "6.R.ii"]}
    answer = world.client("sari").post(reverse("plans:begin-skeleton"), values)
    plan = Plan.objects.get()
    assert answer.status_code == 302 and plan.areas.count() == 6 and plan.origin.words == "kerangka baku"
    assert sorted(starting.indicators_of(plan).values()) == [
        ["1.P.i.a"],
        ["6.R.ii"],
    ]


def test_an_indicator_that_is_none_is_refused_and_ticks_stay(world):
    values = {"satker": world.kabupaten.pk, "year": 2026, "layout": Layout.objects.first().pk, "kode": ["1.P.i.b", "x"]}
    answer = world.client("sari").post(reverse("plans:begin-skeleton"), values)
    ticked = [code for area in answer.context["areas"] for _, _, boxes in area.groups for code, _, on in boxes if on]
    assert answer.status_code == 422 and ticked == ["1.P.i.b"] and not Plan.objects.exists()


def test_last_years_plan_becomes_this_years_without_progress(world, last_year):
    url, values = copy_form(world, last_year)
    answer = world.client("sari").post(url, values)
    plan = Plan.objects.get(year=2026)
    step = ActionStep.objects.get(area__plan=plan)
    old = ActionStep.objects.get(area__plan=last_year)
    assert answer.status_code == 302 and (step.time, step.realisation, step.action) == ("Maret 2026", "", "Rapat")
    assert step.key != old.key and starting.indicators_of(plan) == {step.key: ["1.P.i.a"]}
    assert plan.origin.source == last_year and plan.deadlines.get().due_on.year == 2026
    page = world.client("sari").get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert f"dari rencana 2025 {world.kabupaten.short_name}" in page


def test_the_preview_names_who_left_the_team(world, last_year):
    team = roster.create(world.kabupaten, 2025, world.sari)
    member = {"name": "Galih", "job_title": "", "duty": "", "user_id": None}
    roster.add_member(team, world.sari, unit=team.units.first().pk, **member)
    url, _ = copy_form(world, last_year)
    of_2026 = {"satker": world.kabupaten.pk, "year": 2026}
    assert "Baris 1: galih" not in world.client("sari").get(url, of_2026).content.decode()
    roster.create(world.kabupaten, 2026, world.sari)
    assert "Baris 1: galih" in world.client("sari").get(url, of_2026).content.decode()


def test_a_second_draft_is_announced_and_ticks_stay(world, last_year):
    a_decree(world.kabupaten, year=2026)
    url, values = copy_form(world, last_year, ubah=[])
    answer = world.client("sari").post(url, values)
    assert answer.status_code == 422 and "Sudah ada draf rencana 2026" in answer.content.decode()
    assert not any(change.ticked for change in answer.context["changes"]) and not PlanOrigin.objects.exists()
    assert world.client("sari").post(url, values | {"tetap": "1"}).status_code == 302


def test_a_source_that_changed_since_the_preview_is_shown_again(world, last_year):
    url, values = copy_form(world, last_year, asal="r99")
    answer = world.client("sari").post(url, values)
    assert answer.status_code == 409 and "berubah sementara itu" in answer.content.decode()
    assert Plan.objects.count() == 1


def test_another_offices_plan_is_copied_only_when_enacted_and_seen(world):
    draft = a_decree(world.kota, year=2026).annexes.get().plan
    enacted = in_state(a_decree(world.kota, year=2025, title="RENCANA KOTA"), DecreeState.ENACTED).annexes.get().plan
    client, url = world.client("sari"), reverse("plans:begin-copy", args=[enacted.pk])
    assert client.get(url).status_code == 404
    MembershipFactory(user=world.sari, satker=world.province, role=Role.REVIEWER)
    world.sari.refresh_from_db()
    assert world.client("sari").get(url).status_code == 200
    assert world.client("sari").get(reverse("plans:begin-copy", args=[draft.pk])).status_code == 404
    rows = world.client("sari").get(reverse("plans:begin-others")).context["table"].data
    assert [row.pk for row in rows] == [enacted.pk]


def test_a_layout_of_another_office_becomes_a_like_one_of_the_own(world):
    layout = Layout.objects.filter(satker=None).order_by("pk").first()
    spec = store.layout_spec(layout)
    assert starting.layout_for(spec, layout, world.kabupaten, 2026) == layout
    assert starting.layout_for(spec, None, world.kabupaten, 2026) == layout
