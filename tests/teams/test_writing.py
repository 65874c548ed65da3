"""For which offices and years something new may be begun: one rule for decrees, teams, plans and imports."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plans.forms.decrees import NewDecreeForm
from plans.forms.plans import PlanForm, UploadForm
from plans.models import Decree, Plan, WorkbookImport
from teams.forms.roster import NewTeamForm
from teams.models import Team
from teams.offices.writing import FIRST_YEAR, last_year, to_write
from tests.factories import LayoutFactory, MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db
FORMS = [NewDecreeForm, NewTeamForm, PlanForm, UploadForm]
PAGES = ["/keputusan/baru/", "/tim/baru/", "/rencana/baru/", "/rencana/impor/"]


@pytest.fixture
def ended_office(world):
    """Sari is staff of two offices; one of them has ended."""
    MembershipFactory(user=world.sari, satker=world.kota)
    world.kota.active_until = date(2021, 6, 30)
    world.kota.save()
    return world.kota


def typed(satker, **change):
    file = SimpleUploadedFile("rencana.xlsx", b"PK")
    return {"satker": satker.pk, "year": 2026, "title": "TIM", "layout": LayoutFactory().pk, "file": file} | change


def test_staff_begin_something_at_their_offices_that_exist(world, ended_office):
    assert [to_write(user).count() for user in (world.sari, world.lukas, world.putra)] == [1, 0, 0]
    assert ended_office not in to_write(world.sari)


@pytest.mark.parametrize("page", PAGES)
def test_an_office_that_has_ended_is_refused(world, ended_office, page):
    client = world.client("sari")
    assert str(ended_office) not in client.get(page).content.decode()
    response = client.post(page, typed(ended_office))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["satker"])
    assert not any(model.objects.filter(satker=ended_office).exists() for model in (Decree, Team, Plan, WorkbookImport))


@pytest.mark.parametrize("page", PAGES)
def test_staff_of_an_office_that_has_ended_alone_begin_nothing(world, ended_office, page):
    world.sari.memberships.exclude(satker=ended_office).delete()
    assert world.client("sari").get(page).status_code == 403


@pytest.mark.parametrize("form_class", FORMS)
def test_all_forms_take_the_same_years(world, form_class):
    assert last_year() == timezone.localdate().year + 5
    forms = {
        year: form_class(typed(world.kabupaten, year=year), user=world.sari)
        for year in (FIRST_YEAR - 1, FIRST_YEAR, last_year(), last_year() + 1)
    }
    assert ["year" not in form.errors for form in forms.values()] == [False, True, True, False]
    assert form_class(user=world.sari)["year"].initial == timezone.localdate().year


def test_a_team_of_an_office_that_has_ended_may_still_be_copied_from(world, ended_office):
    earlier = TeamFactory(satker=ended_office)
    assert earlier in NewTeamForm(user=world.sari).fields["source"].queryset
