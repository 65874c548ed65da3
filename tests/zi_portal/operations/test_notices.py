"""The administrators' ledger of notices: whose things, which mail, filters."""

import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.zi_portal.reminders.notices import GONE, KIND, a_notice, words
from zi_portal.mail import outbox
from zi_portal.reminders.models import Notice
from zi_portal.reminders.recording import SINGLE

__all__ = ["words"]
pytestmark = pytest.mark.usefixtures("words")

LEDGER = "/operasi/pemberitahuan/"


def page(world, name, **query):
    response = world.client(name).get(LEDGER, query)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def steps(html):
    return set(re.findall(r"Langkah \d+", html))


def notices_of_three_offices(world):
    """One notice of the kabupaten (1), one of the kota (2), one of nobody's office (3)."""
    a_notice(world.sari, 1, satker_code=world.kabupaten.code)
    a_notice(world.dewi, 2, satker_code=world.kota.code)
    a_notice(world.rian, 3)


def test_an_admin_sees_what_is_about_the_own_offices_and_the_nation_s_all(world):
    notices_of_three_offices(world)
    assert steps(page(world, "andi")) == {"Langkah 1"}
    assert steps(page(world, "nadia")) == {"Langkah 1", "Langkah 2", "Langkah 3"}


@pytest.mark.parametrize("name", ["sari", "lukas", "rian"])
def test_it_is_for_administrators_only(world, name):
    assert world.client(name).get(LEDGER).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"q": "sari"}, {1}),
        ({"q": "dewi@contoh"}, {2}),
        ({"kind": KIND.name}, {1, 2, 3}),
        ({"kind": "entah"}, set()),
        ({"satker": "Kota"}, {2}),
    ],
)
def test_filters_by_person_kind_and_office(world, query, numbers):
    notices_of_three_offices(world)
    assert steps(page(world, "nadia", **query)) == {f"Langkah {number}" for number in numbers}


def test_a_row_names_kind_person_day_and_the_mail_with_its_state(world):
    message = outbox.send(SINGLE, key="x", user=world.sari)
    a_notice(world.sari, satker_code=world.kabupaten.code, message=message)
    html = page(world, "nadia")
    for text in (KIND.title, "sari@contoh.id", "2 Mar 2026", "menunggu", f"/operasi/surel/{message.pk}/"):
        assert text in html


def test_an_admin_of_an_office_has_no_link_to_the_operators_page_of_a_mail(world):
    message = outbox.send(SINGLE, key="x", user=world.sari)
    a_notice(world.sari, satker_code=world.kabupaten.code, message=message)
    html = page(world, "andi")
    assert f"nomor {message.pk}" in html and f"/operasi/surel/{message.pk}/" not in html


def test_what_was_told_without_a_mail_or_is_gone_says_so(world):
    a_notice(world.sari, GONE)
    html = page(world, "nadia")
    assert "tidak lewat surel" in html and "sudah tidak ada lagi" in html


def test_the_number_of_queries_does_not_grow(world):
    client, counts = world.client("nadia"), []
    for added in (1, 20):
        for _ in range(added):
            number = Notice.objects.count() + 1
            message = outbox.send(SINGLE, key=f"x{number}", user=world.sari)
            a_notice(world.sari, number, message=message)
        with CaptureQueriesContext(connection) as queries:
            client.get(LEDGER)
        counts.append(len(queries))
    assert counts[0] == counts[1]
