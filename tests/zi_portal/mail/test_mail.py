"""Messages, their letters and their files: written once, composed when sent, the same in text and HTML."""

import html
import os
import re
from datetime import timedelta
from html.parser import HTMLParser
from unittest import mock

import pytest
from django.core import mail as sent_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from teams.people.letters import INVITATION, RESET, queue_invitation, queue_reset
from tests.factories import MembershipFactory
from tests.zi_portal.reminders.each_letter import own_words, reminder_letters
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.queue import drain
from zi_portal.jobs.states import JobState
from zi_portal.mail import backends, letters, outbox
from zi_portal.mail.models import Message
from zi_portal.mail.states import TRANSITIONS, Event, MessageState
from zi_portal.mail.tasks import sweep
from zi_portal.reminders.choices import trial

__all__ = ["own_words"]
pytestmark = pytest.mark.database("zi_portal.mail.models")

FILES = "zi_portal.mail.backends.EmailBackend"


@pytest.fixture
def files(settings, tmp_path):
    """Mails are files below this folder."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path / "mail"
    return tmp_path / "mail"


def messages_of_each_kind(world):
    """One waiting message for each way a letter can read."""
    world.bima.set_unusable_password()
    world.bima.save()
    acting = {"acting": "Plh.", "basis": "Surat", "valid_until": "2999-12-31"}
    coordinator = MembershipFactory(user=world.sari, satker=world.kota, role="coordinator", area=2, **acting)
    roles = [coordinator, world.bima.memberships.get()]
    test_mail = trial.send(world.sari, world.kabupaten.code)
    return [queue_reset(world.sari), *map(queue_invitation, roles), test_mail, *reminder_letters(world.sari)]


class Words(HTMLParser):
    """Words of a page's body and the addresses of its links."""

    def __init__(self, page):
        super().__init__()
        self.words, self.links, self.tags = [], set(), []
        self.feed(page[page.index("<body") :])

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links |= {value for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data):
        self.words += data.split()


def without_addresses(words):
    """The words without those that only the text has: its addresses, which are links of the page, and its marks."""
    return [word.rstrip(":") for word in words if word not in ("-", "--") and not word.startswith("http")]


def text_and_page(mail):
    ((page, kind),) = mail.alternatives
    assert kind == "text/html"
    return mail.body, page


# Letters


def test_every_letter_says_the_same_in_text_and_in_html(world):
    for message in messages_of_each_kind(world):
        text, page = text_and_page(letters.compose(message))
        assert without_addresses(Words(page).words) == without_addresses(text.split())


def test_every_letter_has_the_same_links_in_text_and_in_html_and_all_lead_to_the_portal(world, settings):
    settings.SITE_URL = "https://portal.example"
    for message in messages_of_each_kind(world):
        text, page = text_and_page(letters.compose(message))
        links = set(re.findall(r"https?://\S+", text))
        assert links == Words(page).links
        assert {link for link in links if not f"{link}/".startswith("https://portal.example/")} == set()


def test_no_letter_loads_or_watches_anything(world):
    for message in messages_of_each_kind(world):
        _, page = text_and_page(letters.compose(message))
        assert not {"img", "script", "link", "style", "iframe", "form"} & set(Words(page).tags)


def test_every_letter_says_in_indonesian_who_sends_it_and_why(world):
    for message in messages_of_each_kind(world):
        mail = letters.compose(message)
        assert mail.subject.startswith("[Portal ZI] ")
        for words in ("Yth. ", "Portal Zona Integritas KPU", "Anda menerima surel ini karena"):
            assert words in mail.body


def test_every_kind_of_letter_is_looked_at_here(world):
    assert {message.kind for message in messages_of_each_kind(world)} == set(letters.LETTERS)


@pytest.mark.case("E16")
def test_links_name_the_portal_as_it_is_configured(world, settings):
    settings.SITE_URL = "https://portal.example/"
    queue_reset(world.sari)
    drain()
    assert "https://portal.example/akun/kata-sandi/baru/" in sent_mail.outbox[0].body
    assert sent_mail.outbox[0].extra_headers["Message-ID"].endswith("@portal.example>")


