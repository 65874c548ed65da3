"""One letter of each kind that the notices send, with words of their own."""

from unittest import mock

import pytest

from tests.zi_portal.reminders.notices import KIND, a_notice
from zi_portal.mail import outbox
from zi_portal.reminders import letters
from zi_portal.reminders.kinds import KINDS, WORDERS, Line, Section
from zi_portal.reminders.recording import DIGEST, SINGLE


def reminder_letters(user):
    """A digest with a section that is long and one that is short, and a single notice."""
    lines = [Line(f"Langkah {number}", f"/bukti/{number}/", "KPU Uji") for number in range(30)]
    sections = [Section("late", "Lewat tenggat", lines, 30, "/bukti/", urgent=True)]
    sections.append(Section("week", "Minggu ini", [Line("Rapat", "/bukti/7/")], 1, "/bukti/"))
    mock.patch.object(letters, "SECTIONS", [lambda user, day: sections]).start()
    mock.patch.dict(WORDERS, {"uji": lambda notices: {notice.pk: lines[1] for notice in notices}}).start()
    mock.patch.dict(KINDS, {KIND.name: KIND}).start()
    notice = a_notice(user)
    about = {"topic": notice.topic, "kind": notice.kind, "day": notice.day.isoformat()}
    digest = outbox.send(DIGEST, key="digest", user=user, about={"day": "2026-03-02"})
    return [digest, outbox.send(SINGLE, key="single", user=user, about=about)]


@pytest.fixture(autouse=True)
def own_words():
    """What the reminders of a test say is forgotten at its end."""
    yield
    mock.patch.stopall()
