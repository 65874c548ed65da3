"""Read models of the screens: plans with their progress, the rows of a plan, a month (a step: step_page.py)."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from evidence.models import EvidenceUse, Obligation
from evidence.obligations import progress
from evidence.obligations.groups import groups_of
from evidence.obligations.progress import Progress
from evidence.obligations.status import with_standing
from evidence.overview.step_page import assigned, with_proofs
from evidence.places import listing
from evidence.places.codes import code_text
from evidence.states import Standing
from plans.models import Aspect, Plan
from plans.states import DecreeState
from teams.models import Satker
from zi_portal.lib.limits import search_words

NOBODY = "0"
"""What stands for "nobody" where a person is chosen."""


# Plans


@dataclass(slots=True)
class Office:
    """A plan in force with its progress; counts: {standing: number of its obligations}."""

    plan: object
    progress: Progress
    counts: Counter = field(default_factory=Counter)

    @property
    def shown(self):
        """[(standing, number)] of those that occur, in their order."""
        return [(one, self.counts[one]) for one in Standing if self.counts[one]]


def in_force(user):
    """Plans in force that the user may see, with office and decree at hand, newest first."""
    rows = Plan.objects.visible_to(user).select_related("satker", "annex__decree")
    rows = rows.filter(annex__decree__state=DecreeState.ENACTED, annex__decree__archive=False)
    return rows.order_by("-year", "satker__code", "pk")


def offices_in_force(user):
    """Offices with a plan in force that the user may see, the user's own first; one query, names and codes only."""
    own, plans = offices_of(user), in_force(user).order_by()
    offices = Satker.objects.filter(pk__in=plans.values("satker")).only("short_name", "code")
    return sorted(offices, key=lambda office: (office.pk not in own, office.code))


def offices_of(user):
    """Primary keys of the offices at which the user has a role."""
    return {grant.satker_id for grant in user.grants}


def own(user, today=None, most=6):
    """[Office] of the offices where the user has a role, newest year first; 3 queries."""
    plans = list(in_force(user).filter(satker__in=offices_of(user))[:most])
    known = progress.numbers("plan", today, plan__in=plans)
    counts = {plan.pk: Counter() for plan in plans}
    rows = with_standing(Obligation.objects.filter(plan__in=plans, active=True), today).order_by()
    for row in rows.values("plan", "standing").annotate(n=Count("pk")):
        counts[row["plan"]][row["standing"]] = row["n"]
    return [Office(plan, known.get(plan.pk, Progress()), counts[plan.pk]) for plan in plans]


def below(user, *, year=None, words="", order="", today=None):
    """Plans of the offices below in their order: "kemajuan", "terlambat" or by code, "-" turns it.

    By code they are a queryset, of which a page takes its part; progress orders the keys of all of them, in one query
    more. with_progress() reads what a page shows.
    """
    plans = in_force(user).exclude(satker__in=offices_of(user))
    if year:
        plans = plans.filter(year=year)
    for word in search_words(words):
        plans = plans.filter(Q(satker__short_name__icontains=word) | Q(satker__code__startswith=word))
    turned, key = order.startswith("-"), BY_PROGRESS.get(order.removeprefix("-"))
    if key is None:
        return plans.order_by("-satker__code" if turned else "satker__code", "-year", "pk")
    known = progress.numbers("plan", today, plan__in=plans.order_by().values("pk"))
    keys = plans.values_list("pk", flat=True)
    return sorted(keys, key=lambda pk: key(known.get(pk, Progress())), reverse=turned)


BY_PROGRESS = {
    "kemajuan": lambda known: -1 if known.percent is None else known.percent,
    "terlambat": lambda known: known.late,
}
"""Orders of below(): what of a plan's progress they go by."""


def with_progress(user, plans, today=None):
    """[Office] of these plans of below() or their keys, without counts; one query, for keys two."""
    if plans and not isinstance(plans[0], Plan):
        by_key = in_force(user).in_bulk(plans)
        plans = [by_key[key] for key in plans if key in by_key]
    known = progress.numbers("plan", today, plan__in=[plan.pk for plan in plans])
    return [Office(plan, known.get(plan.pk, Progress())) for plan in plans]


