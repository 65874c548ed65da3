"""Sessions: how long they live, what keeps them alive, who ends them; and signing in without leaving a page."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from teams.people import memberships
from zi_portal.entrance import sessions, tasks
from zi_portal.entrance.models import Session

PASSWORD = "pisang-kuning-55"
LOGIN, ALIVE = "/akun/masuk/", "/akun/sesi/"
IN_PLACE = {"X-Requested-In-Place": "1"}


@pytest.fixture
def sari(world):
    world.sari.set_password(PASSWORD)
    world.sari.save()
    return world.sari


def in_place(client, password=PASSWORD, email="sari@contoh.id", **headers):
    return client.post(LOGIN, {"login": email, "password": password}, headers=IN_PLACE | headers)


def after(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


def lives(client):
    return client.get(ALIVE).json()["signed_in"]


def test_a_page_asks_whether_the_session_lives_and_for_how_long(world):
    answer = world.client("sari").get(ALIVE).json()
    assert answer["signed_in"] and 7100 < answer["ends_in"] <= 7200
    assert answer["who"] == sessions.person_mark(world.sari) != sessions.person_mark(world.bima)


def test_whoever_is_not_signed_in_is_told_so_and_gets_a_token_to_sign_in_with(client, db):
    answer = client.get(ALIVE).json()
    assert (answer["signed_in"], answer["who"], answer["ends_in"], answer["last_in"]) == (False, "", 0, 0)
    assert Client(enforce_csrf_checks=True).post(LOGIN, headers=IN_PLACE).status_code == 403
    client.handler.enforce_csrf_checks = True
    assert in_place(client, **{"X-CSRFToken": answer["csrf"]}).status_code == 422


@pytest.mark.case("E13")
def test_a_session_ends_after_two_hours_without_its_person(world):
    client = world.client("sari")
    with after(hours=1, minutes=59):
        assert lives(client)
    with after(hours=2, seconds=1):
        assert not lives(client)
        assert client.get("/").status_code == 302


@pytest.mark.case("E13")
def test_opening_pages_keeps_a_session_alive_but_never_beyond_twelve_hours(world):
    client = world.client("sari")
    for hour in range(1, 12):
        with after(hours=hour, seconds=-1):
            assert client.get("/").status_code == 200
    with after(hours=11, minutes=59):
        assert client.get("/").status_code == 200
    with after(hours=12, seconds=1):
        assert client.get("/").status_code == 302


@pytest.mark.case("E13")
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (ALIVE, {}),
        ("/pekerjaan/", {"HX-Request": "true"}),
        ("/", {"Sec-Fetch-Dest": "empty"}),
        ("/", {"Sec-Fetch-Dest": "image"}),
    ],
)
def test_what_a_page_fetches_by_itself_keeps_no_session_alive(world, path, headers):
    client = world.client("sari")
    with after(hours=1):
        client.get(path, headers=headers)
    with after(hours=2, seconds=1):
        assert not lives(client)


@pytest.mark.case("E13")
@pytest.mark.parametrize("path", [ALIVE, "/profil/"])
def test_sending_something_keeps_the_session_alive(world, path):
    client = world.client("sari")
    with after(hours=1):
        client.post(path)
    with after(hours=2, minutes=59):
        assert lives(client)


def test_reading_on_does_not_write_at_each_page(world, django_assert_num_queries):
    client = world.client("sari")
    client.get("/bantuan/")
    before = Session.objects.get(user=world.sari).expire_date
    with after(minutes=4):
        client.get("/bantuan/")
    assert Session.objects.get(user=world.sari).expire_date == before


@pytest.mark.case("E13")
def test_the_eleventh_session_of_a_person_ends_the_oldest(world):
    clients = []
    for minute in range(11):
        with after(minutes=minute):
            clients.append(world.client("sari"))
    assert [lives(client) for client in clients] == [False] + [True] * 10


def test_the_page_knows_when_its_session_ends_whatever_one_does(world):
    client = world.client("sari")
    for hour in range(1, 12):
        with after(hours=hour):
            client.get("/bantuan/")
    with after(hours=11, minutes=31):
        client.post(ALIVE)
        answer = client.get(ALIVE).json()
        assert abs(answer["ends_in"] - answer["last_in"]) <= 1 and 1700 <= answer["ends_in"] <= 1740
        assert 'data-ends-in="17' in client.get("/bantuan/").content.decode()


@pytest.mark.case("E3", "E8")
def test_a_new_password_ends_the_other_sessions_and_changes_the_key_of_this_one(client, sari, world):
    other = world.client("sari")
    in_place(client)
    before = client.session.session_key
    form = {"oldpassword": PASSWORD, "password1": "mangga-hijau-77", "password2": "mangga-hijau-77"}
    client.post("/akun/kata-sandi/ubah/", form)
    assert (lives(client), lives(other)) == (True, False)
    assert [row.pk for row in sari.sessions.all()] == [client.session.session_key] != [before]


@pytest.mark.case("E13")
def test_one_sees_where_one_is_signed_in_and_ends_the_other_sessions(world):
    current, other, stranger = world.client("sari"), world.client("sari"), world.client("bima")
    page = current.get("/profil/").content.decode()
    assert page.count("Peramban lain, sejak") == 2 and page.count("(sesi ini)") == 1
    answer = current.post("/profil/sesi/akhiri/", follow=True)
    assert "1 sesi lain sudah diakhiri." in answer.content.decode()
    assert [lives(client) for client in (current, other, stranger)] == [True, False, True]
    assert "Akhiri sesi lain" not in current.get("/profil/").content.decode()


@pytest.mark.case("E13")
def test_closing_an_account_ends_its_sessions_at_once(world):
    world.client("sari"), world.client("bima")
    memberships.set_active(world.sari, False, world.nadia)
    assert list(Session.objects.values_list("user", flat=True).distinct()) == [world.bima.pk]


@pytest.mark.case("E13")
def test_what_has_ended_is_swept_each_day_and_nothing_else(world):
    world.client("sari"), world.client("bima")
    with after(hours=1):
        living = world.client("sari")
    with after(hours=2, minutes=30):
        assert tasks.sweep(None, None)["sessions"] == 2
        assert lives(living)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome di Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge di Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome di Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox di Linux"),
        ("curl/8", "Peramban lain"),
        ("", "Peramban lain"),
    ],
)
def test_a_session_is_named_after_its_browser(agent, name):
    assert sessions.browser_name(agent) == name


def test_one_signs_in_without_leaving_the_page(client, sari):
    answer = in_place(client)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["X-Who"] == sessions.person_mark(sari)
    client.handler.enforce_csrf_checks = True
    assert client.post(ALIVE, headers={"X-CSRFToken": answer["X-CSRFToken"]}).json()["signed_in"]


def test_a_wrong_password_in_place_is_a_sentence(client, sari):
    answer = in_place(client, "salah")
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("Surel atau kata sandi keliru")


def test_a_closed_account_in_place_is_a_sentence(client, world):
    world.mati.set_password(PASSWORD)
    world.mati.save()
    answer = in_place(client, email="mati@contoh.id")
    assert (answer.status_code, answer.json()["message"][:25]) == (422, "Akun ini dinonaktifkan. H")


def test_whoever_is_signed_in_again_in_another_tab_is_told_so_in_place(client, sari):
    in_place(client)
    assert in_place(client, "salah").status_code == 204
