"""Sign-in, passwords and the account pages."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from teams.models import User
from zi_portal.jobs.models import Job
from zi_portal.jobs.queue import drain
from zi_portal.mail.models import Message

PASSWORD, NEW = "pisang-kuning-55", "mangga-hijau-77"
LOGIN = "/akun/masuk/"


@pytest.fixture
def sari(world):
    world.sari.set_password(PASSWORD)
    world.sari.save()
    return world.sari


def sign_in(client, email="sari@contoh.id", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password} | extra)


def ask_reset(client, email):
    return client.post("/akun/kata-sandi/lupa/", {"email": email}, follow=True)


def reset_link(settings):
    drain()
    return next(line for line in mail.outbox[-1].body.splitlines() if "/baru/" in line).removeprefix(settings.SITE_URL)


def test_the_sign_in_page_is_open_to_everybody_in_indonesian(client, db):
    text = client.get(LOGIN).content.decode()
    for word in ("Surel", "Kata sandi", "Masuk", "Lupa kata sandi?"):
        assert word in text


def test_one_signs_in_by_e_mail_in_any_case(client, sari):
    assert sign_in(client, "SARI@contoh.id")["Location"] == "/"
    assert client.get("/satker/").status_code == 200


def test_a_wrong_password_is_answered_422_and_keeps_the_address(client, sari):
    response = sign_in(client, password="salah")
    assert response.status_code == 422
    assert "sari@contoh.id" in response.content.decode()
    assert "Surel atau kata sandi keliru" in response.content.decode()


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, sari):
    def errors(email):
        return sign_in(client, email, "salah").context["form"].non_field_errors()

    assert errors("sari@contoh.id") == errors("siapa@contoh.id")


def test_a_deactivated_person_does_not_get_in(client, world):
    world.mati.set_password(PASSWORD)
    world.mati.save()
    sign_in(client, "mati@contoh.id")
    assert client.get("/satker/").status_code == 302


@pytest.mark.case("E3")
def test_the_session_key_changes_at_sign_in(client, sari):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before


@pytest.mark.case("D17")
def test_signing_in_never_leads_to_another_host(client, sari):
    assert sign_in(client, next="//jahat.example/")["Location"] == "/"


def test_signing_out_needs_a_post(client, sari):
    sign_in(client)
    assert client.get("/akun/keluar/").status_code == 200
    assert client.get("/satker/").status_code == 200
    assert client.post("/akun/keluar/")["Location"] == LOGIN
    assert client.get("/satker/").status_code == 302


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "reauthenticate/", "confirm-email/", "daftar/", "login/code/", ""]
)
def test_pages_that_the_portal_does_not_have_answer_404(client, sari, path):
    sign_in(client)
    assert client.get(f"/akun/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reauthenticate"])
def test_names_that_the_portal_does_not_have_cannot_be_reversed(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_password_is_changed_with_the_old_one(client, sari):
    sign_in(client)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/akun/kata-sandi/ubah/", form)["Location"] == "/profil/"
    sari.refresh_from_db()
    assert sari.check_password(NEW)


@pytest.mark.parametrize("change", [{"oldpassword": "salah"}, {"password2": "lain"}, {"password1": "pendek"}])
def test_a_bad_change_of_password_changes_nothing(client, sari, change):
    sign_in(client)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | change
    assert client.post("/akun/kata-sandi/ubah/", form).status_code == 422
    sari.refresh_from_db()
    assert sari.check_password(PASSWORD)


def test_whoever_has_no_password_yet_is_sent_to_the_reset_page(world):
    world.bima.set_unusable_password()
    world.bima.save()
    response = world.client("bima").get("/akun/kata-sandi/ubah/", follow=True)
    assert response.redirect_chain[-1][0] == "/akun/kata-sandi/lupa/"


def test_a_reset_mail_leads_to_a_new_password(client, sari, settings):
    ask_reset(client, "Sari@contoh.id")
    page = client.get(reset_link(settings), follow=True)
    form = {"password1": NEW, "password2": NEW}
    assert client.post(page.redirect_chain[-1][0], form).status_code == 302
    sari.refresh_from_db()
    assert sari.check_password(NEW)


@pytest.mark.case("E8")
def test_a_reset_link_works_once(client, sari, settings):
    ask_reset(client, "sari@contoh.id")
    link = reset_link(settings)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert "Tautan tidak berlaku lagi" in client.get(link, follow=True).content.decode()


@pytest.mark.case("E8")
def test_a_reset_ends_the_other_sessions(client, sari, world, settings):
    other = world.client("sari")
    ask_reset(client, "sari@contoh.id")
    page = client.get(reset_link(settings), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert other.get("/satker/").status_code == 302


@pytest.mark.case("E16")
def test_the_reset_link_names_the_portals_own_host_whatever_the_request_says(client, sari, settings):
    settings.SITE_URL = "https://portal.example"
    client.post("/akun/kata-sandi/lupa/", {"email": "sari@contoh.id"}, headers={"host": "localhost"})
    drain()
    assert "https://portal.example/akun/kata-sandi/baru/" in mail.outbox[0].body
    assert "localhost" not in mail.outbox[0].body


def test_the_reset_mail_is_in_indonesian(client, sari):
    ask_reset(client, "sari@contoh.id")
    drain()
    assert mail.outbox[0].subject == "[Portal ZI] Kata sandi baru"
    assert "abaikan surel ini" in mail.outbox[0].body


@pytest.mark.parametrize("email", ["siapa@contoh.id", "mati@contoh.id"])
def test_an_unknown_or_closed_account_gets_the_same_answer_and_no_mail(client, sari, email):
    known_answer, other = ask_reset(client, "sari@contoh.id"), ask_reset(client, email)
    drain()
    assert known_answer.redirect_chain == other.redirect_chain
    assert [message.to for message in mail.outbox] == [["sari@contoh.id"]]
    assert Job.objects.count() == 2


def test_the_job_row_holds_no_address_and_no_token(client, sari):
    ask_reset(client, "sari@contoh.id")
    drain()
    message = Message.objects.get()
    assert Job.objects.values_list("payload", "result").get() == ({"message": message.pk}, {"sent": True})


def test_the_message_row_holds_no_token(client, sari):
    ask_reset(client, "sari@contoh.id")
    drain()
    link = next(line for line in mail.outbox[0].body.splitlines() if "/baru/" in line)
    token = link.rstrip("/").rpartition("-")[2]
    assert len(token) > 20 and token not in str(list(Message.objects.values()))


def test_an_unknown_address_leaves_no_message_and_asks_the_database_as_often(client, sari):
    def queries(email):
        with CaptureQueriesContext(connection) as captured:
            client.post("/akun/kata-sandi/lupa/", {"email": email})
        return [
            row["sql"].split()[0] for row in captured if not row["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]

    queries("lain@contoh.id")  # the first one of a network also makes the rows that count it
    known_queries, unknown_queries = queries("sari@contoh.id"), queries("siapa@contoh.id")
    assert len(known_queries) == len(unknown_queries)
    assert Message.objects.values_list("address", flat=True).get() == "sari@contoh.id"


def test_every_new_person_is_stored_with_a_small_letter_address(db):
    assert User.objects.create_user("Ani@Contoh.ID", PASSWORD, name="Ani").email == "ani@contoh.id"
