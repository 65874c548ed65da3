"""What a plan in force owes: its requirements read from the printed bukti fisik, and an obligation per due date."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from django.db import transaction
from django.utils import timezone

from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.obligations.splitting import once_a_year, propose
from evidence.states import Frequency
from plans.models import Plan
from plans.plan import runs
from plans.plan.lines import lines
from plans.states import Action, AnnexKind, DecreeState

ONCE = "once"
"""Slot of the one obligation of a requirement that is asked once, or has no date yet."""

IMPLICIT = "Bukti pelaksanaan"

SAME_DOCUMENT = 0.8
"""From this likeness on a title that was printed differently is the same document."""

FACTS = (
    "title", "takes_file", "takes_link", "takes_statement", "takes_nihil", "frequency", "quantity", "dates",
    "position", "removed",
)  # fmt: skip
"""What the history of a requirement says."""


@dataclass(slots=True)
class Group:
    """Rows that one list of documents proves. head: the row whose key the requirements hang on; text: printed.

    times: primary keys of the rows whose cells of time stand beside them.
    """

    head: object
    text: str
    steps: list = field(default_factory=list)
    times: set = field(default_factory=set)


def groups(plan):
    """[Group] of a plan in printed order: runs of evidence; rows without any by their action; 3 queries.

    A row without printed evidence belongs to the group of the row that prints its action, else it is its own.
    """
    return grouped(lines(plan))


def grouped(printed):
    """groups() of a plan whose lines are at hand; no query."""
    heads = runs.heads(printed)
    by_pk = {line.step.pk: line.step for line in printed}
    found = {}
    for line in printed:
        head = _head(line.step, heads)
        group = found.setdefault(head, Group(by_pk[head], heads[head, "evidence"][1].strip()))
        group.steps.append(line.step)
        group.times.add(heads[line.step.pk, "time"][0])
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


@dataclass(slots=True)
class Renewal:
    """What a printed text makes of a list: kept [(requirement, its title now)] in order, fresh (unsaved), gone."""

    kept: list = field(default_factory=list)
    fresh: list = field(default_factory=list)
    gone: list = field(default_factory=list)

    @property
    def changes(self):
        """Whether anything of the list changes."""
        return bool(self.fresh or self.gone or any(one.title != new.title or one.removed_at for one, new in self.kept))


@transaction.atomic
def rebuild(plan):
    """Make requirements and obligations of a plan in force say what its rows print and what people refined.

    Rows that never had a requirement get the proposals, and so do rows whose text was printed differently later,
    as long as nobody touched their list. What is asked no more becomes inactive; nothing is deleted. About 12
    queries for any size.
    """
    plan = Plan.objects.select_related("satker", "annex__decree").select_for_update(of=("self",)).get(pk=plan.pk)
    found = groups(plan)
    _propose(plan, found)
    wanted = _wanted(plan, found)
    _write(plan, wanted)


def _propose(plan, found):
    """Proposals for groups without requirements and for those that were printed anew and nobody touched."""
    keys = [group.head.key for group in found]
    known = defaultdict(list)
    for one in EvidenceRequirement.objects.filter(satker=plan.satker, step_key__in=keys):
        known[one.step_key].append(one)
    refined = touched(plan.satker, keys)
    total = Renewal()
    for group in found:
        present = known[group.head.key]
        if not present or group.head.key not in refined and reprinted(group, present):
            each = renewal(group, present)
            total.kept += each.kept
            total.fresh += each.fresh
            total.gone += each.gone
    renew(plan.satker, total)


def touched(satker, keys):
    """Keys among these whose list of documents somebody changed (moving a due date does not count)."""
    rows = RequirementChange.objects.filter(requirement__satker=satker, requirement__step_key__in=keys)
    rows = rows.filter(actor__isnull=False).exclude(after__has_key="slot")
    return set(rows.order_by().values_list("requirement__step_key", flat=True).distinct())


def reprinted(group, present):
    """Whether a group's text is another one than its requirements were read from."""
    asked = [one for one in present if one.removed_at is None]
    if not group.text and [one.implicit for one in asked] == [True]:
        return asked[0].title != proposals(group)[0].title
    return bool(asked) and group.text not in {one.printed for one in asked}


def renewal(group, present):
    """Renewal of a group's requirements by its printed text: equal titles stay, then those nearly equal.

    What was asked before under the very title is asked again, with all that hangs on it.
    """
    wanted, left = proposals(group), [one for one in present if one.removed_at is None]
    made, matched = Renewal(), {}
    for alike in (_equal, _near):
        for place, one in enumerate(wanted):
            best = max(left, key=lambda other, one=one: alike(other, one), default=None)
            if place not in matched and best is not None and alike(best, one) >= SAME_DOCUMENT:
                matched[place] = best
                left.remove(best)
    before = {one.title.casefold(): one for one in sorted(present, key=_removed) if one.removed_at}
    for place, one in enumerate(wanted):
        if known := matched.get(place) or before.pop(one.title.casefold(), None):
            made.kept.append((known, one))
        else:
            made.fresh.append(one)
    made.gone = left
    return made


