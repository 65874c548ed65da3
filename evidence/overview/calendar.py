"""Obligations of an office by their due date: those of a month, and those without a date."""

from evidence.models import Obligation
from evidence.obligations.status import with_standing
from evidence.states import Standing


def due_in(satker, first, after, *, component=None, today=None):
    """Return an office's obligations due from first until before after, with their standing, by due date."""
    obligations = Obligation.objects.filter(plan__satker=satker, active=True, due_on__gte=first, due_on__lt=after)
    obligations = _with_details(obligations, component, today)
    return obligations.order_by("due_on", "step__area__position", "step__position", "pk")


def unscheduled(satker, *, component=None, today=None):
    """Return an office's obligations without a date that nothing fulfils yet, in printed order."""
    obligations = Obligation.objects.filter(plan__satker=satker, active=True, due_on=None)
    obligations = _with_details(obligations, component, today).filter(standing=Standing.UNSCHEDULED)
    return obligations.order_by("plan", "step__area__position", "step__position", "pk")


def _with_details(obligations, component, today):
    if component:
        obligations = obligations.filter(step__area__component=component)
    return with_standing(obligations.select_related("requirement", "step__area", "plan"), today)
