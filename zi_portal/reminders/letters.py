"""The letters of the notices, a person's digest of a day and a single one, written as things are when they are sent."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.urls import reverse

from zi_portal.mail.letters import Dropped, Letter, letter, recipient
from zi_portal.reminders import unsubscribing
from zi_portal.reminders.kinds import KINDS, SECTIONS, lines_of
from zi_portal.reminders.models import Notice
from zi_portal.reminders.recording import DIGEST, SINGLE

SETTLED = "Semua yang hendak diingatkan sudah selesai."
NAMED = 2
"""Number of sections that the subject of a digest names."""
IN_SUBJECT = {
    "today": "tenggat hari ini",
    "week": "tenggat dalam tujuh hari",
    "month": "tenggat dalam tiga puluh hari",
}
"""Name of a section → its words behind a number, where its title does not read well there."""


@letter(DIGEST, title="Rangkuman hari ini")
def digest(message):
    """Return a person's digest of a day: the sections of SECTIONS as things are now; dropped when nothing is left."""
    user = recipient(message)
    day = date.fromisoformat(message.about["day"])
    sections = [_readable(section) for make in SECTIONS for section in make(user, day)]
    if not sections:
        raise Dropped(SETTLED)
    site = settings.SITE_URL.rstrip("/")
    context = {
        "name": str(user),
        "day": day,
        "sections": sections,
        "summary": summary(sections),
        "choices": site + reverse("teams:notice-choices"),
        "leave": unsubscribing.address(user),
    }
    return Letter(summary(sections), context, unsubscribing.headers(user))


def _readable(section):
    """Return the section with each line's words in one line, so that none adds a sentence of its own to the text."""
    lines = [replace(line, text=" ".join(line.text.split()), satker=line.satker.strip()) for line in section.shown]
    return replace(section, lines=lines)


def summary(sections):
    """Return the most urgent sections in words: "2 lewat tenggat, 3 tenggat hari ini, dan 4 hal lain"."""
    first = sorted(sections, key=lambda section: not section.urgent)[:NAMED]
    words = [f"{section.number} {_counted(section)}" for section in first]
    if rest := sum(section.number for section in sections) - sum(section.number for section in first):
        words.append(f"dan {rest} hal lain")
    return ", ".join(words)


def _counted(section):
    return IN_SUBJECT.get(section.name, section.title[:1].lower() + section.title[1:])


@letter(SINGLE, title="Pemberitahuan")
def single(message):
    """Return the letter of one notice; dropped when its thing is gone or settled."""
    user = recipient(message)
    about = message.about
    notice = Notice.objects.filter(user=user, topic=about["topic"], kind=about["kind"], day=about["day"]).first()
    line = lines_of([notice]).get(notice.pk) if notice else None
    if line is None or line.settled:
        raise Dropped(SETTLED)
    link = settings.SITE_URL.rstrip("/") + line.url
    title = KINDS[notice.kind].title
    return Letter(title, {"name": str(user), "title": title, "text": line.text, "satker": line.satker, "link": link})
