"""What a plan in force owes: its requirements read from the printed bukti fisik, and an obligation per due date."""

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db import transaction
from django.utils import timezone

from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.obligations.groups import due_dates, groups_of, slots
from evidence.obligations.history import facts, record_changes
from evidence.obligations.splitting import once_a_year, propose
from evidence.states import Frequency
from plans.models import Plan
from plans.states import Action, AnnexKind, DecreeState

IMPLICIT = "Bukti pelaksanaan"

SAME_DOCUMENT = 0.8
"""Smallest likeness of two titles that name the same document."""


def proposals(group):
    """Return unsaved EvidenceRequirements of a group's printed text; one implicit where nothing is printed."""
    titles = propose(group.text)
    implicit = not titles
    if implicit:
        action = group.head.action.strip() or group.head.indicator.strip()
        titles = [f"{IMPLICIT}: {action}" if action else IMPLICIT]
    return [
        EvidenceRequirement(
            step_key=group.head.key, position=position, title=title, implicit=implicit, printed=group.text,
            frequency=Frequency.ONCE if once_a_year(title) else Frequency.EACH,
        )
        for position, title in enumerate(titles, 1)
    ]  # fmt: skip


def in_force(plan):
    """Return whether the office has to fulfil the plan: it is enacted, not replaced or revoked, and no archive."""
    return plan.decree.state == DecreeState.ENACTED and not plan.decree.archive


def plans_without_obligations():
    """Return the plans in force for which no obligation was ever written."""
    plans = Plan.objects.filter(annex__decree__state=DecreeState.ENACTED, annex__decree__archive=False)
    return plans.filter(obligations=None).order_by("pk")


@dataclass(slots=True)
class Renewal:
    """What a printed text changes in a list of requirements.

    matches: [(requirement, the proposal that it answers)] in order; additions: unsaved requirements; removals:
    requirements that are not printed any more.
    """

    matches: list = field(default_factory=list)
    additions: list = field(default_factory=list)
    removals: list = field(default_factory=list)

    @property
    def changes(self):
        """Whether anything of the list changes."""
        retitled = any(
            requirement.title != proposal.title or requirement.removed_at for requirement, proposal in self.matches
        )
        return bool(self.additions or self.removals or retitled)


@transaction.atomic
def rebuild(plan):
    """Bring requirements and obligations of a plan in force in line with its printed rows and people's refinements.

    Rows that never had a requirement get the proposals, and so do rows whose text was printed differently later,
    as long as nobody edited their list. What is not asked any more becomes inactive; nothing is deleted. About 12
    queries for any size.
    """
    plan = Plan.objects.select_related("satker", "annex__decree").select_for_update(of=("self",)).get(pk=plan.pk)
    groups = groups_of(plan)
    _propose(plan, groups)
    _write_obligations(plan, _due_by_slot(plan, groups))


def _propose(plan, groups):
    """Write the proposals of groups without requirements, and of those that were reprinted and that nobody edited."""
    _, renewals_by_key = renewals(plan.satker_id, groups)
    total = Renewal()
    for group_renewal in renewals_by_key.values():
        total.matches += group_renewal.matches
        total.additions += group_renewal.additions
        total.removals += group_renewal.removals
    renew(plan.satker, total)


def renewals(satker, groups):
    """Return ({key: [EvidenceRequirement]}, {key: Renewal}) of an office's groups by their head's key; 2 queries.

    The requirements include removed ones; a Renewal stands only where the plan's text changes the list.
    """
    keys = [group.head.key for group in groups]
    requirements_by_key = defaultdict(list)
    for requirement in EvidenceRequirement.objects.filter(satker=satker, step_key__in=keys):
        requirements_by_key[requirement.step_key].append(requirement)
    edited, renewals_by_key = edited_keys(satker, keys), {}
    for group in groups:
        key, requirements = group.head.key, requirements_by_key[group.head.key]
        if not requirements or key not in edited and is_reprinted(group, requirements):
            renewals_by_key[key] = renewal(group, requirements)
    return requirements_by_key, renewals_by_key


