"""The calendar of obligations as a file that phones and mail programs read (RFC 5545)."""

from datetime import timedelta

from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from evidence.overview import feeds

ALARM_DAYS = 7
TYPE = "text/calendar; charset=utf-8"


def content_of(feed, today=None):
    """Return the bytes of the calendar of a feed: the same as long as nothing in it changes."""
    calendar = Calendar()
    title = feeds.title_of(feed)
    calendar.add("prodid", "-//Portal Zona Integritas KPU//Kalender bukti//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-caldesc", "Tenggat bukti zona integritas")
    calendar.add("x-published-ttl", "PT12H")
    for obligation in feeds.obligations_of(feed, today):
        calendar.add_component(_event(obligation))
    return calendar.to_ical()


def _event(obligation):
    requirement = obligation.requirement
    moments = (requirement.created_at, obligation.changed_at, obligation.judged_at)
    changed_at = max(moment for moment in moments if moment)
    event = Event()
    event.add("uid", f"kewajiban-{obligation.pk}@zona-integritas")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", (obligation.changes or 0) + (obligation.verdicts or 0))
    event.add("dtstart", obligation.due_on)
    event.add("dtend", obligation.due_on + timedelta(days=1))
    event.add("summary", requirement.title)
    event.add("description", _description(obligation))
    event.add("url", _url(obligation))
    event.add("transp", "TRANSPARENT")
    if feeds.is_cancelled(obligation):
        event.add("status", "CANCELLED")
        return event
    event.add("status", "CONFIRMED")
    event.add_component(_alarm(requirement.title))
    return event


def _alarm(title):
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Tenggat {ALARM_DAYS} hari lagi: {title}")
    alarm.add("trigger", timedelta(days=-ALARM_DAYS))
    return alarm


def _description(obligation):
    step = obligation.step
    lines = (obligation.plan.satker.short_name, f"Area {step.area.label} {step.area.title}", step.action)
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _url(obligation):
    path = reverse("evidence:step", args=[obligation.step_id])
    return feeds.address(f"{path}?kewajiban={obligation.pk}#kewajiban-{obligation.pk}")
