"""Texts of any length and kind in the forms of plans and decrees: refused with a sentence, or shown inert."""

import pytest
from django.urls import reverse

from plans.decree import drafting
from plans.models import Aspect, Clause, PlanArea
from tests.factories import LayoutFactory

SCRIPT = "<script>window.__xss=1</script>{{ 7*7 }}<img src=x onerror=alert(1)>"


@pytest.fixture
def pages(world):
    """Name of a form → (address, the fields that it needs, the field with the text, where it is shown)."""
    plan = drafting.new_plan(world.kabupaten, 2026, LayoutFactory(), world.sari)
    area = PlanArea.objects.create(plan=plan, position=1, title="Tatalaksana")
    aspect = Aspect.objects.create(area=area, position=1, title="SOP")
    clause = plan.decree.clauses.first()

    def at(name, *args):
        return reverse(name, args=args)

    plan_page, decree = at("plans:detail", plan.pk), at("decrees:detail", plan.decree.pk)
    return {
        "plan": (at("plans:settings", plan.pk), {"layout": plan.layout_id}, "title", decree),
        "area": (at("plans:area", area.pk), {}, "title", plan_page),
        "aspect": (at("plans:aspect", aspect.pk), {}, "title", plan_page),
        "row": (at("plans:row-add", area.pk), {}, "action", plan_page),
        "clause": (at("decrees:clause-edit", clause.pk), {"seen": ""}, "text", decree),
        "new clause": (at("decrees:clause-add", plan.decree.pk, "diktum"), {}, "text", decree),
        "annex": (at("decrees:annex-text", plan.decree.pk), {"title": "Judul"}, "text", decree),
        "settings": (at("decrees:identity", plan.decree.pk), {"issuer": "ketua", "paper": "F4"}, "title", decree),
        "decree": (at("decrees:new"), {"satker": world.kabupaten.pk, "year": 2027}, "title", at("decrees:list")),
    }


FORMS = ["plan", "area", "aspect", "row", "clause", "new clause", "annex", "settings", "decree"]


@pytest.mark.parametrize("name", FORMS)
def test_a_text_without_end_is_refused_with_a_sentence(world, pages, name):
    address, data, field, _ = pages[name]
    response = world.client("sari").post(address, data | {field: "a " * 60_001})
    assert response.status_code == 422 and "aling banyak" in response.content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_a_sign_that_no_database_holds_is_refused(world, pages, name):
    address, data, field, _ = pages[name]
    assert world.client("sari").post(address, data | {field: "a\x00b"}).status_code == 422


@pytest.mark.parametrize("name", FORMS)
def test_a_script_is_shown_as_text(world, pages, name):
    address, data, field, shown_at = pages[name]
    sari = world.client("sari")
    assert sari.post(address, data | {field: SCRIPT}).status_code in {302, 409}
    page = sari.get(shown_at).content.decode().lower()
    assert "<script>window" not in page and "<img src=x" not in page and ">49<" not in page


def test_a_request_that_is_too_large_is_told_in_plain_words(world, pages):
    address, data, field, _ = pages["clause"]
    response = world.client("sari").post(address, data | {field: "a" * (6 << 20)})
    assert response.status_code == 400 and "terlalu besar" in response.content.decode()
    assert Clause.objects.filter(text__startswith="aaa").count() == 0
