"""A second draft is announced before it is made; lists and pages tell drafts apart."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from plans.decree import drafting
from plans.models import Layout, Plan, WorkbookImport
from plans.states import Action, DecreeState
from plans.workbook import exporting, importing
from plans.workflow import perform
from tests.plans.approval import a_decree, in_state

pytestmark = pytest.mark.database("plans.decree.under_way", "plans.querysets")


@pytest.fixture
def draft(world):
    """A plan of 2026 by Sari, a draft that was imported from a file."""
    layout = Layout.objects.filter(satker=None).order_by("pk").first()
    plan = drafting.new_plan(world.kabupaten, 2026, layout, world.sari)
    Plan.objects.filter(pk=plan.pk).update(source_name="rencana-2026.xlsx")
    return plan


def new_plan(world, name="bima", **fields):
    values = {"satker": world.kabupaten.pk, "year": 2026, "layout": Layout.objects.first().pk} | fields
    return world.client(name).post(reverse("plans:new"), values)


def test_a_second_plan_of_the_year_is_announced_and_made_all_the_same(world, draft):
    answer = new_plan(world)
    page = answer.content.decode()
    assert answer.status_code == 422 and Plan.objects.count() == 1
    assert "Sudah ada draf rencana 2026 oleh Sari" in page and "dari berkas rencana-2026.xlsx" in page
    assert reverse("decrees:detail", args=[draft.decree.pk]) in page and 'name="tetap"' in page
    assert new_plan(world, tetap="1").status_code == 302 and Plan.objects.count() == 2


def test_another_year_and_a_deleted_draft_are_not_announced(world, draft):
    assert new_plan(world, year=2027).status_code == 302
    perform(Action.DELETE, decree=draft.decree, actor=world.sari)
    assert new_plan(world).status_code == 302


def test_what_is_in_force_is_announced_with_its_number(world):
    in_state(a_decree(world.kabupaten), DecreeState.ENACTED)
    assert "Rencana 2026 sudah ditetapkan (17/2026)." in new_plan(world).content.decode()


def test_a_second_decree_without_a_plan_is_announced_too(world, draft):
    values = {"satker": world.kabupaten.pk, "year": 2026, "title": "TIM"}
    answer = world.client("bima").post(reverse("decrees:new"), values)
    assert answer.status_code == 422 and "Sudah ada draf keputusan 2026 oleh Sari" in answer.content.decode()
    assert world.client("bima").post(reverse("decrees:new"), values | {"tetap": "1"}).status_code == 302


def test_the_preview_of_an_import_announces_it_and_the_plan_knows_its_file(world, draft):
    content = exporting.export(a_decree(world.kota).annexes.get().plan, exporting.XLSX).content
    upload = WorkbookImport(satker=world.kabupaten, year=2026, user=world.bima, file_name="kedua.xlsx")
    upload.file.save(importing.storage_name(), ContentFile(content))
    importing.read_upload(upload.pk, lambda percent=None: None)
    where = reverse("plans:import-preview", args=[upload.pk])
    assert "Sudah ada draf rencana 2026 oleh Sari" in world.client("bima").get(where).content.decode()
    assert world.client("bima").post(where, {"simpan": "1", "rencana": ""}).status_code == 302
    assert Plan.objects.order_by("-pk").first().source_name == "kedua.xlsx"


def test_an_amendment_under_way_is_told_with_its_maker(world):
    old = in_state(a_decree(world.kabupaten), DecreeState.ENACTED)
    drafting.create_amendment(old, world.sari)
    page = world.client("bima").get(reverse("decrees:amend", args=[old.pk])).content.decode()
    assert "Sudah ada draf perubahan 2026 oleh Sari" in page


@pytest.mark.parametrize("address", ["plans:list", "decrees:list"])
def test_lists_tell_drafts_apart(world, draft, address):
    drafting.create_amendment(in_state(a_decree(world.kabupaten), DecreeState.ENACTED), world.bima)
    page = world.client("lukas").get(reverse(address)).content.decode()
    for words in ("Sari, ", "Bima, ", "dari berkas rencana-2026.xlsx", "salinan untuk perubahan", "Diubah"):
        assert words in page


def test_the_page_of_a_plan_says_where_it_comes_from(world, draft):
    page = world.client("lukas").get(reverse("plans:detail", args=[draft.pk])).content.decode()
    assert "Dibuat Sari, " in page and "dari berkas rencana-2026.xlsx. Terakhir diubah " in page
