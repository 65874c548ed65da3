"""May I see this row: every queryset of the teams app."""

import pytest
from django.contrib.auth.models import AnonymousUser

from teams.models import Membership, Satker, Team
from teams.states import Role
from tests.factories import MembershipFactory, SatkerFactory, TeamFactory

pytestmark = pytest.mark.django_db
MODELS = [Satker, Membership, Team]


def offices_seen(model, user):
    path = "code" if model is Satker else "satker__code"
    return set(model.objects.visible_to(user).values_list(path, flat=True))


@pytest.fixture
def rows(world):
    """One team in each office of the world (offices and memberships are there already)."""
    for office in Satker.objects.order_by("pk"):
        TeamFactory(satker=office)
    return world


@pytest.mark.parametrize("model", MODELS)
def test_staff_leader_and_coordinator_see_their_own_office_only(rows, model):
    for person in (rows.sari, rows.lukas, rows.kirana):
        assert offices_seen(model, person) == {"98.01"}


@pytest.mark.parametrize("model", MODELS)
def test_a_role_at_the_parent_does_not_open_the_child_to_staff(rows, model):
    assert offices_seen(model, rows.tari) == {"98"}


@pytest.mark.parametrize("model", MODELS)
def test_a_reviewer_sees_the_offices_below_and_none_of_another_province(rows, model):
    assert offices_seen(model, rows.rian) == {"98", "98.01", "98.71"}
    assert offices_seen(model, rows.putra) == {"99"}


@pytest.mark.parametrize("model", MODELS)
def test_the_national_admin_sees_everything(rows, model):
    assert offices_seen(model, rows.nadia) == {"90", "98", "99", "98.01", "98.71"}


@pytest.mark.parametrize("model", MODELS)
def test_ended_deactivated_and_nobody_see_nothing(rows, model):
    for person in (rows.lama, rows.mati, AnonymousUser()):
        assert not model.objects.visible_to(person).exists()


@pytest.mark.parametrize("model", MODELS)
def test_office_320_does_not_see_3200(db, model):
    near, far = SatkerFactory(code="320", path="320/"), SatkerFactory(code="3200", path="3200/")
    person = MembershipFactory(satker=near, role=Role.ADMIN).user
    MembershipFactory(satker=far)
    TeamFactory(satker=near)
    TeamFactory(satker=far)
    assert offices_seen(model, person) == {"320"}


def test_a_role_that_begins_tomorrow_shows_nothing_yet(world):
    person = MembershipFactory(satker=world.kota, valid_from="2999-01-01").user
    assert not Satker.objects.visible_to(person).exists()
