"""What a use case refuses, answered in one place: as a page, as a part of one, as JSON."""

from unittest import mock

import pytest
from django.urls import reverse

from evidence.uploads import receiving
from plans.models import Decree
from tests.factories import PlanFactory
from zi_portal.lib.errors import Refused, Stale

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def answer(world, error, **options):
    """The answer to Sari while what she asks for ends with the error."""
    with mock.patch.object(Decree.objects, "visible_to", side_effect=error):
        return world.client("sari").get("/keputusan/", **options)


def test_stale_is_a_conflict_that_can_be_told_apart():
    error = Stale("Sudah berubah.")
    assert (isinstance(error, Refused), error.code, error.message, error.status) == (
        True,
        "stale",
        "Sudah berubah.",
        409,
    )


@pytest.mark.parametrize(("error", "status"), [(Refused("no", "Tidak bisa."), 422), (Stale("Tidak bisa."), 409)])
def test_what_no_view_catches_is_a_page_with_its_reason_and_the_way_back(world, error, status):
    response = answer(world, error, headers={"Referer": "http://testserver/rencana/"})
    assert response.status_code == status
    assert "Tidak bisa." in response.content.decode() and 'href="/rencana/"' in response.content.decode()
    assert "HX-Retarget" not in response


def test_a_part_of_a_page_is_told_in_place_of_the_main_part(world):
    response = answer(world, Refused("no", "Tidak bisa."), headers=HTMX)
    assert (response["HX-Retarget"], response["HX-Reselect"], response["HX-Reswap"]) == ("#isi", "#isi", "outerHTML")


def test_an_upload_is_answered_in_json_with_what_else_there_is_to_say(world):
    plan = PlanFactory(satker=world.kabupaten)
    refused = Refused("parts_missing", "Belum lengkap.", status=409, missing=[2])
    with mock.patch.object(receiving, "begin", side_effect=refused):
        response = world.client("sari").post(reverse("evidence:begin"), {"plan": plan.pk})
    assert (response.status_code, response["Content-Type"]) == (409, "application/json")
    assert response.json() == {"code": "parts_missing", "message": "Belum lengkap.", "missing": [2]}


def test_another_fault_is_none_of_its_business(world):
    with pytest.raises(ValueError, match="ours"):
        answer(world, ValueError("ours"))
