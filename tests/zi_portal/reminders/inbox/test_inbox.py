"""The inbox and the bell: who sees what, in which order, what is read, what a click does."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.zi_portal.reminders.notices import GONE, a_notice, words
from zi_portal.reminders.models import Notice

__all__ = ["words"]
pytestmark = pytest.mark.usefixtures("words")

INBOX = "/pemberitahuan/"


def page(world, name="sari", **query):
    response = world.client(name).get(INBOX, query)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(html):
    """Sentences of the rows, from the top."""
    return re.findall(r"Langkah \d+", re.sub(r"<span class=\"visually-hidden\">.*?</span>", "", html, flags=re.S))


def unread(world):
    return set(Notice.objects.visible_to(world.sari).unread().values_list("topic", flat=True))


def bell(html):
    return re.search(r'<a class="bell".*?</a>', html, re.S)[0]


# The list


def test_a_person_sees_the_own_notices_of_the_portal_and_no_other(world):
    a_notice(world.sari, 1)
    a_notice(world.sari, 2, in_inbox=False)
    a_notice(world.bima, 3)
    assert rows(page(world)) == ["Langkah 1"]


def test_the_newest_is_on_top_and_the_days_have_headings(world):
    now = timezone.now()
    for number, days in ((1, 40), (2, 0), (3, 1)):
        a_notice(world.sari, number, told_at=now - timedelta(days=days))
    html = page(world)
    assert rows(html) == ["Langkah 2", "Langkah 3", "Langkah 1"]
    titles = re.findall(r"<h2>(.*?)</h2>", html)
    assert [title.split(" · ")[0] for title in titles[:2]] == ["Hari ini", "Kemarin"] and len(titles) == 3


def test_a_day_begins_at_midnight_of_the_office(world):
    type(world.kabupaten).objects.filter(pk=world.kabupaten.pk).update(time_zone="Asia/Jayapura")
    a_notice(world.sari, 1, told_at=timezone.datetime.fromisoformat("2026-03-01T15:30+00:00"))
    assert "Senin, 2 Maret 2026" in page(world) and "pukul 00.30" in page(world)


def test_unread_is_said_in_words(world):
    a_notice(world.sari, 1)
    a_notice(world.sari, 2, read_at=timezone.now())
    html = page(world)
    assert html.count('<span class="notice-new">Belum dibaca</span>') == 1
    assert html.count('class="notice-row unread"') == 1


def test_text_is_shown_as_it_is_written(world):
    a_notice(world.sari)
    assert "&lt;Notula&gt;" in page(world) and "<Notula>" not in page(world)


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ({"dibaca": "belum"}, ["Langkah 1"]),
        ({"dibaca": "sudah"}, ["Langkah 2"]),
        ({"perihal": "due"}, ["Langkah 2", "Langkah 1"]),
        ({"perihal": "role"}, []),
        ({"dibaca": "entah"}, []),
    ],
)
def test_filters_leave_what_they_name(world, query, steps):
    a_notice(world.sari, 1)
    a_notice(world.sari, 2, read_at=timezone.now())
    html = page(world, **query)
    assert rows(html) == steps
    assert steps or "Tidak ada yang cocok" in html


def test_pages_hold_25_and_lead_on(world):
    for number in range(30):
        a_notice(world.sari, number)
    html = page(world)
    assert len(rows(html)) == 25 and "1–25 dari 30" in html
    assert len(rows(page(world, page=2))) == 5


def test_a_notice_whose_thing_is_gone_says_so_and_opens_nothing(world):
    notice = a_notice(world.sari, GONE)
    html = page(world)
    assert "Hal ini sudah tidak ada lagi" in html and reverse("reminders:open", args=[notice.pk]) not in html


def test_a_kind_that_this_version_does_not_know_is_still_listed(world):
    a_notice(world.sari, kind="due.lama")
    assert rows(page(world)) == ["Langkah 1"]


def test_an_empty_inbox_says_what_comes_here(world):
    assert "Belum ada pemberitahuan" in page(world)


def test_the_number_of_queries_does_not_grow(world):
    client, counts = world.client("sari"), []
    for added in (1, 20):
        for _ in range(added):
            a_notice(world.sari, Notice.objects.count() + 1)
        with CaptureQueriesContext(connection) as queries:
            client.get(INBOX)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Reading


def test_looking_at_the_inbox_reads_nothing(world):
    a_notice(world.sari)
    page(world)
    assert unread(world) == {"uji:1"}


def test_opening_leads_to_the_very_place_and_reads_that_one(world):
    notice = a_notice(world.sari, 1)
    a_notice(world.sari, 2)
    response = world.client("sari").post(reverse("reminders:open", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (HTTPStatus.FOUND, "/bantuan/?hal=1")
    assert unread(world) == {"uji:2"}


def test_opening_what_is_gone_says_so(world):
    notice = a_notice(world.sari, GONE)
    response = world.client("sari").post(reverse("reminders:open", args=[notice.pk]), follow=True)
    assert "sudah tidak ada lagi" in response.content.decode() and unread(world) == set()


def test_the_first_time_of_reading_stays(world):
    first = timezone.now() - timedelta(days=3)
    notice = a_notice(world.sari, read_at=first)
    world.client("sari").post(reverse("reminders:open", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_one_is_marked_as_read_and_back_and_the_list_is_shown_again(world):
    notice, client = a_notice(world.sari), world.client("sari")
    where, around = reverse("reminders:mark", args=[notice.pk]), f"{INBOX}?dibaca=belum"
    response = client.post(where, {"dibaca": "1", "next": around})
    assert response["Location"] == around and unread(world) == set()
    client.post(where, {"dibaca": "0", "next": around})
    assert unread(world) == {"uji:1"}


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "javascript:1", ""])
def test_nobody_is_led_away_from_the_portal(world, target):
    notice = a_notice(world.sari)
    response = world.client("sari").post(reverse("reminders:mark", args=[notice.pk]), {"next": target})
    assert response["Location"] == INBOX


def test_all_that_was_seen_is_marked_as_read_and_that_is_taken_back(world):
    old = a_notice(world.sari, 1, read_at=timezone.now() - timedelta(days=1))
    seen, client = a_notice(world.sari, 2), world.client("sari")
    a_notice(world.sari, 3)
    client.post(reverse("reminders:mark-all"), {"sampai": seen.pk})
    assert unread(world) == {"uji:3"}
    assert "Urungkan: tandai belum dibaca" in client.get(INBOX).content.decode()
    client.post(reverse("reminders:unmark-all"))
    assert unread(world) == {"uji:2", "uji:3"}
    old.refresh_from_db()
    assert old.read_at is not None
    assert "Urungkan" not in client.get(INBOX).content.decode()


@pytest.mark.parametrize("number", ["", "semua", "9" * 30])
def test_marking_all_up_to_nonsense_marks_none(world, number):
    a_notice(world.sari)
    world.client("sari").post(reverse("reminders:mark-all"), {"sampai": number})
    assert unread(world) == {"uji:1"}


def test_nobody_marks_or_opens_the_notices_of_others(world):
    notice = a_notice(world.sari)
    for name in ("reminders:mark", "reminders:open"):
        response = world.client("bima").post(reverse(name, args=[notice.pk]), {"dibaca": "1"})
        assert response.status_code == HTTPStatus.NOT_FOUND
    world.client("bima").post(reverse("reminders:mark-all"), {"sampai": notice.pk})
    assert unread(world) == {"uji:1"}


def test_what_was_told_by_mail_alone_is_no_notice_of_the_inbox(world):
    notice = a_notice(world.sari, in_inbox=False)
    response = world.client("sari").post(reverse("reminders:open", args=[notice.pk]))
    assert response.status_code == HTTPStatus.NOT_FOUND


# The bell


@pytest.mark.parametrize(
    ("number", "shown", "name"),
    [
        (0, "", "Pemberitahuan, semua sudah dibaca"),
        (3, "3", "3 pemberitahuan belum dibaca"),
        (9, "9", "9 pemberitahuan belum dibaca"),
        (12, "9+", "lebih dari 9 pemberitahuan belum dibaca"),
    ],
)
def test_the_bell_of_every_page_counts_what_is_unread(world, number, shown, name):
    for count in range(number):
        a_notice(world.sari, count)
    a_notice(world.sari, 99, read_at=timezone.now())
    a_notice(world.bima, 98)
    html = world.client("sari").get("/bantuan/").content.decode()
    assert plain(bell(html)) == f"{shown} {name}".strip()


def test_the_bell_is_one_query_however_much_is_unread(world):
    client, counts = world.client("sari"), []
    for added in (0, 15):
        for _ in range(added):
            a_notice(world.sari, Notice.objects.count() + 1)
        with CaptureQueriesContext(connection) as queries:
            client.get("/bantuan/")
        counts.append(len([row for row in queries if "reminders_notice" in row["sql"]]))
    assert counts == [1, 1]


def test_who_is_not_signed_in_has_no_bell(world):
    assert 'class="bell"' not in world.client("").get("/akun/masuk/").content.decode()
