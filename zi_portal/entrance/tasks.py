"""Job of the entrance: each day forget the sessions that have ended."""

from django.utils import timezone

from zi_portal.entrance.models import Session
from zi_portal.jobs.registry import handler


@handler("sweep_sessions", title="Membersihkan sesi yang berakhir", daily=True)
def sweep(job, progress):
    """Delete what has ended; {"sessions": count}."""
    ended = Session.objects.filter(expire_date__lte=timezone.now())
    return {"sessions": ended.delete()[0]}
