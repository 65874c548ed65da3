"""Job of the entrance: delete, each day, the sessions and counts that have ended."""

from django.utils import timezone

from zi_portal.entrance.models import Session, Tally
from zi_portal.jobs.registry import handler


@handler("sweep_sessions", title="Membersihkan sesi yang berakhir", daily=True)
def sweep(job, progress):
    """Delete sessions and tallies that have ended; return {"sessions", "tallies": counts}."""
    now = timezone.now()
    sessions = Session.objects.filter(expire_date__lte=now).delete()[0]
    return {"sessions": sessions, "tallies": Tally.objects.filter(ends_at__lte=now).delete()[0]}
