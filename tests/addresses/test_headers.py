"""Headers of every kind of answer, forms without a token, and fragments without a session."""

import pytest
from csp.constants import NONE
from django.conf import settings
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from teams.models import User
from tests.addresses.access_world import PASSWORD
from tests.seeing import seen_at
from zi_portal import views

pytestmark = pytest.mark.django_db

SAME = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ANSWERS = {
    # what it is → who asks, the case of access_world.URLS, the status
    "sign-in page": ("", "account_login", 200),
    "way to the sign-in page": ("", "home", 302),
    "health": ("", "livez", 200),
    "home": ("sari", "home", 200),
    "page of a plan": ("sari", "plans:detail", 200),
    "hidden": ("dewi", "plans:detail", 404),
    "forbidden": ("rian", "plans:settings", 403),
    "picture": ("sari", "teams:satker-emblem", 200),
    "export": ("sari", "plans:export xlsx", 200),
    "document": ("sari", "decrees:download", 200),
}
STORED = {"picture", "document"}
each_answer = pytest.mark.parametrize("kind", ANSWERS)


@pytest.fixture(scope="module")
def answer(stage):
    """answer(kind) → the response to a request of ANSWERS."""

    def ask(kind):
        person, case, status = ANSWERS[kind]
        response = stage.visit(person, case)
        assert response.status_code == status
        return response

    return ask


def policy(response):
    """Directives of the CSP → set of their sources."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


def wrong_headers(response):
    return {name: response.get(name) for name, value in SAME.items() if response.get(name) != value}


@pytest.mark.case("E10")
@each_answer
def test_every_answer_has_the_same_headers(answer, kind):
    assert wrong_headers(answer(kind)) == {}


@pytest.mark.case("E11")
@each_answer
def test_every_answer_has_the_content_security_policy(answer, kind):
    directives = policy(answer(kind))
    assert directives["default-src"] == {NONE}
    if kind not in STORED:
        assert directives == {
            name: set(sources) for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
        }


@pytest.mark.case("E11")
def test_no_inline_script_nor_style_is_allowed_and_nothing_from_elsewhere():
    sources = {source for allowed in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in allowed}
    assert sources == {NONE, "'self'", "data:"}


@pytest.mark.parametrize("kind", sorted(STORED))
def test_a_stored_file_is_shut_in_a_sandbox(answer, kind):
    assert "sandbox" in policy(answer(kind))


@pytest.mark.case("E17")
@pytest.mark.parametrize("kind", [kind for kind, (person, _, _) in ANSWERS.items() if person])
def test_nothing_for_a_signed_in_person_is_stored(answer, kind):
    assert "no-store" in answer(kind)["Cache-Control"]


@pytest.mark.case("E10", "E11")
def test_an_error_page_has_the_headers_too(stage, monkeypatch):
    def broken(user):
        raise RuntimeError("rahasia")

    monkeypatch.setattr(views, "_deadlines", broken)
    client = stage.world.client("sari")
    client.raise_request_exception = False
    response = client.get(reverse("home"))
    assert response.status_code == 500 and "rahasia" not in response.content.decode()
    assert wrong_headers(response) == {} and policy(response)["default-src"] == {NONE}


@pytest.mark.case("D16")
@pytest.mark.parametrize("person", ["", "mati"])
@pytest.mark.parametrize("case", ["home", "plans:list", "teams:certifier-preview", "decrees:documents", "jobs:status"])
def test_a_fragment_without_a_session_sends_the_whole_page_to_the_sign_in(stage, person, case):
    response = stage.visit(person, case, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (401, reverse(settings.LOGIN_URL))
    assert response.content == b""


@pytest.mark.case("E9")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["form", "fragment"])
def test_a_form_without_a_token_changes_nothing_and_says_what_to_do(stage, headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.world.sari)
    response = client.post(reverse("teams:profile"), {"name": "Lain", "nip": ""}, headers=headers)
    assert response.status_code == 403 and User.objects.get(pk=stage.world.sari.pk).name == "Sari"
    assert "kirim sekali lagi" in response.content.decode() and "data-back" in response.content.decode()
    assert wrong_headers(response) == {}


@pytest.mark.case("E9")
def test_a_token_from_another_site_is_refused(stage):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.world.sari)
    seen_token = seen_at(client, reverse("teams:profile"))
    data = {
        "name": "Lain",
        "nip": "",
        "seen": seen_token,
        "csrfmiddlewaretoken": client.cookies[settings.CSRF_COOKIE_NAME].value,
    }
    refused = client.post(reverse("teams:profile"), data, headers={"Origin": "https://lain.contoh.id"})
    accepted = client.post(reverse("teams:profile"), data, headers={"Origin": "http://testserver"})
    assert (refused.status_code, accepted.status_code) == (403, 302)


@pytest.mark.case("E12")
def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stage):
    data = {"login": "sari@contoh.id", "password": PASSWORD}
    response = stage.ask("", reverse(settings.LOGIN_URL), "POST", data=data)
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert response["Location"] == reverse("home")
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.case("E10", "E11")
def test_a_static_file_has_the_headers_too(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "gaya.css").write_text("body {}")
    response = client.get(static("gaya.css"))
    assert response.status_code == 200 and "no-store" not in response["Cache-Control"]
    assert wrong_headers(response) == {} and policy(response)["default-src"] == {NONE}
    response.close()


@pytest.mark.case("E16")
def test_a_request_for_another_host_is_refused_with_the_headers_too(client):
    response = client.get(reverse("account_login"), headers={"Host": "lain.contoh.id"})
    assert response.status_code == 400 and "Tidak ada halaman" in response.content.decode()
    assert wrong_headers(response) == {} and policy(response)["default-src"] == {NONE}
