"""The letters of the notices, a person's digest of a day and a single one, written as things are when they are sent."""

from datetime import date

from django.conf import settings

from zi_portal.mail.letters import Dropped, Letter, letter
from zi_portal.reminders.kinds import KINDS, SECTIONS, lines_of
from zi_portal.reminders.models import Notice
from zi_portal.reminders.recording import DIGEST, SINGLE

CLOSED = "Akun penerima sudah dinonaktifkan atau surelnya sudah diganti."
SETTLED = "Semua yang hendak diingatkan sudah selesai."


@letter(DIGEST, title="Rangkuman hari ini")
def digest(message):
    """Return a person's digest of a day: the sections of SECTIONS as things are now; dropped when nothing is left."""
    user = _recipient(message)
    day = date.fromisoformat(message.about["day"])
    sections = [section for make in SECTIONS for section in make(user, day)]
    if not sections:
        raise Dropped(SETTLED)
    urgent = sum(section.number for section in sections if section.urgent)
    subject = f"{urgent} hal mendesak" if urgent else f"{sum(section.number for section in sections)} hal untuk Anda"
    return Letter(subject, {"name": str(user), "day": day, "sections": sections})


@letter(SINGLE, title="Pemberitahuan")
def single(message):
    """Return the letter of one notice; dropped when its thing is gone."""
    user = _recipient(message)
    about = message.about
    notice = Notice.objects.filter(user=user, topic=about["topic"], kind=about["kind"], day=about["day"]).first()
    line = lines_of([notice]).get(notice.pk) if notice else None
    if line is None:
        raise Dropped(SETTLED)
    link = settings.SITE_URL.rstrip("/") + line.url
    title = KINDS[notice.kind].title
    return Letter(title, {"name": str(user), "title": title, "text": line.text, "satker": line.satker, "link": link})


def _recipient(message):
    user = message.user
    if user is None or not user.is_active or user.email != message.address:
        raise Dropped(CLOSED)
    return user
