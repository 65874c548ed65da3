"""What the pages of a decision count is what the enactment makes."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from evidence.models import EvidenceRequirement, Obligation
from evidence.obligations import deriving
from evidence.obligations.expecting import expected_obligations
from plans.decree import drafting
from plans.models import ActionStep, Decree, Plan
from plans.plan import deadlines
from plans.states import DecreeState
from tests.evidence.obligations.chance import PRINTED, TIMES, a_plan, shake
from tests.plans.approval import in_state

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def amended(plan, actor, change):
    """The plan of an amendment of the plan's decree, each row put through change."""
    draft = drafting.create_amendment(plan.decree, actor)
    steps = list(ActionStep.objects.filter(area__plan__annex__decree=draft).order_by("pk"))
    for step in steps:
        change(step)
        step.save()
    amended_plan = Plan.objects.get(annex__decree=draft)
    deadlines.rebuild(amended_plan)
    return amended_plan


def enacted(plan):
    """Count the obligations that the enactment of a plan makes: {(due date, whether owed): number}."""
    decree = in_state(plan.decree, DecreeState.ENACTED)
    Decree.objects.filter(pk=decree.pk).update(enacted_on=DAY)
    deriving.rebuild(Plan.objects.get(pk=plan.pk))
    return Counter(Obligation.objects.filter(plan=plan, active=True).values_list("due_on", "owed"))


def expected(plan):
    return Counter((obligation.due_on, obligation.owed) for obligation in expected_obligations(plan, DAY))


@pytest.mark.parametrize("seed", range(4))
def test_an_amendment_by_chance_owes_what_was_expected(world, seed):
    chance = Random(seed)  # noqa: S311 -- no secret
    plan = a_plan(world.kabupaten, world.sari, world.lukas, chance)
    shake(plan, world.sari, chance, proofs=5)

    def change(step):
        step.time = chance.choice([step.time, *TIMES])
        step.evidence = chance.choice([step.evidence, *PRINTED])

    amendment = amended(plan, world.sari, change)
    Decree.objects.filter(pk=plan.decree.pk).update(number="1", state=DecreeState.SUPERSEDED)
    forecast = expected(amendment)
    assert forecast == enacted(amendment)


def test_what_was_never_owed_and_has_no_time_any_more_is_owed_without_a_date(world):
    plan = a_plan(world.kabupaten, world.sari, world.lukas, Random(1), areas=1, rows=0)  # noqa: S311 -- no secret
    EvidenceRequirement.objects.update(frequency="once")
    Obligation.objects.update(slot="once", due_on=date(2026, 1, 31), owed=False)
    amendment = amended(plan, world.sari, lambda step: setattr(step, "time", ""))
    assert expected(amendment) == {(None, True): 1}