def _removed(one):
    """When it was removed, as a key for sorting; what is asked comes first."""
    return one.removed_at.timestamp() if one.removed_at else 0


def _equal(one, other):
    return float(one.title.casefold() == other.title.casefold() or one.implicit and other.implicit)


def _near(one, other):
    return SequenceMatcher(None, one.title.casefold(), other.title.casefold()).ratio()


def renew(satker, made, actor=None):
    """Write a Renewal with its history; what people set on a kept requirement stays, but its title and place."""
    changes = []
    for one, wanted in made.kept:
        before = facts(one)
        one.title, one.printed, one.position = wanted.title, wanted.printed, wanted.position
        one.removed_at = None
        one.implicit = wanted.implicit
        changes.append((one, before))
    for one in made.gone:
        before = facts(one)
        one.removed_at = timezone.now()
        changes.append((one, before))
    rows = [one for one, _ in changes]
    EvidenceRequirement.objects.bulk_update(rows, ["title", "printed", "position", "implicit", "removed_at"], 200)
    for one in made.fresh:
        one.satker = satker
    EvidenceRequirement.objects.bulk_create(made.fresh, batch_size=200)
    note([*changes, *((one, {}) for one in made.fresh)], actor)


def facts(requirement):
    """{name: plain value} of what the history of a requirement says."""
    return {name: getattr(requirement, name) for name in FACTS[:-1]} | {"removed": requirement.removed_at is not None}


def note(changes, actor):
    """Lines of history of [(requirement as it is now, its facts before or {})]; unchanged ones leave none."""
    rows = []
    for one, before in changes:
        after = facts(one)
        told = {name: value for name, value in after.items() if before.get(name) != value} if before else after
        if told:
            old = {name: before[name] for name in told if name in before}
            rows.append(RequirementChange(requirement=one, actor=actor, before=old, after=told))
    RequirementChange.objects.bulk_create(rows, batch_size=200)
    return rows


def _wanted(plan, found):
    """{(requirement pk, slot): (step, due date or None)} of everything that is asked now."""
    asked = defaultdict(list)
    keys = [group.head.key for group in found]
    for one in EvidenceRequirement.objects.filter(satker=plan.satker, step_key__in=keys, removed_at=None):
        asked[one.step_key].append(one)
    due, wanted = days(plan, found), {}
    for group in found:
        for one in asked[group.head.key]:
            for slot, day in slots(one, due[group.head.pk]):
                wanted[one.pk, slot] = group.head, day
    return wanted


def days(plan, found):
    """{head pk: sorted due dates} of groups of a plan: those of the times printed beside their rows; one query."""
    due = defaultdict(set)
    for step, day in plan.deadlines.values_list("step_id", "due_on"):
        due[step].add(day)
    return {group.head.pk: sorted(set().union(*(due[pk] for pk in group.times))) for group in found}


def once_due(obligation):
    """Due date that the plan gives the one obligation of a requirement, None where it gives none; 4 queries."""
    found = groups(obligation.plan)
    head = next((one.head.pk for one in found if one.head.key == obligation.requirement.step_key), None)
    dates = days(obligation.plan, found).get(head, [])
    return dict(slots(obligation.requirement, dates)).get(ONCE)


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
    moved = _moved(wanted, present)
    for (requirement, slot), (step, day) in wanted.items():
        one = present.pop(moved.get((requirement, slot), (requirement, slot)), None)
        if one is None:
            owed = day is None or day >= enacted_on
            fresh.append(Obligation(plan=plan, step=step, requirement_id=requirement, slot=slot, due_on=day, owed=owed))
        else:
            one.plan, one.step, one.slot, one.active = plan, step, slot, True
            if not one.overridden and one.due_on != day:
                if one.due_on is None or not one.owed:  # what was late stays owed, wherever its date is printed now
                    one.owed = day is None or day >= enacted_on
                one.due_on = day
            changed.append(one)
    for one in present.values():
        one.active = False
        changed.append(one)
    Obligation.objects.bulk_update(changed, ["plan", "step", "slot", "active", "due_on", "owed"], batch_size=200)
    Obligation.objects.bulk_create(fresh, batch_size=200)


def _moved(wanted, present):
    """{(requirement, new slot): (requirement, old slot)} where one due date was only printed differently.

    So where exactly one active obligation of a requirement is asked no more and exactly one other is asked instead.
    """
    gone, new = defaultdict(list), defaultdict(list)
    for place, one in present.items():
        if place not in wanted and one.active:
            gone[place[0]].append(place)
    for place in wanted:
        if place not in present:
            new[place[0]].append(place)
    return {new[pk][0]: gone[pk][0] for pk in gone if len(gone[pk]) == len(new[pk]) == 1}


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