def edited_keys(satker, keys):
    """Return those of the keys whose list of documents somebody changed (moving a due date does not count)."""
    changes = RequirementChange.objects.filter(requirement__satker=satker, requirement__step_key__in=keys)
    changes = changes.filter(actor__isnull=False).exclude(after__has_key="slot")
    return set(changes.order_by().values_list("requirement__step_key", flat=True).distinct())


def is_reprinted(group, requirements):
    """Return whether a group's text differs from the one that its requirements were read from."""
    active = [requirement for requirement in requirements if requirement.removed_at is None]
    if not group.text and [requirement.implicit for requirement in active] == [True]:
        return active[0].title != proposals(group)[0].title
    return bool(active) and group.text not in {requirement.printed for requirement in active}


def renewal(group, requirements):
    """Return the Renewal of a group's requirements by its printed text: equal titles stay, then those nearly equal.

    A removed requirement of the very same title is asked again, with all that hangs on it.
    """
    group_proposals = proposals(group)
    unmatched = [requirement for requirement in requirements if requirement.removed_at is None]
    list_renewal, matches_by_place = Renewal(), {}
    for likeness in (_is_same, _title_likeness):
        for place, proposal in enumerate(group_proposals):
            best = max(
                unmatched, key=lambda requirement, proposal=proposal: likeness(requirement, proposal), default=None
            )
            if place not in matches_by_place and best is not None and likeness(best, proposal) >= SAME_DOCUMENT:
                matches_by_place[place] = best
                unmatched.remove(best)
    removed_by_title = {
        requirement.title.casefold(): requirement
        for requirement in sorted(requirements, key=_removal_time)
        if requirement.removed_at
    }
    for place, proposal in enumerate(group_proposals):
        requirement = matches_by_place.get(place) or removed_by_title.pop(proposal.title.casefold(), None)
        if requirement:
            list_renewal.matches.append((requirement, proposal))
        else:
            list_renewal.additions.append(proposal)
    list_renewal.removals = unmatched
    return list_renewal


def _removal_time(requirement):
    """Return when it was removed, as a key for sorting; active ones come first."""
    return requirement.removed_at.timestamp() if requirement.removed_at else 0


def _is_same(requirement, proposal):
    same_title = requirement.title.casefold() == proposal.title.casefold()
    return float(same_title or requirement.implicit and proposal.implicit)


def _title_likeness(requirement, proposal):
    return SequenceMatcher(None, requirement.title.casefold(), proposal.title.casefold()).ratio()


def renew(satker, list_renewal, actor=None):
    """Write a Renewal with its history; a requirement that stays keeps its settings, but not its title and position."""
    changes = []
    for requirement, proposal in list_renewal.matches:
        changes.append((requirement, facts(requirement)))
        requirement.title, requirement.printed = proposal.title, proposal.printed
        requirement.position, requirement.implicit = proposal.position, proposal.implicit
        requirement.removed_at = None
    for requirement in list_renewal.removals:
        changes.append((requirement, facts(requirement)))
        requirement.removed_at = timezone.now()
    requirements = [requirement for requirement, _ in changes]
    fields = ["title", "printed", "position", "implicit", "removed_at"]
    EvidenceRequirement.objects.bulk_update(requirements, fields, 200)
    for requirement in list_renewal.additions:
        requirement.satker = satker
    EvidenceRequirement.objects.bulk_create(list_renewal.additions, batch_size=200)
    record_changes([*changes, *((requirement, {}) for requirement in list_renewal.additions)], actor)


