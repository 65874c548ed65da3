"""Freezing: the answer under the lock, in every state, and every write path that must ask for it."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from plans.freezing import REASONS, Frozen, editable_decree, editable_plan
from plans.models import Plan
from plans.states import EDITABLE, DecreeState
from tests.plans.approval import a_decree, in_state

LOCKED = sorted(set(DecreeState) - EDITABLE)


@pytest.fixture
def decree(world):
    return a_decree(world.kabupaten, created_by=world.sari)


def test_every_locked_state_has_its_reason():
    assert sorted(REASONS) == LOCKED


@pytest.mark.parametrize("state", sorted(EDITABLE))
def test_a_draft_and_a_returned_decree_may_be_written(world, decree, state):
    in_state(decree, state, world.sari)
    with transaction.atomic():
        assert editable_decree(decree.pk) == editable_decree(decree) == decree
        assert editable_plan(decree.annexes.get().plan_id) == decree.annexes.get().plan


@pytest.mark.parametrize("state", LOCKED)
def test_every_other_state_is_refused_with_what_to_do(world, decree, state):
    in_state(decree, state, world.sari)
    for ask, pk in ((editable_decree, decree.pk), (editable_plan, decree.annexes.get().plan_id)):
        with transaction.atomic(), pytest.raises(Frozen, match=REASONS[state]) as refused:
            ask(pk)
        assert refused.value.code == "locked_state"


def test_the_state_of_the_decree_counts_even_where_the_flag_is_wrong(world, decree):
    in_state(decree, DecreeState.APPROVED, world.sari)
    Plan.objects.update(frozen=False)
    with transaction.atomic(), pytest.raises(Frozen):
        editable_plan(Plan.objects.get().pk)


def test_the_flag_counts_even_where_no_decree_prints_the_plan(decree):
    plan = decree.annexes.get().plan
    decree.annexes.all().delete()
    Plan.objects.update(frozen=True)
    with transaction.atomic(), pytest.raises(Frozen, match="dibekukan"):
        editable_plan(plan.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ask", [editable_decree, editable_plan])
def test_the_answer_is_not_given_outside_of_a_transaction(ask):
    with pytest.raises(TransactionManagementError):
        ask(1)
