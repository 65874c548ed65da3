"""What a plan would owe if it were enacted: counted like the enactment does, without writing anything."""

from collections import defaultdict

from evidence.models import EvidenceRequirement, Obligation
from evidence.obligations.deriving import proposals
from evidence.obligations.groups import due_dates, groups_of, slots
from plans.decree.consequences import ExpectedObligation


def expected_obligations(plan, day):
    """Return the list of ExpectedObligation of a plan enacted on a day; 6 queries.

    Rows whose documents are known already (an amendment keeps the keys) count with these, all others with what their
    printed text proposes. An obligation that exists keeps whether it is owed.
    """
    groups = groups_of(plan)
    keys = [group.head.key for group in groups]
    requirements_by_key = defaultdict(list)
    for requirement in EvidenceRequirement.objects.filter(satker=plan.satker_id, step_key__in=keys, removed_at=None):
        requirements_by_key[requirement.step_key].append(requirement)
    rows = Obligation.objects.filter(requirement__satker=plan.satker_id, requirement__step_key__in=keys)
    owed_by_slot = {(pk, slot): owed for pk, slot, owed in rows.values_list("requirement_id", "slot", "owed")}
    dates_by_head, obligations = due_dates(plan, groups), []
    for group in groups:
        for requirement in requirements_by_key[group.head.key] or proposals(group):
            for slot, due_on in slots(requirement, dates_by_head[group.head.pk]):
                owed = owed_by_slot.get((requirement.pk, slot), due_on is None or due_on >= day)
                obligations.append(ExpectedObligation(requirement.title, due_on, owed))
    return obligations
