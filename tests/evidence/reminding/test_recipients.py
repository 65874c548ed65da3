"""Who is told of an obligation: assigned, else coordinators and working team, else staff, else that nobody is left."""

from datetime import date, timedelta

import pytest

from evidence.models import StepAssignment
from evidence.reminding.due import due_obligations
from plans.models import Annex
from plans.states import AnnexKind, DecreeState
from teams.models import Membership, TeamMember, TeamUnit
from teams.states import Role
from tests.evidence.ground import also_as
from tests.evidence.reminding.asking import DUE, areas_of, names_of, of_topic, on
from tests.factories import DecreeFactory, MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db


def reasons_on(day, obligation):
    """{id of the person: why} of an obligation on a day."""
    return {row.user_id: row.why for row in of_topic(due_obligations(on(day)), obligation)}


def assign(obligation, user, by):
    satker = obligation.plan.satker
    StepAssignment.objects.create(satker=satker, step_key=obligation.requirement.step_key, user=user, by=by)


def end_all(satker, *roles):
    Membership.objects.filter(satker=satker, role__in=roles).update(valid_until=date(2026, 2, 1))


def a_team_in_force(satker, title, *users):
    """A working team of this title in an enacted decree, below another group."""
    team = TeamFactory(satker=satker)
    state = {"state": DecreeState.ENACTED, "number": "7", "number_year": 2026, "enacted_on": date(2026, 1, 5)}
    Annex.objects.create(decree=DecreeFactory(satker=satker, **state), position=1, kind=AnnexKind.TEAM, team=team)
    outer = TeamUnit.objects.create(team=team, position=1, title=title)
    inner = TeamUnit.objects.create(team=team, position=1, title="ANGGOTA", parent=outer)
    for position, user in enumerate(users, 1):
        TeamMember.objects.create(unit=inner, position=position, name=str(user), user=user)
    return team


def test_the_coordinator_of_the_area_is_told_without_an_assignment(ground, staged):
    assert reasons_on(DUE, areas_of(ground)[0]) == {staged.kirana.pk: "koordinator area 1"}


def test_an_area_without_coordinator_and_team_goes_to_the_staff(ground, staged):
    assert reasons_on(DUE, areas_of(ground)[1]) == dict.fromkeys([staged.sari.pk, staged.bima.pk], "staf satker")


def test_a_coordinator_of_all_areas_is_told_of_each(ground, staged):
    also_as(staged.maya, ground.satker, Role.COORDINATOR)
    assert set(reasons_on(DUE, areas_of(ground)[1])) == {staged.maya.pk}


def test_the_person_assigned_last_is_told_alone(ground, staged):
    first, _ = areas_of(ground)
    assign(first, staged.sari, staged.sari)
    assign(first, staged.bima, staged.sari)
    assert reasons_on(DUE, first) == {staged.bima.pk: "petugas langkah"}


def test_an_assignment_that_was_taken_back_or_whose_person_left_counts_no_more(ground, staged):
    first, second = areas_of(ground)
    assign(first, staged.bima, staged.sari)
    assign(first, None, staged.sari)
    assert set(reasons_on(DUE, first)) == {staged.kirana.pk}
    assign(second, staged.lama, staged.sari)
    assert set(reasons_on(DUE, second)) == {staged.sari.pk, staged.bima.pk}


def test_members_of_the_areas_working_team_with_a_role_are_told_with_the_coordinator(ground, staged):
    a_team_in_force(ground.satker, "TIM MANAJEMEN PERUBAHAN", staged.bima, staged.lama, staged.dewi)
    assert reasons_on(DUE, areas_of(ground)[0]) == {
        staged.bima.pk: "anggota pokja",
        staged.kirana.pk: "koordinator area 1",
    }
    assert set(reasons_on(DUE, areas_of(ground)[1])) == {staged.sari.pk, staged.bima.pk}


def test_a_team_that_is_not_enacted_or_of_another_year_is_nobody(ground, staged):
    team = a_team_in_force(ground.satker, "TIM MANAJEMEN PERUBAHAN", staged.bima)
    Annex.objects.get(team=team).decree.__class__.objects.filter(annexes__team=team).update(state=DecreeState.REVOKED)
    assert set(reasons_on(DUE, areas_of(ground)[0])) == {staged.kirana.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": DUE + timedelta(days=1)},
        {"valid_until": DUE - timedelta(days=1)},
        {"ended_at": "2026-03-01T08:00:00+07:00"},
        {"user__is_active": False},
    ],
)
def test_roles_not_yet_begun_or_ended_and_closed_accounts_are_told_nothing(ground, fields):
    membership = MembershipFactory(satker=ground.satker, role=Role.COORDINATOR, area=2, **fields)
    assert membership.user_id not in reasons_on(DUE, areas_of(ground)[1])
    counted = MembershipFactory(satker=ground.satker, role=Role.COORDINATOR, area=2)
    assert set(reasons_on(DUE, areas_of(ground)[1])) == {counted.user_id}


def test_where_nobody_is_left_admin_and_leaders_are_told_so(ground, staged):
    end_all(ground.satker, Role.STAFF, Role.COORDINATOR)
    candidates = of_topic(due_obligations(on(DUE)), areas_of(ground)[0])
    people = (staged.andi, staged.lukas, staged.maya)
    assert names_of(candidates) == {("due.nobody", person.pk) for person in people}
    assert {row.why for row in candidates} == {"tidak ada lagi yang bertugas"}


@pytest.mark.parametrize(
    ("days", "names"), [(29, ["kirana"]), (36, ["lukas", "maya"]), (43, ["rian"])], ids=["area", "leader", "superior"]
)
def test_what_stays_undone_goes_up(ground, staged, days, names):
    first, _ = areas_of(ground)
    assign(first, staged.bima, staged.sari)
    assert set(reasons_on(DUE + timedelta(days=days), first)) == {getattr(staged, name).pk for name in names}