@pytest.mark.case("E15")
def test_a_line_break_in_a_name_adds_neither_header_nor_sentence(world):
    world.kota.short_name = "KPU\r\nBcc: jahat@contoh.id"
    world.kota.save()
    world.dewi.name = "Dewi\n\nBuka http://jahat.example"
    world.dewi.save()
    mail = letters.compose(queue_invitation(world.dewi.memberships.get()))
    assert mail.subject == "[Portal ZI] Peran Anda di KPU Bcc: jahat@contoh.id"
    assert mail.message()["Bcc"] is None and "\nBuka http" not in mail.body


@pytest.mark.case("E15")
def test_a_name_with_tags_is_shown_as_it_is_written(world):
    world.sari.name = '<b>Sari</b> & "kawan"'
    world.sari.save()
    text, page = text_and_page(letters.compose(queue_reset(world.sari)))
    assert world.sari.name in text and html.escape(world.sari.name) in page.replace("&#x27;", "'")


@pytest.mark.case("E15")
def test_an_address_with_a_line_break_is_refused(world):
    message = outbox.send(RESET, key="x", user=world.sari)
    Message.objects.update(address="sari@contoh.id\nBcc: jahat@contoh.id")
    type(world.sari).objects.filter(pk=world.sari.pk).update(email="sari@contoh.id\nBcc: jahat@contoh.id")
    drain()
    message.refresh_from_db()
    assert (message.state, sent_mail.outbox) == (MessageState.BOUNCED, [])


# Messages


@pytest.mark.case("F1")
def test_a_message_and_its_job_vanish_with_the_transaction_of_their_cause(world):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_reset(world.sari)
        1 / 0  # noqa: B018 -- the cause fails
    assert (Message.objects.count(), Job.objects.count()) == (0, 0)


def test_a_message_with_a_known_key_is_written_once(world):
    assert outbox.send(RESET, key="x", user=world.sari) == outbox.send(RESET, key="x", user=world.bima)
    drain()
    assert [mail.to for mail in sent_mail.outbox] == [["sari@contoh.id"]]


def test_the_subject_is_known_when_the_letter_is_written(world):
    message = queue_invitation(world.dewi.memberships.get())
    assert message.subject == "Undangan"
    drain()
    message.refresh_from_db()
    assert message.subject == "Peran Anda di KPU Kota Bukit Damai"


def test_a_reset_passes_the_invitations_that_wait(world):
    invitation, reset = queue_invitation(world.dewi.memberships.get()), queue_reset(world.sari)
    assert (invitation.job.urgent, reset.job.urgent) == (False, True)
    queue.run_next()
    assert [mail.to for mail in sent_mail.outbox] == [["sari@contoh.id"]]


def test_no_row_holds_anything_of_the_text(world):
    number = len(messages_of_each_kind(world))
    drain()
    rows = str([*Message.objects.values(), *Job.objects.values()])
    assert len(sent_mail.outbox) == number and "/baru/" not in rows and "Yth." not in rows


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "lain@contoh.id"}])
def test_a_letter_to_an_account_that_changed_meanwhile_is_dropped(world, change):
    message = queue_reset(world.sari)
    type(world.sari).objects.filter(pk=world.sari.pk).update(**change)
    drain()
    message.refresh_from_db()
    assert (message.state, sent_mail.outbox) == (MessageState.DROPPED, [])
    assert message.reason == "Akun penerima sudah dinonaktifkan atau surelnya sudah diganti."


def test_a_letter_of_a_kind_that_this_version_does_not_know_is_dropped_with_a_reason(world):
    message = queue_reset(world.sari)
    Message.objects.update(kind="teams.kelak")
    drain()
    message.refresh_from_db()
    assert (message.state, message.title) == (MessageState.DROPPED, "teams.kelak")
    assert "tidak mengenal" in message.reason


