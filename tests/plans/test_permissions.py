"""Who may do what to plans and decrees: each predicate against each person."""

from types import SimpleNamespace

import pytest

from plans import permissions
from plans.states import EDITABLE, DecreeState

STAFF = {"sari", "bima"}
LEADERS = {"lukas", "maya"}
SEES = STAFF | LEADERS | {"kirana", "andi", "rian", "nadia"}
EVERYBODY = [*sorted(SEES), "tari", "dewi", "joko", "putra", "lama"]


def who(world, may):
    return {name for name in EVERYBODY if may(getattr(world, name))}


def a_decree(world, state=DecreeState.DRAFT, submitted_by="sari"):
    return SimpleNamespace(satker=world.kabupaten, state=state, submitted_by_id=getattr(world, submitted_by).pk)


def test_staff_of_the_office_import_plans(world):
    assert who(world, lambda user: permissions.can_import(user, world.kabupaten)) == STAFF


@pytest.mark.parametrize("frozen", [False, True])
def test_staff_edit_a_plan_until_it_is_frozen(world, frozen):
    plan = SimpleNamespace(satker=world.kabupaten, frozen=frozen)
    assert who(world, lambda user: permissions.can_edit_plan(user, plan)) == (set() if frozen else STAFF)


@pytest.mark.parametrize("state", DecreeState)
def test_staff_edit_a_decree_only_as_draft_or_when_returned(world, state):
    decree = a_decree(world, state)
    expected = STAFF if state in EDITABLE else set()
    assert who(world, lambda user: permissions.can_edit_decree(user, decree)) == expected


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (permissions.can_submit, STAFF),
        (permissions.can_withdraw, STAFF),
        (permissions.can_approve, LEADERS),
        (permissions.can_return_, LEADERS),
        (permissions.can_enact, STAFF | LEADERS),
        (permissions.can_revoke, LEADERS),
        (permissions.can_print, SEES),
    ],
)
def test_each_step_of_the_approval_has_its_people(world, predicate, expected):
    decree = a_decree(world)
    assert who(world, lambda user: predicate(user, decree)) == expected


@pytest.mark.parametrize("predicate", [permissions.can_approve, permissions.can_return_])
def test_nobody_decides_on_what_they_submitted(world, predicate):
    decree = a_decree(world, DecreeState.SUBMITTED, submitted_by="lukas")
    assert who(world, lambda user: predicate(user, decree)) == {"maya"}


@pytest.mark.parametrize("state", DecreeState)
def test_staff_amend_only_what_is_in_force(world, state):
    decree = a_decree(world, state)
    expected = STAFF if state == DecreeState.ENACTED else set()
    assert who(world, lambda user: permissions.can_amend(user, decree)) == expected
