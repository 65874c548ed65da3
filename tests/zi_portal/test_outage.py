"""Pages while the database or Redis is away, and after a fault of ours: a sentence, never a trace."""

from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from redis.exceptions import ConnectionError as RedisGone

from plans.models import Decree

pytestmark = pytest.mark.django_db


def page_when(error, world, where="/keputusan/"):
    """The answer to Sari while her page's query ends with the error."""
    client = world.client("sari")
    client.raise_request_exception = False
    with mock.patch.object(Decree.objects, "visible_to", side_effect=error):
        return client.get(where)


@pytest.mark.case("H8")
@pytest.mark.parametrize(
    "error", [OperationalError("server closed the connection"), InterfaceError("closed"), RedisGone("refused")]
)
def test_a_server_that_is_away_is_told_with_503_and_that_what_was_saved_is_safe(world, error):
    answer = page_when(error, world)
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Yang sudah tersimpan tetap aman" in text and str(error) not in text


@pytest.mark.case("H6")
def test_a_fault_of_ours_is_told_with_500_and_without_its_trace(world):
    answer = page_when(ZeroDivisionError("rahasia"), world)
    assert answer.status_code == 500
    assert "Yang sudah tersimpan tetap aman" in answer.content.decode()
    assert "rahasia" not in answer.content.decode() and "Traceback" not in answer.content.decode()


@pytest.mark.case("H8")
def test_the_sign_in_page_says_so_too_when_the_session_cannot_be_read(world):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("away")):
        answer = client.get("/")
    assert answer.status_code == 503
    assert answer["Content-Security-Policy"] and answer["X-Request-ID"]
