"""Guessing passwords: limits per account, network and known device, and what nobody gets past them with."""

from datetime import timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace
from unittest import mock

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone

from zi_portal.entrance import attempts, devices, tasks
from zi_portal.entrance.models import Tally
from zi_portal.entrance.spelling import folded
from zi_portal.jobs.queue import drain

pytestmark = pytest.mark.database("zi_portal.entrance.attempts")

PASSWORD, NEW, WRONG = "pisang-kuning-55", "mangga-hijau-77", "salah"
LOGIN, RESET, CHANGE = "/akun/masuk/", "/akun/kata-sandi/lupa/", "/akun/kata-sandi/ubah/"


@pytest.fixture
def sari(world):
    world.sari.set_password(PASSWORD)
    world.sari.save()
    return world.sari


def guess(client=None, email="sari@contoh.id", password=WRONG, **headers):
    return (client or Client()).post(LOGIN, {"login": email, "password": password}, headers=headers)


def statuses(times, make):
    return [make(number).status_code for number in range(times)]


def after(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


@pytest.mark.case("E1")
def test_the_sixth_wrong_password_of_an_account_is_answered_429_and_even_the_right_one_waits(sari):
    assert statuses(6, lambda _: guess()) == [422] * 5 + [429]
    answer = guess(password=PASSWORD)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 300
    with after(minutes=5, seconds=1):
        assert guess(password=PASSWORD).status_code == 302


@pytest.mark.case("E1")
def test_the_refusal_says_how_long_and_keeps_the_address(sari):
    statuses(5, lambda _: guess())
    with after(minutes=2):
        text = guess().content.decode()
    assert "Coba lagi dalam 3 menit" in text and "Lupa kata sandi" in text
    assert 'value="sari@contoh.id"' in text


@pytest.mark.case("E1")
def test_another_host_or_port_in_the_request_opens_no_new_count(sari, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert statuses(24, lambda n: guess(Host=f"localhost:{8000 + n}"))[5:] == [429] * 19
    assert guess(Host="127.0.0.1").status_code == 429


@pytest.mark.case("E2")
@pytest.mark.parametrize("count", [0, 1])
def test_an_invented_forwarded_address_opens_no_new_count(sari, settings, count):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    forged = [{"X-Forwarded-For": f"{n}.9.9.9, 8.8.8.8"} for n in range(30)]
    answers = statuses(30, lambda n: guess(email=f"o{n}@contoh.id", **forged[n]))
    assert answers == [422] * 20 + [429] * 10


@pytest.mark.case("E2")
@pytest.mark.parametrize("email", ["SARI@contoh.id", " sari@contoh.id ", "\u017fari@contoh.id", "Sar\u0131@CONTOH.ID"])
def test_another_spelling_of_the_address_opens_no_new_count(sari, email):
    statuses(5, lambda _: guess())
    assert guess(email=email).status_code == 429


@pytest.mark.case("E2")
@pytest.mark.parametrize(
    "text", ["S\u00e1ri", "\u0455\u0430r\u0456", "\uff33ari", "sa\u0301ri", "\u017far\u0131", " SARI"]
)
def test_letters_that_look_alike_are_one(text):
    assert folded(text) == "sari"


@pytest.mark.case("E1")
def test_one_network_tries_no_long_list_of_accounts(sari):
    assert statuses(22, lambda n: guess(email=f"o{n}@contoh.id")) == [422] * 20 + [429] * 2
    assert Client().post(LOGIN, {"login": "x@contoh.id", "password": "x"}, REMOTE_ADDR="9.9.9.9").status_code == 422


@pytest.mark.case("E1")
@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::9", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("9.9.9.9", "::ffff:9.9.9.9", True),
        ("9.9.9.9", "9.9.9.8", False),
        ("unix:", "", True),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_an_address_counts_with_its_network(first, second, together):
    keys = [attempts.at_sign_in(_asked_from(address), "a@contoh.id")[1].key for address in (first, second)]
    assert (keys[0] == keys[1]) == together


@pytest.mark.case("E1")
def test_a_rented_block_of_addresses_is_limited_as_a_whole():
    blocks = {attempts.at_sign_in(_asked_from(f"9.9.9.{n}"), "a@contoh.id")[2] for n in range(5)}
    assert {limit.attempts for limit in blocks} == {100} and len(blocks) == 1


def _asked_from(address):
    return SimpleNamespace(headers={}, COOKIES={}, META={"REMOTE_ADDR": address})


@pytest.mark.case("E1")
def test_a_known_device_is_not_locked_out_by_strangers(sari):
    device = Client()
    guess(device, password=PASSWORD)
    device.post("/akun/keluar/")
    statuses(30, lambda _: guess())
    assert guess(device, password=PASSWORD).status_code == 302
    assert guess(password=PASSWORD).status_code == 429


@pytest.mark.case("E1")
def test_a_known_device_has_a_limit_of_its_own(sari):
    device = Client()
    guess(device, password=PASSWORD)
    device.post("/akun/keluar/")
    assert statuses(6, lambda _: guess(device)) == [422] * 5 + [429]
    assert guess().status_code == 422


@pytest.mark.case("E1")
def test_a_device_is_known_to_its_own_account_only_and_by_our_signature_only(sari, settings):
    device, forged = Client(), Client()
    guess(device, password=PASSWORD)
    device.post("/akun/keluar/")
    statuses(5, lambda _: guess(email="bima@contoh.id"))
    assert guess(device, email="bima@contoh.id").status_code == 429
    statuses(5, lambda _: guess())
    forged.cookies = SimpleCookie({settings.DEVICE_COOKIE_NAME: "eyJ4IjoxfQ:1:x"})
    assert guess(forged).status_code == 429


@pytest.mark.case("E1")
def test_the_mark_of_a_known_device_is_read_by_no_script_and_names_nobody(sari, settings):
    mark = guess(password=PASSWORD).cookies[settings.DEVICE_COOKIE_NAME]
    assert mark["httponly"] and mark["samesite"] == "Lax" and int(mark["max-age"]) == devices.KNOWN_SECONDS
    assert "sari" not in mark.value


@pytest.mark.case("E1")
def test_a_device_remembers_the_last_five_accounts():
    request = SimpleNamespace(COOKIES={})
    for number in range(6):
        response = Client().get("/livez")
        devices.remember(request, response, f"o{number}@contoh.id")
        request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    assert [bool(devices.device_name(request, f"o{number}@contoh.id")) for number in range(6)] == [False] + [True] * 5


@pytest.mark.case("E1")
def test_a_new_password_by_mail_opens_the_door_that_strangers_held_shut(sari, settings, mailoutbox):
    statuses(9, lambda _: guess())
    device = Client()
    device.post(RESET, {"email": "sari@contoh.id"})
    drain()
    link = next(line for line in mailoutbox[-1].body.splitlines() if "/baru/" in line).removeprefix(settings.SITE_URL)
    page = device.get(link, follow=True).redirect_chain[-1][0]
    device.post(page, {"password1": NEW, "password2": NEW})
    statuses(9, lambda _: guess())
    assert guess(device, password=NEW).status_code == 302


@pytest.mark.case("E1")
def test_right_passwords_do_not_count(sari):
    assert statuses(25, lambda _: guess(password=PASSWORD)) == [302] * 25


@pytest.mark.case("E1")
def test_an_attempt_is_counted_before_the_password_is_looked_at(sari):
    with (
        mock.patch("teams.models.User.check_password", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        guess()
    assert list(Tally.objects.values_list("count", flat=True)) == [1, 1, 1]


@pytest.mark.case("E1")
def test_asking_for_mails_is_limited_by_account_and_answered_on_its_form(sari):
    answers = [Client().post(RESET, {"email": email}) for email in ("sari@contoh.id", "SARI@contoh.id") * 3]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    text = answers[-1].content.decode()
    assert "Akun Anda tidak terkunci" in text and "15 menit" in text and 'value="SARI@contoh.id"' in text


@pytest.mark.case("E1")
def test_one_network_asks_for_no_long_list_of_mails(world):
    assert statuses(21, lambda n: Client().post(RESET, {"email": f"o{n}@contoh.id"}))[-2:] == [302, 429]


@pytest.mark.case("E1")
def test_a_borrowed_session_does_not_guess_the_old_password(sari):
    client = Client()
    client.force_login(sari)
    form = {"oldpassword": "salah", "password1": NEW, "password2": NEW}
    assert statuses(6, lambda _: client.post(CHANGE, form)) == [422] * 5 + [429]
    assert client.post(CHANGE, form | {"oldpassword": PASSWORD}).status_code == 429


@pytest.mark.case("E1")
def test_too_many_attempts_in_place_are_a_sentence(sari):
    statuses(5, lambda _: guess())
    answer = guess(**{"X-Requested-In-Place": "1"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert "Coba lagi dalam 5 menit" in answer.json()["message"]


@pytest.mark.case("E7")
@pytest.mark.parametrize("email", ["sari@contoh.id", "siapa@contoh.id", "mati@contoh.id"])
def test_an_unknown_or_closed_account_costs_the_same_work_and_reads_the_same(sari, world, email):
    with mock.patch.object(hashers.MD5PasswordHasher, "encode", autospec=True, return_value="md5$a$b") as encode:
        answer = guess(email=email)
    assert encode.call_count == 1
    assert answer.context["form"].non_field_errors() == [
        "Surel atau kata sandi keliru. Periksa lagi, atau pilih “Lupa kata sandi”."
    ]


def test_counts_that_are_over_are_swept_each_day(sari):
    guess()
    with after(minutes=6):
        assert tasks.sweep(None, None)["tallies"] == 1
    assert Tally.objects.count() == 2


def test_no_address_stands_in_the_counts(sari):
    guess()
    assert all(len(key) == 64 and int(key, 16) for key in Tally.objects.values_list("key", flat=True))
