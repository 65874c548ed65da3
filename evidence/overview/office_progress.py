"""Offices with a plan in force and their progress: own ones, and those below."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q

from evidence.models import Obligation
from evidence.obligations import progress
from evidence.obligations.progress import Progress
from evidence.obligations.status import with_standing
from evidence.states import Standing
from plans.models import Plan
from plans.states import DecreeState
from teams.models import Satker
from zi_portal.lib.screens import search_words


@dataclass(slots=True)
class Office:
    """An office's plan in force with its progress; counts: {standing: number of obligations}."""

    plan: object
    progress: Progress
    counts: Counter = field(default_factory=Counter)

    @property
    def shown(self):
        """[(standing, number)] of those that occur, in the order of Standing."""
        return [(standing, self.counts[standing]) for standing in Standing if self.counts[standing]]


def in_force(user):
    """Return the plans in force that the user may see, with office and decree loaded, newest first."""
    plans = Plan.objects.visible_to(user).select_related("satker", "annex__decree")
    plans = plans.filter(annex__decree__state=DecreeState.ENACTED, annex__decree__archive=False)
    return plans.order_by("-year", "satker__code", "pk")


def offices_in_force(user):
    """Return the offices with a plan in force that the user may see, own ones first; one query, names and codes."""
    own_ids, plans = office_ids(user), in_force(user).order_by()
    offices = Satker.objects.filter(pk__in=plans.values("satker")).only("short_name", "code")
    return sorted(offices, key=lambda office: (office.pk not in own_ids, office.code))


def office_ids(user):
    """Return the primary keys of the offices at which the user has a role."""
    return {grant.satker_id for grant in user.grants}


def own(user, today=None, limit=6):
    """Return [Office] of the offices where the user has a role, newest year first; 3 queries."""
    plans = list(in_force(user).filter(satker__in=office_ids(user))[:limit])
    progress_by_plan = progress.numbers("plan", today, plan__in=plans)
    counts = {plan.pk: Counter() for plan in plans}
    rows = with_standing(Obligation.objects.filter(plan__in=plans, active=True), today).order_by()
    for row in rows.values("plan", "standing").annotate(n=Count("pk")):
        counts[row["plan"]][row["standing"]] = row["n"]
    return [Office(plan, progress_by_plan.get(plan.pk, Progress()), counts[plan.pk]) for plan in plans]


def below(user, *, year=None, words="", order="", today=None):
    """Return the plans of the offices below, ordered by "kemajuan", by "terlambat" or by code; "-" reverses the order.

    By code they are a queryset, so that a page reads only its part; by progress a list of keys, for one query more.
    with_progress() reads what a page shows.
    """
    plans = in_force(user).exclude(satker__in=office_ids(user))
    if year:
        plans = plans.filter(year=year)
    for word in search_words(words):
        plans = plans.filter(Q(satker__short_name__icontains=word) | Q(satker__code__startswith=word))
    descending, sort_key = order.startswith("-"), SORT_KEYS.get(order.removeprefix("-"))
    if sort_key is None:
        return plans.order_by("-satker__code" if descending else "satker__code", "-year", "pk")
    progress_by_plan = progress.numbers("plan", today, plan__in=plans.order_by().values("pk"))
    pks = plans.values_list("pk", flat=True)
    return sorted(pks, key=lambda pk: sort_key(progress_by_plan.get(pk, Progress())), reverse=descending)


SORT_KEYS = {
    "kemajuan": lambda plan_progress: -1 if plan_progress.percent is None else plan_progress.percent,
    "terlambat": lambda plan_progress: plan_progress.late,
}
"""Sort keys of below(), as functions of a plan's Progress."""


def with_progress(user, plans, today=None):
    """Return [Office] of plans of below() or of their keys, without counts; one query, for keys two."""
    if plans and not isinstance(plans[0], Plan):
        plans_by_id = in_force(user).in_bulk(plans)
        plans = [plans_by_id[pk] for pk in plans if pk in plans_by_id]
    progress_by_plan = progress.numbers("plan", today, plan__in=[plan.pk for plan in plans])
    return [Office(plan, progress_by_plan.get(plan.pk, Progress())) for plan in plans]