def test_a_composer_may_say_that_its_letter_is_not_needed(world):
    message = queue_reset(world.sari)
    nothing = letters.Kind(RESET, lambda message: None, "Kata sandi baru")
    with mock.patch.dict(letters.LETTERS, {RESET: nothing}):
        drain()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.DROPPED, letters.NOT_NEEDED)


def test_an_error_of_the_portal_ends_in_a_state_with_a_reason(world):
    message = queue_reset(world.sari)
    with mock.patch("zi_portal.mail.tasks.compose", side_effect=ZeroDivisionError):
        for _ in range(queue.ATTEMPTS):
            Job.objects.update(due_at=None)
            drain()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.reason) == (MessageState.FAILED, 5, queue.ERROR)


def test_a_message_whose_job_is_gone_fails_with_a_reason_at_the_next_sweep(world):
    message = queue_reset(world.sari)
    Job.objects.all().delete()
    sweep(None, None)
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.FAILED, outbox.STOPPED)


def test_a_message_whose_job_is_stopped_has_failed_at_once_and_waits_when_that_runs_again(world):
    message = queue_reset(world.sari)
    queue.cancel(message.job, reason="Dihentikan oleh administrator.")
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.FAILED, "Dihentikan oleh administrator.")
    assert queue.retry(message.job)
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.QUEUED, "")
    drain()
    assert len(sent_mail.outbox) == 1


@pytest.mark.case("F5")
def test_a_message_whose_workers_died_each_time_has_failed_at_once(world):
    message = queue_reset(world.sari)
    Job.objects.update(state=JobState.RUNNING, attempts=queue.ATTEMPTS, lease_until=timezone.now())
    drain()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.FAILED, queue.CRASHED)


def test_a_message_that_was_sent_stays_so_whatever_ends_its_job(world):
    message = queue_reset(world.sari)
    drain()
    Job.objects.update(state=JobState.WAITING)
    queue.cancel(message.job)
    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("event", Event)
def test_each_event_changes_the_states_of_the_table_and_no_other(world, state, event):
    message = queue_reset(world.sari)
    sent_at = timezone.now() if state == MessageState.SENT else None
    Message.objects.update(state=state, reason="Alasan.", sent_at=sent_at)
    fields = {"sent_at": timezone.now()} if event == Event.ACCEPT else {}
    assert outbox._move(message.pk, event, **fields) == (state in TRANSITIONS[event].sources)
    message.refresh_from_db()
    assert message.state == (TRANSITIONS[event].target if state in TRANSITIONS[event].sources else state)


@pytest.mark.case("G3")
@pytest.mark.parametrize("values", [{"state": "sent"}, {"state": "failed"}, {"sent_at": "2026-01-01T00:00Z"}])
def test_the_database_refuses_a_state_without_its_facts(world, values):
    queue_reset(world.sari)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**values)


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.BOUNCED])
@pytest.mark.parametrize("job", [JobState.DONE, JobState.DEAD, JobState.FAILED, None])
def test_a_message_that_did_not_arrive_can_be_sent_again_with_all_its_attempts(world, state, job):
    message = queue_reset(world.sari)
    Message.objects.update(state=state, reason="Alasan.")
    Job.objects.update(state=job, attempts=5) if job else Job.objects.all().delete()
    message.refresh_from_db()
    assert outbox.ask_again(message)
    drain()
    message.refresh_from_db()
    assert (message.state, len(sent_mail.outbox), message.job.attempts) == (MessageState.SENT, 1, 1)


# Jobs of earlier versions


@pytest.mark.case("F13")
def test_a_reset_that_an_earlier_version_queued_is_still_sent_once(world):
    job = queue.enqueue("teams.reset_mail", key="reset-0123", payload={"user": world.sari.pk})
    drain()
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    drain()
    drain()
    assert [mail.to for mail in sent_mail.outbox] == [["sari@contoh.id"]]


