"""Numbers in addresses: whatever stands there, the answer is a page or 404, never an error of the portal."""

import pytest
from django.urls import reverse

from plans.decree import drafting
from plans.models import PlanArea
from tests.factories import LayoutFactory

pytestmark = pytest.mark.django_db
ODD = ["²", "٣", "9" * 20, "9" * 5000, "-1", "NaN", "1e999999999", "' OR 1=1--"]


@pytest.fixture
def get(world):
    plan = drafting.new_plan(world.kabupaten, 2026, LayoutFactory(), world.sari)
    area = PlanArea.objects.create(plan=plan, position=1, title="Tatalaksana")
    pages = {
        "detail": ("plans", plan.pk),
        "list": ("plans",),
        "row-add": ("plans", area.pk),
        "bases": ("decrees", plan.decree.pk),
        "clause-add": ("decrees", plan.decree.pk, "diktum"),
    }

    def asked(name, **query):
        room, *place = pages[name]
        return world.client("sari").get(reverse(f"{room}:{name}", args=place), query).status_code

    return asked


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_page_that_shows_a_choice_ignores_an_odd_number(get, text):
    assert {get("detail", area=text), get("list", page=text), get("list", year=text), get("bases", basis=text)} == {200}


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_page_about_a_row_does_not_find_an_odd_number(get, text):
    assert {get("row-add", aspek=text), get("row-add", sesudah=text), get("clause-add", after=text)} == {404}


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000], ids=["beyond the database", "beyond Python"])
@pytest.mark.parametrize("path", ["rencana", "keputusan", "satker", "tim", "pekerjaan"])
def test_a_path_with_a_number_that_no_database_holds_is_not_found(world, path, number):
    assert world.client("nadia").get(f"/{path}/{number}/").status_code == 404
