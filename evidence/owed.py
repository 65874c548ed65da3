"""What a plan in force owes: its requirements read from the printed bukti fisik, and an obligation per due date."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.splitting import once_a_year, propose
from evidence.states import Frequency
from plans import runs
from plans.lines import lines
from plans.models import Plan
from plans.states import Action, AnnexKind, DecreeState

ONCE = "once"
"""Slot of the one obligation of a requirement that is asked once, or has no date yet."""

IMPLICIT = "Bukti pelaksanaan"


@dataclass(slots=True)
class Group:
    """Rows that one list of documents proves. head: the row whose key the requirements hang on; text: printed."""

    head: object
    text: str
    steps: list = field(default_factory=list)


def groups(plan):
    """[Group] of a plan in printed order: runs of evidence; rows without any by their action; 3 queries.

    A row without printed evidence belongs to the group of the row that prints its action, else it is its own.
    """
    printed = lines(plan)
    heads = runs.heads(printed)
    by_pk = {line.step.pk: line.step for line in printed}
    found = {}
    for line in printed:
        head = _head(line.step, heads)
        group = found.setdefault(head, Group(by_pk[head], heads[head, "evidence"][1].strip()))
        group.steps.append(line.step)
    return list(found.values())


def _head(step, heads):
    """Primary key of the row that the step's group hangs on."""
    evidence, text = heads[step.pk, "evidence"]
    if text.strip():
        return evidence
    action = heads[step.pk, "action"][0]
    own, text = heads[action, "evidence"]
    return own if text.strip() else action


def proposals(group):
    """Unsaved EvidenceRequirements of a group's printed text; one implicit where nothing is printed."""
    titles = propose(group.text)
    if not titles:
        action = group.head.action.strip() or group.head.indicator.strip()
        titles, implicit = [f"{IMPLICIT}: {action}" if action else IMPLICIT], True
    else:
        implicit = False
    return [
        EvidenceRequirement(
            step_key=group.head.key, position=place, title=title, implicit=implicit, printed=group.text,
            frequency=Frequency.ONCE if once_a_year(title) else Frequency.EACH,
        )
        for place, title in enumerate(titles, 1)
    ]  # fmt: skip


def in_force(plan):
    """Whether the plan is the one that the office has to fulfil: enacted, not replaced or revoked, and no archive."""
    return plan.decree.state == DecreeState.ENACTED and not plan.decree.archive


def forgotten():
    """Plans in force for which no obligation was ever written."""
    rows = Plan.objects.filter(annex__decree__state=DecreeState.ENACTED, annex__decree__archive=False)
    return rows.filter(obligations=None).order_by("pk")


@transaction.atomic
def rebuild(plan):
    """Make requirements and obligations of a plan in force say what its rows print and what people refined.

    Rows that never had a requirement get the proposals. What is asked no more becomes inactive; nothing is deleted.
    About 10 queries for any size.
    """
    plan = Plan.objects.select_related("satker", "annex__decree").get(pk=plan.pk)
    found = groups(plan)
    _propose_where_new(plan, found)
    wanted = _wanted(plan, found)
    _write(plan, wanted)


def _propose_where_new(plan, found):
    keys = {group.head.key for group in found}
    known = set(
        EvidenceRequirement.objects.filter(satker=plan.satker, step_key__in=keys).values_list("step_key", flat=True)
    )
    fresh = [one for group in found if group.head.key not in known for one in proposals(group)]
    for one in fresh:
        one.satker = plan.satker
    EvidenceRequirement.objects.bulk_create(fresh)
    RequirementChange.objects.bulk_create(
        RequirementChange(requirement=one, after={"title": one.title, "frequency": one.frequency}) for one in fresh
    )


def _wanted(plan, found):
    """{(requirement pk, slot): (step, due date or None)} of everything that is asked now."""
    days = defaultdict(set)
    for step, day in plan.deadlines.values_list("step_id", "due_on"):
        days[step].add(day)
    heads = runs.heads(lines(plan))
    asked = defaultdict(list)
    keys = [group.head.key for group in found]
    for one in EvidenceRequirement.objects.filter(satker=plan.satker, step_key__in=keys, removed_at=None):
        asked[one.step_key].append(one)
    wanted = {}
    for group in found:
        dates = sorted(set().union(*(days[heads[step.pk, "time"][0]] for step in group.steps)))
        for one in asked[group.head.key]:
            for slot, day in slots(one, dates):
                wanted[one.pk, slot] = group.head, day
    return wanted


def slots(requirement, dates):
    """[(slot, due date or None)] of a requirement whose rows fall due on these dates (sorted)."""
    dates = dates or sorted(date.fromisoformat(day) for day in requirement.dates)
    if requirement.frequency == Frequency.ONCE or not dates:
        return [(ONCE, dates[-1] if dates else None)]
    return [(day.isoformat(), day) for day in dates]


def _write(plan, wanted):
    """Update, create and switch off obligations of the plan and of the one it replaces."""
    enacted_on = plan.decree.enacted_on
    requirements = {pk for pk, _ in wanted}
    present = {
        (one.requirement_id, one.slot): one
        for one in Obligation.objects.filter(requirement__in=requirements) | Obligation.objects.filter(plan=plan)
    }
    changed, fresh = [], []
    for (requirement, slot), (step, day) in wanted.items():
        one = present.pop((requirement, slot), None)
        if one is None:
            owed = day is None or day >= enacted_on
            fresh.append(Obligation(plan=plan, step=step, requirement_id=requirement, slot=slot, due_on=day, owed=owed))
        else:
            one.plan, one.step, one.active = plan, step, True
            if not one.overridden:
                one.due_on = day
            changed.append(one)
    for one in present.values():
        one.active = False
        changed.append(one)
    Obligation.objects.bulk_update(changed, ["plan", "step", "active", "due_on"], batch_size=200)
    Obligation.objects.bulk_create(fresh, batch_size=200)


def follow(action, decree, actor):
    """Effect of a decree's change of state: an enacted plan owes, a revoked or replaced one owes no more."""
    plans = Plan.objects.filter(annex__decree=decree, annex__kind=AnnexKind.PLAN)
    if action == Action.ENACT:
        for plan in plans:
            rebuild(plan)
        if decree.amends_id:  # what the new plan took over hangs on it by now
            Obligation.objects.filter(plan__annex__decree=decree.amends_id).update(active=False)
    elif action == Action.REVOKE:
        Obligation.objects.filter(plan__in=plans).update(active=False)
