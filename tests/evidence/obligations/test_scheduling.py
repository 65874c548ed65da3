"""Due dates moved by hand and who sees to a row."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from evidence.models import Obligation, StepAssignment
from evidence.obligations import deriving, editing, history, scheduling
from plans.models import ActionStep, Decree, PlanArea
from teams.models import Membership
from tests.evidence.ground import a_proof, owing
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.seen import Unchanged, digest

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.obligations.scheduling")]


@pytest.fixture
def ground(world):
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    ground.notula = Obligation.objects.get(requirement__title="Notula rapat", slot="2026-03-31")
    return ground


def moved(obligation, by, day, reason="Rapat diundur", seen_digest=None):
    """The obligation after its due date was moved."""
    if seen_digest is None:
        seen_digest = digest(obligation.due_on)
    scheduling.move(obligation, by, day=day, reason=reason, seen=seen_digest)
    obligation.refresh_from_db()
    return obligation


def test_a_moved_date_stays_through_a_rebuild_and_is_in_the_history(ground, world):
    obligation = moved(ground.notula, world.sari, date(2026, 4, 20))
    deriving.rebuild(ground.plan)
    obligation.refresh_from_db()
    assert (obligation.due_on, obligation.overridden, obligation.slot) == (date(2026, 4, 20), True, "2026-03-31")
    sentences = [history.sentence(line) for line in scheduling.moves(obligation)]
    assert sentences == ["Tenggat 31-03-2026 → 20-04-2026. Alasan: Rapat diundur"]
    assert AuditEvent.objects.get(action="obligation.move").actor == world.sari


def test_the_printed_date_comes_back(ground, world):
    obligation = moved(ground.notula, world.sari, date(2026, 4, 20))
    obligation = moved(obligation, world.sari, None, "Kembali ke rencana")
    assert (obligation.due_on, obligation.overridden) == (date(2026, 3, 31), False)


def test_the_printed_date_of_what_is_asked_once_is_the_last_of_its_run(ground, world):
    once = Obligation.objects.get(slot="once")
    assert scheduling.printed_date(once) == date(2026, 6, 30)


def test_moving_a_date_does_not_count_as_touching_the_list(ground, world):
    moved(ground.notula, world.sari, date(2026, 4, 20))
    assert deriving.edited_keys(ground.satker, [ground.notula.requirement.step_key]) == set()


def test_what_cannot_be_read_is_scheduled_by_hand(ground, world):
    area = PlanArea.objects.get(plan=ground.plan, position=2)
    ActionStep.objects.create(area=area, position=7, action="Apel", time="menyesuaikan")
    deriving.rebuild(ground.plan)
    obligation = Obligation.objects.get(due_on=None)
    assert moved(obligation, world.sari, date(2026, 9, 1)).due_on == date(2026, 9, 1)
    assert moved(obligation, world.sari, None).due_on is None


def test_what_was_not_owed_is_owed_once_it_is_moved_behind_the_enactment(ground, world):
    Decree.objects.filter(pk=ground.decree.pk).update(enacted_on="2026-05-01")
    Obligation.objects.filter(pk=ground.notula.pk).update(owed=False)
    assert moved(ground.notula, world.sari, date(2026, 6, 1)).owed
    assert not moved(ground.notula, world.sari, None).owed


@pytest.mark.parametrize(
    ("day", "reason", "code"),
    [
        (date(2026, 4, 1), "  ", "reason_missing"),
        (date(2026, 1, 4), "Maju", "too_early"),
        (date(2028, 1, 1), "Mundur", "too_late"),
    ],
)
def test_a_date_is_refused_with_its_reason(ground, world, day, reason, code):
    with pytest.raises(Refused) as refused:
        moved(ground.notula, world.sari, day, reason)
    assert refused.value.code == code
    ground.notula.refresh_from_db()
    assert ground.notula.due_on == date(2026, 3, 31)


def test_a_date_that_somebody_else_moved_is_not_overwritten(ground, world):
    moved(ground.notula, world.bima, date(2026, 4, 20))
    with pytest.raises(Stale):
        moved(ground.notula, world.sari, date(2026, 5, 1), seen_digest=digest(date(2026, 3, 31)))


@pytest.mark.parametrize("name", ["kirana", "lukas", "rian", "dewi"])
def test_only_staff_of_the_office_move_dates(ground, world, name):
    with pytest.raises(PermissionDenied):
        moved(ground.notula, getattr(world, name), date(2026, 4, 20))


def test_the_date_of_what_is_asked_no_more_stays(ground, world):
    Obligation.objects.filter(pk=ground.notula.pk).update(active=False)
    with pytest.raises(Refused) as refused:
        moved(ground.notula, world.sari, date(2026, 4, 20))
    assert refused.value.code == "not_in_force"


def test_left_over_obligations_are_those_with_evidence(ground, world):
    listing = editing.listing_of(ActionStep.objects.select_related(*editing.STEP_RELATIONS).get(pk=ground.steps[0].pk))
    a_proof([ground.notula], world.sari)
    Obligation.objects.filter(requirement__title="Notula rapat").update(active=False)
    obligations_by_requirement, left_over = scheduling.obligations_of(listing)
    assert left_over == [ground.notula] and list(obligations_by_requirement) == [listing.present[0].pk]


def test_a_row_is_given_to_a_colleague_and_back_with_history(ground, world):
    step = ground.steps[0]
    scheduling.assign(step, world.bima, world.kirana)
    with pytest.raises(Unchanged):
        scheduling.assign(step, world.bima, world.kirana)
    scheduling.assign(step, None, world.sari)
    assert [row.user for row in scheduling.assignments(ground.satker, step.key)] == [None, world.bima]
    assert scheduling.current_assignment(ground.satker, step.key).user is None
    assert AuditEvent.objects.filter(action="step.assign").count() == 2


@pytest.mark.parametrize("name", ["dewi", "lama", "mati", "rian"])
def test_nobody_who_is_not_of_the_office_now_gets_a_row(ground, world, name):
    with pytest.raises(Refused):
        scheduling.assign(ground.steps[0], getattr(world, name), world.sari)
    assert not StepAssignment.objects.exists()


def test_whose_role_ended_is_offered_no_more(ground, world):
    assert world.bima in scheduling.colleagues(ground.satker)
    Membership.objects.filter(user=world.bima).update(valid_from="2020-01-01", valid_until="2021-01-01")
    assert world.bima not in scheduling.colleagues(ground.satker)


def test_a_leader_gives_no_rows(ground, world):
    with pytest.raises(PermissionDenied):
        scheduling.assign(ground.steps[0], world.bima, world.lukas)
