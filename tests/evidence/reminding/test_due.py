"""Which obligations are told on a day, by which kind, and that it takes a fixed number of queries."""

from datetime import date, timedelta

import pytest

from evidence.models import Obligation
from evidence.reminding import kinds, recipients
from evidence.reminding.due import due_obligations, undated_obligations
from plans.models import Decree
from plans.states import DecreeState
from teams.models import Membership
from teams.states import Role
from tests.evidence.ground import a_proof, judged
from tests.evidence.reminding.asking import DUE, areas_of, names_of, of_topic, on
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def kinds_on(day, obligation):
    return {candidate.kind for candidate in of_topic(due_obligations(on(day)), obligation)}


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (31, None),
        (30, "due.in_30"),
        (15, "due.in_30"),
        (14, "due.in_14"),
        (7, "due.in_7"),
        (1, "due.in_1"),
        (0, "due.today"),
        (-1, "due.late_1"),
        (-7, "due.late_1"),
        (-8, "due.late_8"),
        (-28, "due.late_22"),
        (-29, "due.to_coordinator"),
        (-36, "due.to_leader"),
        (-43, "due.to_superior"),
        (-kinds.LAST_DAYS, "due.to_superior"),
        (-kinds.LAST_DAYS - 1, None),
    ],
)
def test_of_an_obligation_only_the_nearest_stage_is_told(ground, left, kind):
    first, _ = areas_of(ground)
    assert kinds_on(DUE - timedelta(days=left), first) == ({kind} if kind else set())


def test_a_candidate_is_for_the_due_date_and_knows_its_nominal_day_and_office(ground):
    first, _ = areas_of(ground)
    candidate = of_topic(due_obligations(on(DUE - timedelta(days=5))), first)[0]
    assert (candidate.day, candidate.nominal) == (DUE, DUE - timedelta(days=7))
    assert (candidate.satker_code, candidate.zone) == (ground.satker.code, ground.satker.time_zone)


def test_an_obligation_moved_to_another_day_is_told_for_that_day(ground):
    first, _ = areas_of(ground)
    Obligation.objects.filter(pk=first.pk).update(due_on=date(2026, 5, 29))
    assert kinds_on(DUE, first) == set()
    assert {row.day for row in of_topic(due_obligations(on(date(2026, 5, 29))), first)} == {date(2026, 5, 29)}


@pytest.mark.parametrize("fields", [{"active": False}, {"owed": False}, {"due_on": None}, {"due_on": date(2026, 1, 4)}])
def test_what_is_not_asked_not_owed_undated_or_older_than_the_decree_is_not_told(ground, fields):
    first, _ = areas_of(ground)
    assert kinds_on(DUE, first) == {"due.today"}
    Obligation.objects.filter(pk=first.pk).update(**fields)
    assert kinds_on(date(2026, 1, 6), first) == kinds_on(DUE, first) == set()


@pytest.mark.parametrize("state", [DecreeState.SUPERSEDED, DecreeState.REVOKED, DecreeState.DELETED])
def test_a_plan_that_is_not_in_force_tells_nothing(ground, state):
    Decree.objects.filter(pk=ground.decree.pk).update(state=state)
    assert list(due_obligations(on(DUE))) == list(undated_obligations(on(DUE))) == []


def test_an_archive_tells_nothing(ground):
    Decree.objects.filter(pk=ground.decree.pk).update(archive=True)
    assert list(due_obligations(on(DUE))) == []


@pytest.mark.parametrize(
    ("verdicts", "is_told"),
    [([], False), ([("accept", "lukas")], False), ([("return", "lukas", "Buram")], True)],
)
def test_what_is_sent_or_accepted_is_not_told_what_was_returned_is(ground, staged, verdicts, is_told):
    first, _ = areas_of(ground)
    assert kinds_on(DUE, first) == {"due.today"}
    judged(a_proof([first], staged.sari), *((verdict, staged.lukas, *note) for verdict, _, *note in verdicts))
    assert bool(kinds_on(DUE, first)) == is_told


def test_what_the_superior_questions_is_told_again(ground, staged):
    first, _ = areas_of(ground)
    proof = a_proof([first], staged.sari)
    judged(proof, ("accept", staged.lukas), ("question", staged.rian, "Belum bertanggal"))
    assert kinds_on(DUE, first) == {"due.today"}


def test_only_the_offices_of_the_inquiry_are_told(ground, staged):
    assert list(due_obligations(on(DUE, [staged.kota.code]))) == []
    assert list(due_obligations(on(DUE, [ground.satker.code])))


def test_undated_obligations_are_a_line_to_staff_for_the_weeks_monday(ground, staged):
    monday = date(2026, 3, 2)
    assert list(undated_obligations(on(monday))) == []
    first, _ = areas_of(ground)
    Obligation.objects.filter(pk=first.pk).update(due_on=None)
    candidates = list(undated_obligations(on(monday)))
    assert names_of(candidates) == {("due.undated", staged.sari.pk), ("due.undated", staged.bima.pk)}
    assert {(row.topic, row.day) for row in candidates} == {(f"plan:{ground.plan.pk}", monday)}
    assert {row.key for row in undated_obligations(on(date(2026, 3, 5)))} == {row.key for row in candidates}


def test_the_week_of_the_enactment_has_no_line_of_undated_obligations(ground):
    Obligation.objects.update(due_on=None)
    Decree.objects.filter(pk=ground.decree.pk).update(enacted_on=date(2026, 3, 3))
    assert list(undated_obligations(on(date(2026, 3, 5)))) == []
    assert list(undated_obligations(on(date(2026, 3, 9))))


def test_the_number_of_queries_does_not_grow_with_people_and_obligations(ground, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        before = len(list(due_obligations(on(DUE))))
    MembershipFactory.create_batch(5, satker=ground.satker)
    Obligation.objects.update(due_on=DUE)
    with django_assert_max_num_queries(5):
        assert len(list(due_obligations(on(DUE)))) > before


def test_where_an_area_has_no_coordinator_its_first_escalation_goes_to_the_leaders(ground):
    first, _ = areas_of(ground)
    Membership.objects.filter(role=Role.COORDINATOR).delete()
    candidates = of_topic(due_obligations(on(DUE + timedelta(days=29))), first)
    assert {row.kind for row in candidates} == {"due.to_coordinator"}
    leaders = Membership.objects.filter(satker=ground.satker, role=Role.LEADER)
    assert {row.user_id for row in candidates} == set(leaders.values_list("user_id", flat=True))
    assert {row.why for row in candidates} == {recipients.NO_COORDINATOR}