# A plan


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a plan is looked for; "" or None: all. person: pk of a user as text, or NOBODY; month: first day."""

    area: int | None = None
    standing: str = ""
    person: str = ""
    month: object = None
    words: str = ""

    def takes(self, one):
        """Whether an obligation is among what is looked for."""
        if self.standing and one.standing != self.standing:
            return False
        day = one.due_on
        return not self.month or bool(day) and (day.year, day.month) == (self.month.year, self.month.month)


@dataclass(slots=True)
class Row:
    """Rows of the table that one list of documents proves, and what they owe.

    asked: [(requirement, [(standing, [Obligation])])]; person: who sees to it now, or None.
    """

    head: object
    steps: list
    code: str
    printed: str
    aspect: str
    progress: Progress | None
    asked: list
    person: object

    @property
    def action(self):
        """What is done: the actions of the rows, each once."""
        texts = [step.action.strip() or step.indicator.strip() for step in self.steps]
        return "\n".join(dict.fromkeys(text for text in texts if text))


@dataclass(slots=True)
class Block:
    """An area of a plan with its rows and their progress together."""

    area: object
    rows: list
    progress: Progress


@dataclass(slots=True)
class Sheet:
    """A plan as its page shows it: blocks that hold what is wanted; of the whole plan its areas, its progress, the
    number of obligations in each standing, who sees to its rows, its months (first days) and what it asks no more.
    """

    areas: list
    blocks: list
    whole: Progress
    counts: Counter
    people: list
    months: list
    left_over: list


def sheet(plan, wanted, today=None):
    """Sheet of a plan. The bars are those of whole rows and areas, whatever is looked for. About 12 queries."""
    known = progress.numbers("step", today, plan=plan)
    asked = _asked(plan, today)
    groups = groups_of(plan)
    steps = [step for group in groups for step in group.steps]
    keys, codes = [step.key for step in steps], listing.step_codes(plan, steps)
    people = assigned(plan.satker_id, keys)
    aspects = {one.pk: str(one) for one in Aspect.objects.filter(area__plan=plan)}
    found = {}
    for group in groups:
        block = found.setdefault(group.head.area_id, Block(group.head.area, [], Progress()))
        block.progress += known.get(group.head.pk, Progress())
        row = _row(group, codes, known, asked, people, aspects)
        if _matches(row, wanted):
            block.rows.append(_narrowed(row, wanted))
    every = [one for some in asked.values() for one in some]
    return Sheet(
        areas=[block.area for block in found.values()],
        blocks=[block for pk, block in found.items() if wanted.area in (None, pk) and block.rows],
        whole=sum((block.progress for block in found.values()), Progress()),
        counts=Counter(one.standing for one in every),
        people=sorted(set(people.values()), key=str),
        months=sorted({one.due_on.replace(day=1) for one in every if one.due_on}),
        left_over=list(left_over(plan, keys, today)),
    )


def bars(plan, area=None, today=None):
    """[(pk of a step, Progress or None)] of the rows (of one area) that are asked for something; 2 queries."""
    which = {"step__area": area} if area else {}
    known = progress.numbers("step", today, plan=plan, **which)
    steps = Obligation.objects.filter(plan=plan, active=True, **which).order_by("step").values_list("step", flat=True)
    return [(step, known.get(step)) for step in steps.distinct()]


def _asked(plan, today):
    """{step pk: [Obligation]} of what the plan asks for, in the order of its requirements."""
    found = {}
    rows = with_standing(Obligation.objects.filter(plan=plan, active=True).select_related("requirement"), today)
    for one in rows.order_by("requirement__position", "requirement", "due_on", "pk"):
        found.setdefault(one.step_id, []).append(one)
    return found


def _row(group, codes, known, asked, people, aspects):
    by_requirement = {}
    for one in asked.get(group.head.pk, ()):
        by_requirement.setdefault(one.requirement, []).append(one)
    return Row(
        head=group.head,
        steps=group.steps,
        code=code_text(codes[group.head.pk][0]),
        printed=group.text,
        aspect=aspects.get(group.head.aspect_id, ""),
        progress=known.get(group.head.pk),
        asked=[(requirement, by_standing(some)) for requirement, some in by_requirement.items()],
        person=people.get(group.head.key),
    )


def by_standing(obligations):
    """[(standing, [Obligation])], the standings in the order in which they first come."""
    found = {}
    for one in obligations:
        found.setdefault(one.standing, []).append(one)
    return list(found.items())


def _matches(row, wanted):
    if wanted.area and row.head.area_id != wanted.area:
        return False
    if wanted.person and str(row.person.pk if row.person else NOBODY) != wanted.person:
        return False
    if (wanted.standing or wanted.month) and not any(
        wanted.takes(one) for _, parts in row.asked for _, some in parts for one in some
    ):
        return False
    text = " ".join([row.code, row.action, row.printed, row.aspect, *(str(one.title) for one, _ in row.asked)]).lower()
    return all(word in text for word in wanted.words.lower().split())


def _narrowed(row, wanted):
    """The row with the obligations that are looked for only."""
    if wanted.standing or wanted.month:
        row.asked = [
            (requirement, kept)
            for requirement, parts in row.asked
            if (kept := by_standing([one for _, some in parts for one in some if wanted.takes(one)]))
        ]
    return row


def left_over(plan, keys, today=None):
    """Obligations that are asked no more of rows that the plan (keys) no longer has, but that hold evidence."""
    rows = Obligation.objects.filter(requirement__satker=plan.satker_id, plan__year=plan.year, active=False)
    used = EvidenceUse.objects.filter(obligation=OuterRef("pk"))
    rows = rows.filter(Exists(used)).exclude(requirement__step_key__in=keys)
    return with_proofs(with_standing(rows.select_related("requirement", "step"), today).order_by("pk"))


# A month


def due_in(satker, first, after, *, component=None, today=None):
    """Obligations of an office that are due from first until before after, with their standing; in order of the day."""
    rows = Obligation.objects.filter(plan__satker=satker, active=True, due_on__gte=first, due_on__lt=after)
    return _listed(rows, component, today).order_by("due_on", "step__area__position", "step__position", "pk")


def unscheduled(satker, *, component=None, today=None):
    """Obligations of an office without a date that nothing fulfils yet, in printed order."""
    rows = Obligation.objects.filter(plan__satker=satker, active=True, due_on=None)
    rows = _listed(rows, component, today).filter(standing=Standing.UNSCHEDULED)
    return rows.order_by("plan", "step__area__position", "step__position", "pk")


def _listed(rows, component, today):
    if component:
        rows = rows.filter(step__area__component=component)
    return with_standing(rows.select_related("requirement", "step__area", "plan"), today)
