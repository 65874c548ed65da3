"""Mail to a real SMTP server on loopback that accepts, refuses, hangs or leaves as it is told."""

import socket
from datetime import timedelta
from email import message_from_bytes, policy
from unittest import mock

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from teams.people.letters import queue_invitation, queue_reset
from tests.zi_portal.test_serve import free_port
from zi_portal.jobs.models import Job
from zi_portal.jobs.queue import drain
from zi_portal.jobs.states import JobState
from zi_portal.mail.models import Message
from zi_portal.mail.states import MessageState
from zi_portal.mail.tasks import PAUSES

FULL = "452 4.2.2 Mailbox of sari@contoh.id full, see https://server.example/help?t=secret"
NOBODY = "550 5.1.1 No such user"


class Server:
    """Handler of aiosmtpd: gives the next answer of the list for a command, 250 when the list is empty."""

    def __init__(self):
        self.taken, self.sender, self.recipient, self.content = [], [], [], []
        self.leaves = False

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's names
        envelope.mail_from = address
        return self.sender.pop(0) if self.sender else "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.recipient:
            return self.recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.content:
            return self.content.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.leaves:
            self.leaves = False
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def server(settings):
    """A running Server; the portal's mails go to it."""
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    _point(settings, controller.port)
    yield handler
    controller.stop()


def _point(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


@pytest.fixture
def message(world):
    """A reset mail for sari that waits."""
    return queue_reset(world.sari)


def attempt(message):
    """Let the job run now, whatever its pause, as the drain does; returns the message as it is then."""
    Job.objects.update(due_at=None)
    drain()
    message.refresh_from_db()
    return message


@pytest.mark.case("F9")
def test_a_mail_that_the_server_takes_is_sent_once(server, message):
    assert (attempt(message).state, message.attempts) == (MessageState.SENT, 1)
    assert message.sent_at and message.reason == ""
    Job.objects.update(state=JobState.WAITING)
    attempt(message)
    assert [mail["To"] for mail in server.taken] == ["sari@contoh.id"]


@pytest.mark.case("F9")
def test_a_mail_that_is_put_off_waits_with_the_reason_and_goes_out_later(server, message):
    server.recipient = [FULL]
    assert attempt(message).state == MessageState.QUEUED
    assert message.reason == "Server surel belum mau menerima: 452 4.2.2 Mailbox of … full, see …."
    assert attempt(message).state == MessageState.SENT
    assert (len(server.taken), message.attempts, message.reason) == (1, 2, "")


@pytest.mark.case("F9")
def test_an_address_that_the_server_refuses_for_good_bounces_and_is_not_tried_again(server, message):
    server.recipient = [NOBODY, NOBODY]
    assert (attempt(message).state, attempt(message).attempts) == (MessageState.BOUNCED, 1)
    assert message.reason == "Server surel menolak penerima: 550 5.1.1 No such user."
    assert (len(server.recipient), Job.objects.get().state) == (1, JobState.DONE)


@pytest.mark.case("F9")
@pytest.mark.parametrize(
    ("where", "answer", "state"),
    [
        ("content", "451 4.3.0 Try later", MessageState.QUEUED),
        ("content", "552 5.2.2 Mailbox full", MessageState.BOUNCED),
        ("recipient", "554 5.7.1 Relay access denied", MessageState.QUEUED),
        ("recipient", "530 Authentication required", MessageState.QUEUED),
        ("sender", "553 5.1.8 Sender not allowed", MessageState.QUEUED),
        ("sender", "421 4.3.2 Shutting down", MessageState.QUEUED),
    ],
)
def test_only_what_is_said_of_the_recipient_for_good_bounces(server, message, where, answer, state):
    setattr(server, where, [answer])
    assert (attempt(message).state, server.taken) == (state, [])
    assert answer[:3] in message.reason


@pytest.mark.case("F9")
def test_a_server_that_is_down_is_tried_after_each_pause_and_then_given_up(settings, message):
    _point(settings, free_port())
    pauses = []
    for _ in range(5):
        Job.objects.update(due_at=None)
        before = timezone.now()
        drain()
        pauses.append(Job.objects.get().due_at and Job.objects.get().due_at - before)
    assert [pause and round(pause / timedelta(minutes=1)) for pause in pauses[:4]] == [1, 5, 30, 120]
    assert [*PAUSES] == [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
    message.refresh_from_db()
    assert (message.state, message.attempts, Job.objects.get().state) == (MessageState.FAILED, 5, JobState.DEAD)
    assert message.reason.startswith("Server surel tidak dapat dihubungi")


@pytest.mark.case("F9")
def test_a_server_that_hangs_holds_the_worker_for_the_timeout_only(settings, message):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        _point(settings, silent.getsockname()[1])
        settings.EMAIL_TIMEOUT = 0.3
        before = timezone.now()
        assert attempt(message).state == MessageState.QUEUED
    assert timezone.now() - before < timedelta(seconds=3)
    assert message.reason == "Server surel tidak menjawab dalam 0.3 detik."


@pytest.mark.case("F9")
def test_a_server_that_leaves_after_the_text_gets_it_again_under_the_same_message_id(server, message):
    server.leaves = True
    assert attempt(message).state == MessageState.QUEUED
    assert "memutus sambungan" in message.reason
    assert attempt(message).state == MessageState.SENT
    assert {mail["Message-ID"] for mail in server.taken} == {message.message_id} and len(server.taken) == 2


@pytest.mark.case("F3", "F9")
def test_a_worker_that_dies_after_the_servers_answer_sends_again_under_the_same_message_id(server, message):
    with mock.patch("zi_portal.mail.outbox.accept", side_effect=SystemExit), pytest.raises(SystemExit):
        drain()
    Job.objects.update(lease_until=timezone.now())
    assert attempt(message).state == MessageState.SENT
    assert [mail["Message-ID"] for mail in server.taken] == [message.message_id] * 2


@pytest.mark.case("F3")
def test_a_worker_that_lost_its_lease_before_sending_sends_nothing(server, message):
    with mock.patch("zi_portal.mail.delivery.get_connection") as connect:
        connect().open.side_effect = lambda: Job.objects.update(started_at=timezone.now(), attempts=2)
        drain()
    connect().send_messages.assert_not_called()


@pytest.mark.case("F9")
def test_an_account_that_the_server_does_not_take_is_the_portals_fault(settings, server, message):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "rahasia-sekali"
    assert attempt(message).state == MessageState.QUEUED
    assert "rahasia" not in message.reason and server.taken == []


@pytest.mark.case("E15")
def test_what_goes_over_the_wire_has_one_recipient_and_no_header_of_a_strangers_making(server, world):
    world.bima.name = "Bima\r\nBcc: jahat@contoh.id\r\n\r\nKlik http://jahat.example"
    world.bima.save()
    attempt(queue_invitation(world.bima.memberships.get()))
    (mail,) = server.taken
    assert (mail["To"], mail["Bcc"]) == ("bima@contoh.id", None)
    assert mail.get_body(("plain",)).get_content().startswith("Yth. Bima Bcc: jahat@contoh.id Klik http")


def test_messages_wait_in_rows_while_the_server_is_away_and_each_arrives_once(settings, world):
    _point(settings, free_port())
    messages = [queue_reset(person) for person in (world.sari, world.bima, world.dewi)]
    drain()
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    attempt(messages[0])
    controller.stop()
    assert sorted(mail["To"] for mail in handler.taken) == ["bima@contoh.id", "dewi@contoh.id", "sari@contoh.id"]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
