"""The jobs that an administrator sees: all of them at the national office, else those of the offices managed."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from teams import permissions
from teams.models import Satker
from teams.scoping import subtree
from teams.states import Role
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState


def may_enter(user):
    """Return True when the user is an admin of some office."""
    return bool(_managed(user))


def jobs_for(user):
    """Return the jobs in the user's care, with satker_name and since (when the present state began).

    A national admin has all of them, also those of no office; another admin those whose satker_code is an office that
    permissions.can_manage_office grants, at or below their own. Raise PermissionDenied for everybody else.
    """
    if not may_enter(user):
        raise PermissionDenied("Halaman ini untuk administrator satker.")
    rows = Job.objects.all()
    if not permissions.can_operate(user):
        rows = rows.filter(satker_code__in=managed_codes(user))
    office = Satker.objects.filter(code=OuterRef("satker_code")).values("short_name")
    began = Case(
        When(state=JobState.WAITING, then=F("created_at")),
        When(state=JobState.RUNNING, then=F("started_at")),
        default=F("finished_at"),
    )
    return rows.annotate(satker_name=Subquery(office), since=Coalesce(began, F("created_at")))


def managed_codes(user):
    """Return the codes of the offices at or below those at which the user is an admin, as a queryset."""
    return Satker.objects.filter(subtree("path", _managed(user))).values("code")


def dead_jobs(user):
    """Return the number of dead jobs in the user's care; 0 for a user who is no admin."""
    return jobs_for(user).filter(state=JobState.DEAD).count() if may_enter(user) else 0


def _managed(user):
    """Return the paths of the offices at which the user is an admin; those below are included by path."""
    return {grant.path for grant in user.grants if grant.role == Role.ADMIN}
