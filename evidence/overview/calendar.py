"""Obligations of an office by their due date: those of a month, numbers of a year, and those without a date."""

from django.db.models import Count, OuterRef, Subquery

from evidence.models import Obligation, StepAssignment
from evidence.obligations.status import with_standing
from evidence.states import Standing
from teams.models import User

NOBODY = "-"
"""Value of the person by which obligations of rows without one are chosen."""


def due_in(satker, first, after, *, component=None, person=None, today=None):
    """Return an office's obligations due from first until before after, with their standing, by due date."""
    obligations = Obligation.objects.filter(plan__satker=satker, active=True, due_on__gte=first, due_on__lt=after)
    obligations = with_standing(_narrowed(obligations, component, person), today)
    return _with_details(obligations).order_by("due_on", "step__area__position", "step__position", "pk")


def numbers_in(satker, first, after, *, component=None, person=None, today=None):
    """Return [(due date, standing, number)] of an office's obligations due from first until before after; one query."""
    obligations = Obligation.objects.filter(plan__satker=satker, active=True, due_on__gte=first, due_on__lt=after)
    obligations = with_standing(_narrowed(obligations, component, person), today).order_by()
    return list(
        obligations.values("due_on", "standing")
        .annotate(number=Count("pk"))
        .order_by("due_on", "standing")
        .values_list("due_on", "standing", "number")
    )


def unscheduled(satker, *, component=None, person=None, today=None):
    """Return an office's obligations without a date that nothing fulfils yet, in printed order."""
    obligations = Obligation.objects.filter(plan__satker=satker, active=True, due_on=None)
    obligations = with_standing(_narrowed(obligations, component, person), today)
    obligations = _with_details(obligations).filter(standing=Standing.UNSCHEDULED)
    return obligations.order_by("plan", "step__area__position", "step__position", "pk")


def people_of(satker):
    """Return the users to whom rows of the office are assigned, by name; one query."""
    newest = StepAssignment.objects.filter(satker=satker, step_key=OuterRef("step_key")).order_by("-pk").values("pk")
    assignments = StepAssignment.objects.filter(satker=satker, pk=Subquery(newest[:1]))
    return list(User.objects.filter(pk__in=assignments.order_by().values("user")).order_by("name", "pk"))


def with_assignee(obligations):
    """Annotate obligations with assignee: the key of the user to whom their row is assigned, None for nobody."""
    newest = StepAssignment.objects.filter(satker=OuterRef("plan__satker"), step_key=OuterRef("step__key"))
    return obligations.annotate(assignee=Subquery(newest.order_by("-pk").values("user")[:1]))


def _narrowed(obligations, component, person):
    if component:
        obligations = obligations.filter(step__area__component=component)
    if person == NOBODY:
        return with_assignee(obligations).filter(assignee=None)
    return with_assignee(obligations).filter(assignee=person) if person else obligations


def _with_details(obligations):
    return obligations.select_related("requirement", "step__area", "plan")
