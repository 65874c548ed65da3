"""The inbox in words: its rows by day, with the buttons that open and mark them."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from zi_portal.lib.screens.controls import SMALL, Button, Link
from zi_portal.reminders.kinds import KINDS, lines_of
from zi_portal.reminders.states import Subject

ICONS = {Subject.DUE: "calendar", Subject.DECREE: "stamp", Subject.EVIDENCE: "eye", Subject.ROLE: "people"}
GONE = "Hal ini sudah tidak ada lagi, atau tidak dapat Anda buka lagi."
FORM = "tandai"
"""Id of the form that the rows' buttons send."""


@dataclass(frozen=True, slots=True)
class Row:
    """A notice of the inbox. text: its sentence, GONE where its thing is gone; opens: [Button] on it, [] then.

    news: the mark of an unread one; foot: office, time of day, and whether it came late.
    """

    title: str
    text: str
    foot: str
    icon: str
    news: str
    opens: list
    marks: Button

    @property
    def look(self):
        """CSS class of the row."""
        return "notice-row unread" if self.news else "notice-row"


@dataclass(frozen=True, slots=True)
class Day:
    """The notices of a day, in words."""

    title: str
    rows: list = field(default_factory=list)


def title_of(notice):
    """Return the name of a notice's kind; the kind itself where this version has no such kind."""
    return KINDS[notice.kind].title if notice.kind in KINDS else notice.kind


def days_of(notices):
    """Return [Day] of notices in their order."""
    lines = lines_of(notices)
    groups = groupby(notices, key=lambda notice: timezone.localdate(notice.told_at))
    return [Day(day_title(day), [_row(notice, lines.get(notice.pk)) for notice in group]) for day, group in groups]


def day_title(day):
    """Return a day in words: "Hari ini, Senin 2 Maret 2026"."""
    words, today = date_format(day, "l, j F Y"), timezone.localdate()
    nearby = {today: "Hari ini", today - timedelta(days=1): "Kemarin"}
    return f"{nearby[day]} · {words}" if day in nearby else words


def _row(notice, line):
    kind, text = KINDS.get(notice.kind), line.text if line else GONE
    address = {"formaction": reverse("reminders:open", args=[notice.pk]), "form": FORM}
    return Row(
        title=title_of(notice),
        text=text,
        foot=_foot(notice, line.satker if line else ""),
        icon=ICONS[kind.subject] if kind else "bell",
        news="" if notice.read_at else "Belum dibaca",
        opens=[Button(text, look="notice-link", extra=address)] if line else [],
        marks=_marks(notice, text),
    )


def _foot(notice, satker):
    time = f"pukul {date_format(timezone.localtime(notice.told_at), 'H.i')}"
    return " · ".join(filter(None, [satker, time, "disusulkan" if notice.caught_up else ""]))


def _marks(notice, text):
    word, value = ("Tandai belum dibaca", "0") if notice.read_at else ("Tandai dibaca", "1")
    extra = {"form": FORM, "formaction": reverse("reminders:mark", args=[notice.pk])}
    return Button(word, look=SMALL, about=f": {text}", sends={"dibaca": value}, extra=extra)


def preference_links():
    """Return [Link] to the person's choices about notices."""
    return [Link("Atur pemberitahuan", reverse("teams:notice-choices"), "gear")]
