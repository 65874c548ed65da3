"""Jobs of the reminders: the sweep of a zone's morning, and the end of old notices."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from zi_portal.jobs.registry import handler
from zi_portal.reminders import sweeping
from zi_portal.reminders.audience import open_zones


def mornings(now):
    """Return {"zone:day": payload} of the zones in which reminders go out at this moment."""
    return {f"{zone}:{day}": {} for zone, day in open_zones(now, settings.REMINDER_ZONES).items()}


@handler("send_reminders", title="Menyusun pengingat", slots=mornings)
def send_reminders(job, progress):
    """Tell everybody who is to be told now, or at the moment of the payload; return the numbers of the Sweep."""
    moment = job.payload.get("now")
    return sweeping.sweep(datetime.fromisoformat(moment) if moment else None).facts()


@handler("sweep_notices", title="Membersihkan pemberitahuan lama", daily=True)
def sweep_notices(job, progress):
    """Delete notices after a year; return {"forgotten": count}."""
    return {"forgotten": sweeping.forget_before(timezone.now())}
