"""Stopping the digests from a mail: headers of RFC 8058, signed addresses, what goes on, the way back."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from tests.zi_portal.reminders.dues import at
from tests.zi_portal.reminders.test_letters import LATE, a_section, digest_of
from zi_portal.mail.models import Message
from zi_portal.reminders import telling, unsubscribing
from zi_portal.reminders.models import Notice, Preference
from zi_portal.reminders.recording import DIGEST, SINGLE
from zi_portal.reminders.states import Channel
from zi_portal.reminders.sweeping import sweep

DUE = date(2026, 3, 31)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_of(user):
    """Path of the address at which a person unsubscribes."""
    return urlsplit(unsubscribing.address(user)).path


def stranger():
    """A browser that nobody has signed in with, strict about tokens of forms."""
    return Client(enforce_csrf_checks=True)


def test_a_digest_has_the_headers_of_one_click_and_its_address_stands_in_text_and_html(world, monkeypatch, settings):
    settings.SITE_URL = "https://portal.example"
    mail = digest_of(world.sari, monkeypatch, a_section(LATE, 1))
    headers = message_from_bytes(mail.message().as_bytes(), policy=default)
    url = headers["List-Unsubscribe"].strip(" <>")
    assert url.startswith("https://portal.example/pemberitahuan/berhenti/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in mail.body and f'href="{url}"' in mail.alternatives[0][0]


def test_one_click_works_without_sign_in_and_token_and_follows_no_redirect(world):
    response = stranger().post(path_of(world.sari), ONE_CLICK)
    assert response.status_code == HTTPStatus.OK and unsubscribing.is_stopped(world.sari)
    assert list(Preference.objects.values_list("user__name", flat=True)) == ["Sari"]


def test_looking_at_the_page_switches_nothing_off(world):
    html = stranger().get(path_of(world.sari)).content.decode()
    assert "Yang akan dimatikan" in html and not unsubscribing.is_stopped(world.sari)
    assert "s•••@contoh.id" in html and "sari@" not in html


def test_the_button_switches_off_and_the_page_says_what_still_comes_and_how_to_get_it_back(world):
    client = stranger()
    response = client.post(path_of(world.sari), {"rangkuman": "berhenti"}, follow=True)
    html = response.content.decode()
    assert len(response.redirect_chain) == 1 and unsubscribing.is_stopped(world.sari)
    for words in ("Rangkuman dimatikan", "Yang tetap datang", "diteruskan kepada Anda", "Kirim rangkuman lagi"):
        assert words in html
    client.post(path_of(world.sari), {"rangkuman": "lanjut"})
    assert not unsubscribing.is_stopped(world.sari)


def test_stopping_again_and_other_choices_change_nothing_else(world):
    Preference.objects.create(user=world.sari, channel=Channel.MAIL, zone="Asia/Jayapura")
    for _ in range(2):
        stranger().post(path_of(world.sari), ONE_CLICK)
    choice = Preference.objects.get()
    assert (choice.digest_off, choice.channel, choice.zone) == (True, Channel.MAIL, "Asia/Jayapura")


@pytest.mark.parametrize("change", [lambda path: path.replace("berhenti/", "berhenti/x"), lambda path: path[:-3] + "/"])
def test_a_changed_address_is_not_found_and_changes_nothing(world, change):
    for method in ("get", "post"):
        response = getattr(stranger(), method)(change(path_of(world.sari)))
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert "Tautan ini tidak berlaku" in response.content.decode()
    assert not Preference.objects.exists()


def test_no_address_signed_for_something_else_works(world):
    path = f"/pemberitahuan/berhenti/{signing.dumps(world.sari.pk)}/"
    assert stranger().post(path, ONE_CLICK).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(("days", "status"), [(366, HTTPStatus.OK), (800, HTTPStatus.NOT_FOUND)])
def test_an_address_works_for_more_than_a_year(world, days, status):
    path = path_of(world.sari)
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        assert stranger().post(path, ONE_CLICK).status_code == status


def test_the_address_of_a_closed_account_is_not_found(world):
    assert stranger().get(path_of(world.mati)).status_code == HTTPStatus.NOT_FOUND


def test_the_address_of_one_person_leaves_the_others_alone_whoever_is_signed_in(world):
    world.client("bima").post(path_of(world.sari), ONE_CLICK)
    assert unsubscribing.is_stopped(world.sari) and not unsubscribing.is_stopped(world.bima)


# What still comes


def mails_and_notices():
    return list(Message.objects.values_list("kind", flat=True)), list(Notice.objects.values_list("in_inbox", flat=True))


@pytest.mark.parametrize("channel", ["", *Channel.values])
def test_who_has_stopped_the_digests_finds_reminders_in_the_portal(world, dues, channel):
    Preference.objects.create(user=world.sari, digest_off=True, channel=channel)
    dues.add(world.sari, DUE)
    sweep(at(DUE - timedelta(days=7)))
    assert mails_and_notices() == ([], [True])


def test_what_escalates_comes_all_the_same_in_a_mail_of_its_own(world, dues):
    Preference.objects.create(user=world.sari, digest_off=True)
    dues.add(world.sari, DUE)
    sweep(at(DUE + timedelta(days=15)))
    assert mails_and_notices() == ([SINGLE], [True])


def test_what_is_told_at_once_comes_all_the_same(world, dues):
    Preference.objects.create(user=world.sari, digest_off=True)
    telling.tell("uji.at_once", user_ids=[world.sari.pk], topic="uji:1", satker=world.kabupaten)
    assert mails_and_notices() == ([SINGLE], [True])


def test_who_gets_them_back_has_digests_again(world, dues):
    unsubscribing.stop(world.sari)
    unsubscribing.resume(world.sari)
    dues.add(world.sari, DUE)
    sweep(at(DUE - timedelta(days=7)))
    assert mails_and_notices() == ([DIGEST], [True])
