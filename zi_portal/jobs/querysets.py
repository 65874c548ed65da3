"""Which jobs somebody sees, and which wait for a worker."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from zi_portal.jobs.states import JobState


class JobQuerySet(QuerySet):
    def visible_to(self, user):
        """The user's own jobs; a job without an owner is seen by nobody."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def due(self):
        """Jobs that wait, and running ones whose lease has ended (their worker is gone)."""
        return self.filter(
            Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lte=timezone.now())
        ).order_by("pk")
