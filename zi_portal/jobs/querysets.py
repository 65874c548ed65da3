"""Which jobs somebody sees, and which wait for a worker, the most urgent first."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from zi_portal.jobs.states import OPEN, JobState

PATIENCE = timedelta(minutes=10)
"""A job that has waited longer counts as urgent, so that none waits for ever."""


class JobQuerySet(QuerySet):
    def visible_to(self, user):
        """The user's own jobs; a job without an owner is seen by nobody (administrators: zi_portal.operations)."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def open(self):
        """Jobs that wait or run."""
        return self.filter(state__in=OPEN)

    def due(self):
        """Jobs that wait and whose pause is over, and running ones whose lease has ended (their worker is gone)."""
        now = timezone.now()
        waits = Q(state=JobState.WAITING) & (Q(due_at__isnull=True) | Q(due_at__lte=now))
        return self.filter(waits | Q(state=JobState.RUNNING, lease_until__lte=now)).order_by("pk")

    def before(self, job):
        """Jobs that are due and get their turn before this one, which waits."""
        earlier = Q(created_at__lt=job.created_at) | Q(created_at=job.created_at, pk__lt=job.pk)
        rows = self.due().by_urgency().exclude(pk=job.pk)
        if job.urgent or job.created_at <= timezone.now() - PATIENCE:
            return rows.filter(earlier, pressing=True)
        return rows.filter(Q(pressing=True) | earlier)

    def by_urgency(self):
        """What a person waits for and what has waited long first, then in the order of arrival.

        One that gave others a turn arrives anew.
        """
        pressing = Q(urgent=True) | Q(created_at__lte=Now() - PATIENCE)
        return self.annotate(pressing=pressing).order_by("-pressing", "created_at", "pk")
