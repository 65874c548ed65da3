"""Finders of obligations: those whose nearest stage is told today, and weekly those that have no date."""

from datetime import timedelta

from django.db.models import F

from evidence.models import Obligation
from evidence.obligations.status import with_standing
from evidence.reminding.kinds import LAST_DAYS, NOBODY, STAGES, UNDATED
from evidence.reminding.recipients import People
from evidence.states import Standing
from plans.states import DecreeState
from zi_portal.reminders.kinds import Candidate, finder, nearest, nominal_day

OPEN = (Standing.LATE, Standing.TODAY, Standing.UPCOMING, Standing.RETURNED, Standing.QUESTIONED)
"""Standings in which somebody is reminded of an obligation."""
FIRST_DAYS = STAGES[0].days
FIELDS = ("pk", "due_on", "plan__satker", "plan__year", "step__area__component", "requirement__step_key")
ABOVE = {
    "due.to_coordinator": lambda people, satker_id, area: people.coordinators_or_leaders(satker_id, area),
    "due.to_leader": lambda people, satker_id, area: people.leaders(satker_id),
    "due.to_superior": lambda people, satker_id, area: people.superior_reviewers(satker_id),
}
"""Kind → who is told of what stays undone."""


def owed_in_force(satker_codes=None):
    """Return the obligations that count, of plans in force (deriving.in_force) of these offices, None: of all."""
    obligations = Obligation.objects.filter(active=True, owed=True)
    obligations = obligations.filter(plan__annex__decree__state=DecreeState.ENACTED, plan__annex__decree__archive=False)
    return obligations if satker_codes is None else obligations.filter(plan__satker__code__in=satker_codes)


def open_between(first_day, last_day, today, satker_codes=None):
    """Return the obligations that are due in these days and wait for evidence; none that was due before its decree."""
    obligations = owed_in_force(satker_codes).filter(due_on__gte=first_day, due_on__lte=last_day)
    obligations = obligations.filter(due_on__gte=F("plan__annex__decree__enacted_on"))
    return with_standing(obligations.order_by(), today).filter(standing__in=OPEN)


def duties(inquiry):
    """Yield (pk, due date, [Candidate]) of the obligations that are told on a day; five queries for any number."""
    today, people = inquiry.today, People(inquiry.today, inquiry.satker_codes)
    window = today - timedelta(days=LAST_DAYS), today + timedelta(days=FIRST_DAYS)
    rows = open_between(*window, today, inquiry.satker_codes).values_list(*FIELDS)
    stages = {}
    for pk, due_on, satker_id, year, area, step_key in rows.iterator(chunk_size=10_000):
        if due_on not in stages:
            stages[due_on] = nearest(STAGES, due_on, today)
        stage = stages[due_on]
        above = ABOVE.get(stage.kind)
        reasons = above(people, satker_id, area) if above else people.responsible(satker_id, year, area, step_key)
        office, nominal, topic = people.offices[satker_id], nominal_day(stage, due_on), f"obligation:{pk}"
        kind, day = stage.kind, due_on
        if not reasons:
            kind, day, reasons = NOBODY, nominal, people.last_resort(satker_id)
        yield (
            pk,
            due_on,
            [
                Candidate(kind, user_id, topic, day, nominal, office.code, office.zone, why)
                for user_id, why in reasons.items()
            ],
        )


@finder
def due_obligations(inquiry):
    """Yield who is told today of obligations: of each by its nearest stage alone."""
    for _, _, candidates in duties(inquiry):
        yield from candidates


@finder
def undated_obligations(inquiry):
    """Yield the staff of plans that had obligations without a due date on Monday; three queries."""
    monday = inquiry.today - timedelta(days=inquiry.today.weekday())
    undated = owed_in_force(inquiry.satker_codes).filter(due_on=None, plan__annex__decree__enacted_on__lte=monday)
    undated = with_standing(undated.order_by(), inquiry.today).filter(standing=Standing.UNSCHEDULED)
    plans = list(undated.values_list("plan", "plan__satker").distinct())
    people = People(inquiry.today, inquiry.satker_codes)
    for pk, satker_id in plans:
        office = people.offices[satker_id]
        reasons = people.staff(satker_id) or people.last_resort(satker_id)
        for user_id, why in reasons.items():
            yield Candidate(UNDATED, user_id, f"plan:{pk}", monday, monday, office.code, office.zone, why)
