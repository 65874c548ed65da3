"""Screens of outgoing mail: operators see every message, send again, and read a file with a trace."""

import pytest
from django.core import mail as sent_mail

from teams.people.letters import queue_invitation, queue_reset
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs.queue import drain
from zi_portal.mail import outbox
from zi_portal.mail.models import Message
from zi_portal.mail.states import MessageState

LIST, AGAIN = "/operasi/surel/", "/operasi/surel/ulangi/"


@pytest.fixture
def files(settings, tmp_path):
    """Mails are files below this folder."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "zi_portal.mail.backends.EmailBackend", tmp_path
    return tmp_path


def failed(message, state=MessageState.FAILED):
    """The message as a server that refused it left it."""
    attempt = outbox.begin(message.pk)
    ends = {MessageState.FAILED: outbox.give_up, MessageState.BOUNCED: outbox.bounce}
    ends[state](attempt, "550 5.1.1 Kotak surat tidak ada")
    message.refresh_from_db()
    return message


def page(world, path=LIST, **query):
    return world.client("nadia").get(path, query).content.decode()


def test_the_list_shows_recipient_office_state_and_reason(world):
    failed(queue_invitation(world.dewi.memberships.get()), MessageState.BOUNCED)
    text = page(world)
    for words in ("dewi@contoh.id", "KPU Kota Bukit Damai", "ditolak", "550 5.1.1 Kotak surat tidak ada", "Undangan"):
        assert words in text


def test_the_list_counts_the_messages_of_each_state(world):
    failed(queue_reset(world.dewi))
    queue_reset(world.sari)
    words = " ".join(page(world).replace("<strong>", "").replace("</strong>", "").split())
    for count in ("Menunggu 1", "Terkirim 0", "Gagal 1", "Ditolak 0", "Tidak dikirim 0"):
        assert count in words


@pytest.mark.parametrize(
    ("query", "person"),
    [
        ({"q": "dewi"}, "dewi"),
        ({"q": "kotak surat"}, "dewi"),
        ({"q": "kata sandi"}, "sari"),
        ({"state": "failed"}, "dewi"),
        ({"kind": "teams.reset"}, "sari"),
        ({"satker": "98.71"}, "dewi"),
        ({"satker": "bukit damai"}, "dewi"),
    ],
)
def test_search_and_filters_find_what_was_asked_for(world, query, person):
    failed(queue_invitation(world.dewi.memberships.get()))
    queue_reset(world.sari)
    text = page(world, **query)
    assert [name for name in ("dewi", "sari") if f"{name}@contoh.id" in text] == [person]


@pytest.mark.parametrize("column", ["title", "recipient", "satker", "state", "queued_at"])
def test_the_list_is_sorted_both_ways(world, column):
    queue_reset(world.sari)
    failed(queue_invitation(world.dewi.memberships.get()))
    up, down = (page(world, sort=sign + column) for sign in ("", "-"))
    assert (up.index("dewi@") < up.index("sari@")) != (down.index("dewi@") < down.index("sari@"))


def test_a_long_list_has_pages(world):
    for _ in range(26):
        queue_reset(world.sari)
    assert page(world).count("sari@contoh.id") > page(world, page=2).count("sari@contoh.id") > 0


@pytest.mark.parametrize("person", ["andi", "sari", "rian"])
def test_nobody_but_operators_sees_mail(world, person):
    message = queue_reset(world.sari)
    for path in (LIST, f"{LIST}{message.pk}/"):
        assert world.client(person).get(path).status_code == 403


def test_several_messages_are_sent_again_at_once_and_others_are_left(world):
    failed_messages = [failed(queue_reset(world.dewi)), failed(queue_reset(world.joko), MessageState.BOUNCED)]
    waiting = queue_reset(world.sari)
    data = {"mail": [message.pk for message in (*failed_messages, waiting)] + ["²", "0"]}
    text = world.client("nadia").post(AGAIN, data, follow=True).content.decode()
    drain()
    assert "2 surel diantrekan kembali" in text and "1 surel menunggu" in text
    assert sorted(mail.to[0] for mail in sent_mail.outbox) == ["dewi@contoh.id", "joko@contoh.id", "sari@contoh.id"]
    assert AuditEvent.objects.filter(action="mail.retry", actor=world.nadia).count() == 2


def test_sending_nothing_again_says_what_to_do(world):
    text = world.client("nadia").post(AGAIN, follow=True).content.decode()
    assert "Tidak ada surel yang dipilih" in text


def test_a_message_that_was_sent_is_not_sent_again_by_a_stale_page(world):
    message = queue_reset(world.sari)
    drain()
    world.client("nadia").post(AGAIN, {"mail": message.pk})
    drain()
    assert len(sent_mail.outbox) == 1


def test_a_message_is_shown_without_its_text_until_somebody_asks_for_it(world, files):
    message = queue_reset(world.sari)
    drain()
    text = page(world, f"{LIST}{message.pk}/")
    assert message.message_id.strip("<>") in text and "Baca isi surel" in text
    assert "/akun/kata-sandi/baru/" not in text and not AuditEvent.objects.exists()


@pytest.mark.parametrize(("path", "how"), [("isi", "screen"), ("berkas", "file")])
def test_reading_a_mail_is_recorded(world, files, path, how):
    message = queue_reset(world.sari)
    drain()
    answer = world.client("nadia").post(f"{LIST}{message.pk}/{path}/")
    assert answer.status_code == 200 and "kata-sandi" in answer.content.decode()
    event = AuditEvent.objects.get(action="mail.read")
    assert (event.actor, event.after) == (world.nadia, {"how": how, "user": world.sari.pk})


def test_the_file_of_a_mail_is_an_attachment(world, files):
    message = queue_reset(world.sari)
    drain()
    answer = world.client("nadia").post(f"{LIST}{message.pk}/berkas/")
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"] == f'attachment; filename="surel-{message.pk}.eml"'


@pytest.mark.parametrize("path", ["isi", "berkas"])
def test_a_mail_without_a_file_cannot_be_read(world, path):
    message = queue_reset(world.sari)
    assert world.client("nadia").post(f"{LIST}{message.pk}/{path}/").status_code == 404
    assert "Isi surel tidak disimpan" in page(world, f"{LIST}{message.pk}/")
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MessageState.QUEUED, "undangan menunggu dikirim"),
        (MessageState.SENT, "undangan terkirim"),
        (MessageState.FAILED, "undangan gagal"),
        (MessageState.BOUNCED, "undangan ditolak oleh server surel"),
    ],
)
def test_the_people_page_says_how_far_an_invitation_got(world, state, words):
    world.bima.set_unusable_password()
    world.bima.save()
    message = queue_invitation(world.bima.memberships.get())
    if state == MessageState.SENT:
        drain()
    elif state != MessageState.QUEUED:
        failed(message, state)
    text = world.client("andi").get(f"/satker/{world.kabupaten.pk}/orang/").content.decode()
    assert words in text and ("Kotak surat tidak ada" in text) == (state in (MessageState.FAILED, MessageState.BOUNCED))


def test_the_people_page_looks_at_the_latest_invitation_of_that_role_only(world):
    row = world.bima.memberships.get()
    failed(queue_invitation(row), MessageState.BOUNCED)
    queue_invitation(row)
    drain()
    text = world.client("andi").get(f"/satker/{world.kabupaten.pk}/orang/").content.decode()
    assert "undangan ditolak" not in text and Message.objects.filter(state=MessageState.BOUNCED).exists()
