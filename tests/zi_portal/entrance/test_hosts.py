"""A host that is not ours, asked of the portal itself: one sentence, nothing looked up, a short line in the log."""

import logging

import pytest
from django.test import Client

from zi_portal.lib.web import OTHER_HOST

LONG = "a." * 3_750
FOREIGN = ["evil.example", "a b", "testserver.evil.example", "[::1", LONG, "é", "testserver:x"]

pytestmark = pytest.mark.django_db


@pytest.mark.case("E16")
@pytest.mark.parametrize(
    "host",
    ["evil.example", "a b", "testserver.evil.example", "[::1", LONG, "é", "testserver:x"],
    ids=lambda host: host[:8],
)
@pytest.mark.parametrize("path", ["/", "/akun/masuk/", "/bukti/", "/tidak-ada/"])
def test_another_host_gets_one_sentence_and_no_query(host, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(path, headers={"Host": host})
    assert (answer.status_code, answer.content.decode()) == (400, OTHER_HOST)
    assert answer["Content-Type"] == "text/plain; charset=utf-8" and answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.case("E16", "H2")
def test_a_host_of_kilobytes_is_a_short_line_in_the_log(caplog):
    with caplog.at_level(logging.DEBUG):
        Client().get("/", headers={"Host": LONG})
    assert "ALLOWED_HOSTS" in caplog.text and max(len(record.getMessage()) for record in caplog.records) < 200
