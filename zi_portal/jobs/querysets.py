"""Queryset of jobs: which ones a person sees, and which wait for a worker, the most urgent first."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from zi_portal.jobs.states import OPEN, JobState

PATIENCE = timedelta(minutes=10)
"""Waiting time after which a job counts as urgent, so that none waits for ever."""


class JobQuerySet(QuerySet):
    def visible_to(self, user):
        """Return the user's own jobs; nobody sees a job without an owner (administrators: zi_portal.operations)."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def open(self):
        """Return the jobs that wait or run."""
        return self.filter(state__in=OPEN)

    def due(self):
        """Return the waiting jobs whose pause is over and running ones whose lease has ended (their worker is gone)."""
        now = timezone.now()
        waits = Q(state=JobState.WAITING) & (Q(due_at__isnull=True) | Q(due_at__lte=now))
        return self.filter(waits | Q(state=JobState.RUNNING, lease_until__lte=now)).order_by("pk")

    def before(self, job):
        """Return the due jobs that get their turn before this waiting one."""
        earlier = Q(created_at__lt=job.created_at) | Q(created_at=job.created_at, pk__lt=job.pk)
        rows = self.due().by_urgency().exclude(pk=job.pk)
        if job.urgent or job.created_at <= timezone.now() - PATIENCE:
            return rows.filter(earlier, pressing=True)
        return rows.filter(Q(pressing=True) | earlier)

    def by_urgency(self):
        """Order by urgency (a person waits, or it has waited long), then by arrival.

        A job that gave others a turn arrives anew.
        """
        pressing = Q(urgent=True) | Q(created_at__lte=Now() - PATIENCE)
        return self.annotate(pressing=pressing).order_by("-pressing", "created_at", "pk")