def _due_by_slot(plan, groups):
    """Return {(requirement pk, slot): (step, due date or None)} of everything that is asked now."""
    requirements_by_key = defaultdict(list)
    keys = [group.head.key for group in groups]
    for requirement in EvidenceRequirement.objects.filter(satker=plan.satker, step_key__in=keys, removed_at=None):
        requirements_by_key[requirement.step_key].append(requirement)
    dates_by_head, due_by_slot = due_dates(plan, groups), {}
    for group in groups:
        for requirement in requirements_by_key[group.head.key]:
            for slot, due_on in slots(requirement, dates_by_head[group.head.pk]):
                due_by_slot[requirement.pk, slot] = group.head, due_on
    return due_by_slot


def _write_obligations(plan, due_by_slot):
    """Update, create and switch off obligations of the plan and of the one it replaces."""
    enacted_on = plan.decree.enacted_on
    obligations = obligations_by_slot(plan, due_by_slot)
    updated, created = [], []
    old_slots = reprinted_slots(due_by_slot, obligations)
    for (requirement_id, slot), (step, printed_due_on) in due_by_slot.items():
        obligation = obligations.pop(old_slots.get((requirement_id, slot), (requirement_id, slot)), None)
        due_on, is_owed = due_and_owed(obligation, printed_due_on, enacted_on)
        if obligation is None:
            created.append(
                Obligation(plan=plan, step=step, requirement_id=requirement_id, slot=slot, due_on=due_on, owed=is_owed)
            )
            continue
        obligation.plan, obligation.step, obligation.slot, obligation.active = plan, step, slot, True
        obligation.due_on, obligation.owed = due_on, is_owed
        updated.append(obligation)
    for obligation in obligations.values():
        obligation.active = False
        updated.append(obligation)
    Obligation.objects.bulk_update(updated, ["plan", "step", "slot", "active", "due_on", "owed"], batch_size=200)
    Obligation.objects.bulk_create(created, batch_size=200)


def due_and_owed(obligation, printed_due_on, enacted_on):
    """Return (due date or None, whether it is owed) of an Obligation, None for a new one, by what the plan prints.

    One whose date people moved keeps both; a late one stays owed, wherever its date moves.
    """
    is_owed = printed_due_on is None or printed_due_on >= enacted_on
    if obligation is None:
        return printed_due_on, is_owed
    if obligation.overridden or obligation.due_on == printed_due_on:
        return obligation.due_on, obligation.owed
    return printed_due_on, is_owed or obligation.due_on is not None and obligation.owed


def obligations_by_slot(plan, due_by_slot):
    """Return {(requirement pk, slot): Obligation} of the plan and of all requirements that are asked now."""
    requirement_ids = {requirement_id for requirement_id, _ in due_by_slot}
    obligations = Obligation.objects.filter(requirement__in=requirement_ids) | Obligation.objects.filter(plan=plan)
    return {(obligation.requirement_id, obligation.slot): obligation for obligation in obligations}


def reprinted_slots(due_by_slot, obligations):
    """Return {(requirement pk, new slot): (requirement pk, old slot)} of due dates that were only printed differently.

    That is so where exactly one active obligation of a requirement is not asked any more and exactly one other is
    asked instead.
    """
    old_slots, new_slots = defaultdict(list), defaultdict(list)
    for key, obligation in obligations.items():
        if key not in due_by_slot and obligation.active:
            old_slots[key[0]].append(key)
    for key in due_by_slot:
        if key not in obligations:
            new_slots[key[0]].append(key)
    return {new_slots[pk][0]: old_slots[pk][0] for pk in old_slots if len(old_slots[pk]) == len(new_slots[pk]) == 1}


def follow_decree(action, decree, actor):
    """Follow a decree's change of state: an enacted plan owes, a revoked or replaced one does not any more."""
    plans = Plan.objects.filter(annex__decree=decree, annex__kind=AnnexKind.PLAN)
    if action == Action.ENACT:
        for plan in plans:
            rebuild(plan)
        if decree.amends_id:  # what the new plan took over hangs on it by now
            Obligation.objects.filter(plan__annex__decree=decree.amends_id).update(active=False)
    elif action == Action.REVOKE:
        Obligation.objects.filter(plan__in=plans).update(active=False)
