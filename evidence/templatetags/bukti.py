"""Progress and standings on pages: a bar with words, a badge of word, colour and icon, due dates under one badge."""

from datetime import date

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from evidence.obligations.progress import Progress
from evidence.states import Standing
from zi_portal.templatetags.icons import ICONS

register = template.Library()

LOOKS = {
    Standing.FULFILLED: "check",
    Standing.WAITING: "clock",
    Standing.RETURNED: "undo",
    Standing.QUESTIONED: "question",
    Standing.LATE: "warning",
    Standing.TODAY: "bell",
    Standing.UPCOMING: "calendar",
    Standing.UNSCHEDULED: "pencil",
    Standing.EXCUSED: "stop",
    Standing.FREE: "minus",
    Standing.DROPPED: "x",
}
"""Icon of each standing."""

BADGE = '<span class="standing standing-{}">{} {}</span>'
COUNT = '<span class="standing flat standing-{}">{} <b>{}</b> {}</span>'
DATES = '<span class="standing standing-{}">{} {}{}</span>'
DATE = ' <a href="{}">{}</a>'
BAR = '<span class="evidence-bar{}"><progress max="{}" value="{}" aria-label="{}"></progress> <span>{}</span></span>'
BARE = '<span class="evidence-bar none"><span>{}</span></span>'


@register.simple_tag
def standing(value):
    """Return the badge of a standing."""
    return format_html(BADGE, value, ICONS[LOOKS[value]], Standing(value).label)


@register.simple_tag
def count(value, number):
    """Return the number of obligations in a standing, without the badge's frame."""
    return format_html(COUNT, value, ICONS[LOOKS[value]], number, Standing(value).label.lower())


@register.simple_tag
def bar(progress, label="Bukti yang sudah jatuh tempo"):
    """Return the bar of a Progress (None: no obligations) with its words, only the words when nothing is due yet."""
    progress = progress or Progress()
    if progress.percent is None:
        return format_html(BARE, progress.words if progress.total else "tidak ada yang wajib")
    look = " full" if not progress.late else ""
    return format_html(BAR, look, progress.due, progress.done_due, label, progress.words)


@register.simple_tag
def dates(value, obligations, year):
    """Return the badge of a standing and the due dates of these obligations, each a link to its place on the step."""
    links = format_html_join("", DATE, ((_link(obligation), _due_day(obligation, year)) for obligation in obligations))
    return format_html(DATES, value, ICONS[LOOKS[value]], Standing(value).label, links)


@register.filter
def day(text):
    """Return "31 Mar 2026" for an ISO date, "" for an empty text."""
    return date_format(date.fromisoformat(text), "j M Y") if text else ""


def _link(obligation):
    return f"{reverse('evidence:step', args=[obligation.step_id])}?kewajiban={obligation.pk}#kewajiban-{obligation.pk}"


def _due_day(obligation, year):
    if obligation.due_on is None:
        return "tanpa tenggat"
    return date_format(obligation.due_on, "j M" if obligation.due_on.year == year else "j M Y")
