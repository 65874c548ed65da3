"""What was sent without a session, and visits to addresses that only take what forms send: ways back that work."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
HTML = {"Accept": "text/html"}


@pytest.fixture
def send():
    """send(**headers) → the answer to a form that somebody without a session sends."""

    def post(**headers):
        return Client().post(reverse("teams:sessions-end"), headers=HTML | headers)

    return post


@pytest.mark.case("E13")
def test_whoever_sent_a_form_after_the_session_ended_comes_back_to_its_page(send):
    answer = send(Referer="http://testserver/profil/?tampil=sesi#sesi")
    assert answer["Location"] == "/akun/masuk/?next=/profil/%3Ftampil%3Dsesi"
    assert b"belum tersimpan" in answer.client.get(answer["Location"]).content


@pytest.mark.parametrize(
    "before", ["", "https://jahat.example/a", "//jahat.example", "http://[", "javascript:x", "http://testserver"]
)
def test_a_page_that_is_none_of_ours_is_no_way_back(send, before):
    assert send(Referer=before)["Location"] == "/akun/masuk/?next=/"


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"HX-Request": "true"}])
def test_what_a_script_sent_leaves_no_message_for_later(send, headers):
    assert "messages" not in send(**headers).cookies


def test_a_page_that_was_opened_is_opened_after_the_sign_in():
    assert Client().get("/profil/?a=1", headers=HTML)["Location"] == "/akun/masuk/?next=/profil/%3Fa%3D1"


@pytest.mark.case("E13")
def test_a_visit_to_an_address_that_takes_only_forms_is_a_page_with_a_way_back(world):
    answer = world.client("sari").get(reverse("teams:sessions-end"), headers=HTML)
    assert answer.status_code == 405 and answer["Allow"] == "POST" and b"data-back" in answer.content
    assert not world.client("sari").get(reverse("teams:sessions-end")).content
