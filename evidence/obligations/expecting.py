"""What a plan would owe if it were enacted: counted like the enactment does, without writing anything."""

from evidence.obligations import deriving
from evidence.obligations.groups import due_dates, groups_of, slots
from plans.decree.consequences import ExpectedObligation


def expected_obligations(plan, day):
    """Return the list of ExpectedObligation of a plan enacted on a day; 7 queries.

    Rows whose documents are known already (an amendment keeps the keys) count with these, as far as they are still
    printed, all others with what their printed text proposes.
    """
    groups = groups_of(plan)
    requirements_by_group = _requirements(plan, groups)
    dates_by_head = due_dates(plan, groups)
    asked = [
        (requirement, slot, due_on)
        for group, requirements in zip(groups, requirements_by_group, strict=True)
        for requirement in requirements
        for slot, due_on in slots(requirement, dates_by_head[group.head.pk])
    ]
    due_by_slot = {(requirement.pk, slot): due_on for requirement, slot, due_on in asked if requirement.pk}
    obligations = deriving.obligations_by_slot(plan, due_by_slot)
    old_slots = deriving.reprinted_slots(due_by_slot, obligations)
    expected = []
    for requirement, slot, due_on in asked:
        key = requirement.pk, slot
        obligation = obligations.get(old_slots.get(key, key))
        expected.append(ExpectedObligation(requirement.title, *deriving.due_and_owed(obligation, due_on, day)))
    return expected


def _requirements(plan, groups):
    """Return [[EvidenceRequirement]] that each group would ask for, unsaved ones included."""
    requirements_by_key, renewals_by_key = deriving.renewals(plan.satker_id, groups)
    asked = []
    for group in groups:
        renewal = renewals_by_key.get(group.head.key)
        if renewal:
            asked.append([requirement for requirement, _ in renewal.matches] + renewal.additions)
        else:
            asked.append([row for row in requirements_by_key[group.head.key] if row.removed_at is None])
    return asked
