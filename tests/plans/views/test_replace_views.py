"""The page on which words are replaced all through a plan, and the undo on the plan's page."""

import re

import pytest
from django.urls import reverse

from plans.models import ActionStep, Plan, Replacement
from tests.plans.approval import a_decree

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world):
    a_decree(world.kabupaten)
    ActionStep.objects.update(time="Maret 2025", action="Rapat <b>2025</b>")
    return Plan.objects.get()


def at(plan):
    return reverse("plans:replace", args=[plan.pk])


def sent(page):
    """What the form of a page sends."""
    keys = re.findall(r'name="ubah" value="([^"]+)" id="[^"]+" checked', page)
    swap = re.search(r'type="hidden" name="ganti" value="([^"]+)"', page)[1].replace("&quot;", '"')
    return {"ganti": swap, "ubah": keys}


def test_what_was_left_is_proposed_and_two_clicks_put_it_right(world, plan):
    client = world.client("sari")
    page = client.get(at(plan)).content.decode()
    assert "2025 → 2026" in page and "2 perubahan." in page and "<b>" not in page.partition("daftar-perubahan")[2]
    answer = client.post(at(plan), sent(page), follow=True).content.decode()
    assert "2 perubahan diterapkan (2025 → 2026)." in answer and "Urungkan penggantian" in answer
    assert ActionStep.objects.get().time == "Maret 2026"


def test_the_undo_tells_what_it_left_alone(world, plan):
    client = world.client("sari")
    client.post(at(plan), sent(client.get(at(plan)).content.decode()))
    ActionStep.objects.update(action="Rapat lain")
    undo = reverse("plans:replace-undo", args=[Replacement.objects.get().pk])
    page = client.post(undo, follow=True).content.decode()
    assert "Penggantian diurungkan (2025 → 2026)." in page and "langkah aksi" in page
    assert "Urungkan penggantian" not in page and ActionStep.objects.get().time == "Maret 2025"
    assert client.post(undo).status_code == 409


def test_any_text_is_looked_for_and_nothing_else(world, plan):
    page = world.client("sari").get(at(plan), {"pilih": "1", "cari": "notula", "menjadi": "Risalah"}).content.decode()
    assert "<del>Notula</del> <ins>Risalah</ins>" in page and "2 perubahan." in page


def test_nothing_found_nothing_ticked_and_too_long_a_text_are_told(world, plan):
    client = world.client("sari")
    assert "Tidak ada yang perlu diganti" in client.get(at(plan), {"pilih": "1", "cari": "gajah"}).content.decode()
    assert client.post(at(plan), {"ganti": "x"}).status_code == 409
    assert client.get(at(plan), {"pilih": "1", "cari": "a" * 201}).status_code == 422


def test_a_year_a_person_types_is_a_year_and_an_office_comes_in_all_its_forms(world, plan):
    ActionStep.objects.update(action="Kab. Awan dan KPU KABUPATEN AWAN")
    query = {"pilih": "1", "cari": "Kabupaten Awan", "menjadi": "Kabupaten Teluk Jernih"}
    page = world.client("sari").get(at(plan), query).content.decode()
    assert "Kab. Teluk Jernih" in page and "KPU KABUPATEN TELUK JERNIH" in page