@pytest.mark.case("F13")
def test_an_invitation_that_an_earlier_version_queued_is_still_sent(world):
    row = world.dewi.memberships.get()
    queue.enqueue("teams.invitation_mail", key="invitation-0123", payload={"membership": row.pk})
    drain()
    drain()
    assert sent_mail.outbox[0].subject == "[Portal ZI] Peran Anda di KPU Kota Bukit Damai"


@pytest.mark.case("F13")
@pytest.mark.parametrize(
    ("kind", "payload"), [("teams.reset_mail", {"user": None}), ("teams.invitation_mail", {"membership": 0})]
)
def test_what_an_earlier_version_queued_for_nobody_ends_without_mail(db, kind, payload):
    queue.enqueue(kind, key="lama", payload=payload)
    drain()
    assert not Message.objects.exists() and not Job.objects.filter(state__in=("waiting", "running")).exists()


# Files of the embedded profile


def test_a_mail_is_one_whole_file_named_after_its_key_that_only_this_account_reads(world, files):
    message = queue_reset(world.sari)
    drain()
    message.refresh_from_db()
    assert [path.name for path in files.iterdir()] == [message.file] == [f"{message.key}.eml"]
    assert (files / message.file).stat().st_mode & 0o777 == 0o600
    subject, text = backends.subject_and_text(backends.read(message.file))
    assert subject == "[Portal ZI] Kata sandi baru" and "/akun/kata-sandi/baru/" in text


def test_a_mail_that_is_sent_twice_is_one_file(world, files):
    message = queue_reset(world.sari)
    with mock.patch("zi_portal.mail.outbox.accept", side_effect=SystemExit), pytest.raises(SystemExit):
        drain()
    Job.objects.update(lease_until=timezone.now())
    drain()
    message.refresh_from_db()
    assert (message.state, message.attempts, len(list(files.iterdir()))) == (MessageState.SENT, 2, 1)


def test_a_full_disk_leaves_no_half_mail_and_the_message_waits(world, files):
    message = queue_reset(world.sari)
    with mock.patch("zi_portal.mail.backends.os.fsync", side_effect=OSError(28, "No space left on device")):
        drain()
    message.refresh_from_db()
    assert (message.state, list(files.iterdir())) == (MessageState.QUEUED, [])
    assert "No space left on device" in message.reason


@pytest.mark.parametrize("name", ["", "tidak-ada.eml", "../rahasia", "/etc/passwd"])
def test_only_files_of_the_folder_are_read(files, name):
    files.mkdir()
    (files.parent / "rahasia").write_text("rahasia")
    assert backends.read(name) is None


def test_a_mail_without_a_message_gets_a_file_of_its_own(files):
    sent_mail.send_mail("Perihal", "Isi", None, ["a@contoh.id"])
    sent_mail.send_mail("Perihal", "Isi", None, ["a@contoh.id"])
    assert len(list(files.glob("lain-*.eml"))) == 2


# Forgetting


def test_files_are_forgotten_after_30_days_and_messages_after_90(world, files):
    young, middle, old = [queue_reset(world.sari) for _ in range(3)]
    drain()
    for message, days in ((young, 29), (middle, 31), (old, 91)):
        message.refresh_from_db()
        then = timezone.now() - timedelta(days=days)
        os.utime(files / message.file, (then.timestamp(), then.timestamp()))
        Message.objects.filter(pk=message.pk).update(queued_at=then)
    assert sweep(None, None) == {"stuck": 0, "files": 2, "messages": 1}
    assert list(Message.objects.values_list("pk", "file")) == [(middle.pk, ""), (young.pk, young.file)]
    assert [path.name for path in files.iterdir()] == [young.file]


def test_what_still_waits_is_not_forgotten(world):
    message = queue_reset(world.sari)
    Message.objects.update(queued_at=timezone.now() - timedelta(days=100))
    sweep(None, None)
    assert Message.objects.get() == message and INVITATION != message.kind
