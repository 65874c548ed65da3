"""The letters of the notices: subject, sections, the rest in numbers, and what no words can add."""

from datetime import date
from unittest import mock
from uuid import uuid4

import pytest
from django.core import mail as sent_mail

from tests.zi_portal.reminders.notices import GONE, KIND, a_notice, words
from zi_portal.jobs.queue import drain
from zi_portal.mail import outbox
from zi_portal.mail.letters import LETTERS, Dropped, Letter, compose
from zi_portal.mail.letters import Kind as LetterKind
from zi_portal.mail.states import MessageState
from zi_portal.reminders import letters
from zi_portal.reminders.kinds import Line, Section
from zi_portal.reminders.recording import DIGEST, SINGLE

__all__ = ["words"]
pytestmark = pytest.mark.usefixtures("words")

SITE = "https://portal.example"
NAMES = {"Jatuh tempo hari ini": "today", "Tujuh hari ke depan": "week"}
LATE, TODAY, LATER = "Lewat tenggat", "Jatuh tempo hari ini", "Perlu Anda periksa"


def a_section(title, number, *, urgent=False, text="Langkah"):
    lines = [Line(f"{text} {place}", f"/bukti/{place}/", "KPU Uji") for place in range(1, min(number, 30) + 1)]
    return Section(NAMES.get(title, title), title, lines, number, "/bukti/bulan/", urgent)


def digest_of(user, monkeypatch, *sections, day="2026-03-02"):
    """The digest mail with these sections, as it would be sent now."""
    monkeypatch.setattr(letters, "SECTIONS", [lambda person, today: list(sections)])
    return compose(outbox.send(DIGEST, key=uuid4().hex, user=user, about={"day": day}))


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = f"{SITE}/"


@pytest.mark.parametrize(
    ("sections", "subject"),
    [
        ([a_section(LATE, 2, urgent=True)], "2 lewat tenggat"),
        (
            [a_section(TODAY, 3, urgent=True), a_section(LATE, 2, urgent=True)],
            "3 tenggat hari ini, 2 lewat tenggat",
        ),
        (
            [a_section(LATER, 40), a_section(TODAY, 1, urgent=True), a_section(LATE, 2, urgent=True)],
            "1 tenggat hari ini, 2 lewat tenggat, dan 40 hal lain",
        ),
        ([a_section(LATER, 4)], "4 perlu Anda periksa"),
        ([a_section("Tujuh hari ke depan", 5)], "5 tenggat dalam tujuh hari"),
    ],
)
def test_the_subject_names_what_is_urgent_and_counts_all(world, monkeypatch, sections, subject):
    assert digest_of(world.sari, monkeypatch, *sections).subject == f"[Portal ZI] {subject}"


def test_the_first_words_of_the_mail_are_its_subject(world, monkeypatch):
    mail = digest_of(world.sari, monkeypatch, a_section(LATE, 2, urgent=True))
    assert mail.body.startswith("2 lewat tenggat\n\nYth. Sari,\n")


def test_today_in_a_letter_is_the_day_for_which_it_was_written(world, monkeypatch):
    days = []
    monkeypatch.setattr(letters, "SECTIONS", [lambda user, day: days.append(day) or [a_section(LATE, 1)]])
    mail = compose(outbox.send(DIGEST, key="d", user=world.sari, about={"day": "2026-03-02"}))
    assert days == [date(2026, 3, 2)] and "Senin, 2 Maret 2026" in mail.body


@pytest.mark.parametrize(
    ("number", "lines", "more"), [(20, 20, ""), (21, 20, "dan 1 lainnya"), (99, 20, "dan 79 lainnya")]
)
def test_a_section_holds_20_lines_and_the_way_to_the_others(world, monkeypatch, number, lines, more):
    mail = digest_of(world.sari, monkeypatch, a_section(LATE, number))
    page = mail.alternatives[0][0]
    for text in (mail.body, page):
        assert text.count("Langkah ") == lines and f"{LATE} ({number})" in text
        assert (f"{SITE}/bukti/bulan/" in text and more in text) if more else "lainnya" not in text


def test_a_digest_of_which_nothing_is_left_is_not_sent(world, monkeypatch):
    with pytest.raises(Dropped):
        digest_of(world.sari, monkeypatch)


def test_a_line_break_in_a_step_adds_no_sentence_and_no_header(world, monkeypatch):
    section = a_section("Lewat\r\nBcc: jahat@contoh.id", 1, text="Langkah\n\nBuka http://jahat.example\n")
    mail = digest_of(world.sari, monkeypatch, section)
    assert "- Langkah Buka http://jahat.example 1\n" in mail.body
    assert mail.message()["Bcc"] is None


def test_headers_of_a_letter_hold_no_line_break_and_replace_none_of_the_portal_s(world):
    message = outbox.send(DIGEST, key="h", user=world.sari)
    headers = {"List-Id": "uji\r\nBcc: jahat@contoh.id", "Message-ID": "<palsu@contoh.id>"}
    context = dict.fromkeys(("name", "summary", "day", "sections", "choices", "leave"), "")
    kind = LetterKind(DIGEST, lambda message: Letter("Uji", context, headers), "Uji")
    with mock.patch.dict(LETTERS, {DIGEST: kind}):
        written = compose(message).message()
    assert written["Bcc"] is None and written["Message-ID"] == message.message_id
    assert written["List-Id"] == "uji Bcc: jahat@contoh.id"


def test_a_single_letter_names_kind_text_and_place(world):
    notice = a_notice(world.sari, 7)
    about = {"topic": notice.topic, "kind": notice.kind, "day": notice.day.isoformat()}
    mail = compose(outbox.send(SINGLE, key="s", user=world.sari, about=about))
    assert mail.subject == f"[Portal ZI] {KIND.title}"
    assert "Langkah 7: <Notula>" in mail.body and f"{SITE}/bantuan/?hal=7" in mail.body
    assert "List-Unsubscribe" not in mail.extra_headers


def test_a_single_letter_about_what_is_gone_is_dropped(world):
    notice = a_notice(world.sari, GONE)
    about = {"topic": notice.topic, "kind": notice.kind, "day": notice.day.isoformat()}
    message = outbox.send(SINGLE, key="s", user=world.sari, about=about)
    drain()
    message.refresh_from_db()
    assert (message.state, sent_mail.outbox) == (MessageState.DROPPED, [])
