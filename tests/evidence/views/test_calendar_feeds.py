"""Calendars outside of the portal: their secret addresses, what stands in them, and what they answer again."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evidence.models import CalendarFeed, Obligation, StepAssignment
from evidence.obligations import scheduling
from evidence.overview import feeds, ics
from teams.models import Membership, User
from tests.evidence.ground import a_proof, judged, owing
from zi_portal.lib.seen import digest

pytestmark = [pytest.mark.django_db, pytest.mark.database("evidence.overview.feeds", "evidence.models.feeds")]

JULY = datetime(2026, 7, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def july():
    """A day in the middle of the plan's year."""
    with time_machine.travel(JULY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def answer(token, **headers):
    """What a program without cookies gets at the address of a token."""
    return Client().get(reverse("calendar-file", args=[token]), headers=headers)


def events(token):
    """{key of an obligation: event} of a calendar as a program reads it."""
    response = answer(token)
    assert response.status_code == HTTPStatus.OK
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {int(str(event["UID"]).removeprefix("kewajiban-").partition("@")[0]): event for event in found}


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_the_calendar_of_an_office_is_what_it_owes(world, ground):
    token = feeds.make(world.andi, satker=world.kabupaten)
    shown = events(token)
    assert {pk: event["DTSTART"].dt for pk, event in shown.items()} == {
        obligation.pk: obligation.due_on for obligation in ground.obligations
    }
    obligation = ground.obligations[0]
    event = shown[obligation.pk]
    assert event["SUMMARY"] == obligation.requirement.title and event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].params["VALUE"] == "DATE" and event["DTEND"].dt == obligation.due_on + timedelta(days=1)
    place = f"?kewajiban={obligation.pk}#kewajiban-{obligation.pk}"
    assert event["URL"].endswith(f"/bukti/langkah/{obligation.step_id}/{place}")
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-7)]
    calendar = Calendar.from_ical(answer(token).content)
    assert "Teluk Jernih" in calendar["X-WR-CALNAME"] and calendar["VERSION"] == "2.0"


def test_the_calendar_of_a_person_is_what_they_are_reminded_of(world, ground):
    first, other = ground.obligations[0], ground.obligations[-1]
    for step, user in ((first.step, world.lukas), (other.step, world.sari)):
        StepAssignment.objects.create(satker=ground.satker, step_key=step.key, user=user, by=world.sari)
    assert first.pk not in events(feeds.make(world.sari)) and other.pk in events(feeds.make(world.sari))
    assert set(events(feeds.make(world.lukas))) == {
        obligation.pk for obligation in ground.obligations if obligation.step_id == first.step_id
    }


def test_it_sets_no_cookie_needs_none_and_is_not_kept_by_others(world, ground):
    response = answer(feeds.make(world.sari))
    assert not response.cookies and "private" in response["Cache-Control"]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"


def test_only_the_hash_of_the_token_is_kept(world):
    token = feeds.make(world.sari)
    row = CalendarFeed.objects.values().get()
    assert len(token) >= 43 and token not in str(row)


def test_a_calendar_that_did_not_change_is_not_sent_again(world, ground, july):
    token = feeds.make(world.andi, satker=world.kabupaten)
    first = answer(token)
    july.shift(timedelta(hours=3))
    again = answer(token, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (HTTPStatus.NOT_MODIFIED, b"", first["ETag"])
    assert answer(token, if_modified_since=first["Last-Modified"]).status_code == HTTPStatus.NOT_MODIFIED
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(due_on=date(2026, 8, 8))
    changed = answer(token, if_none_match=first["ETag"])
    assert changed.status_code == HTTPStatus.OK and changed["ETag"] != first["ETag"]
    assert answer(token, if_modified_since=first["Last-Modified"]).status_code == HTTPStatus.OK
    assert changed["Last-Modified"] != first["Last-Modified"] == "Mon, 20 Jul 2026 03:00:00 GMT"


def test_a_moved_date_grows_the_sequence_and_keeps_the_uid(world, ground):
    token, obligation = feeds.make(world.andi, satker=world.kabupaten), ground.obligations[0]
    before = events(token)[obligation.pk]
    scheduling.move(
        obligation, world.sari, day=date(2026, 9, 1), reason="Rapat diundur", seen=digest(obligation.due_on)
    )
    after = events(token)[obligation.pk]
    assert after["SEQUENCE"] > before["SEQUENCE"] and after["UID"] == before["UID"]
    assert after["DTSTART"].dt == date(2026, 9, 1)


def test_what_is_fulfilled_or_dropped_is_cancelled(world, ground):
    token = feeds.make(world.andi, satker=world.kabupaten)
    fulfilled, dropped, pending = ground.obligations[:3]
    before = events(token)
    judged(a_proof([fulfilled], world.sari), ("accept", world.lukas))
    a_proof([pending], world.sari)
    Obligation.objects.filter(pk=dropped.pk).update(active=False)
    shown = events(token)
    states = [shown[obligation.pk]["STATUS"] for obligation in (fulfilled, dropped, pending)]
    assert states == ["CANCELLED", "CANCELLED", "CONFIRMED"]
    assert not shown[fulfilled.pk].walk("VALARM") and shown[pending.pk].walk("VALARM")
    assert events(token)[fulfilled.pk]["SEQUENCE"] > before[fulfilled.pk]["SEQUENCE"]


def test_long_and_odd_titles_come_through_the_folding(world, ground):
    obligation = ground.obligations[0]
    title = "Notula; rapat, \\ dengan \N{GRINNING FACE} \N{LATIN SMALL LETTER E WITH ACUTE} BEGIN:VEVENT\nEND " * 8
    obligation.requirement.title = title
    obligation.requirement.save()
    token = feeds.make(world.andi, satker=world.kabupaten)
    assert max(map(len, answer(token).content.split(b"\r\n"))) <= 75
    assert events(token)[obligation.pk]["SUMMARY"] == title


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2027, 12, 31)])
def test_odd_days_last_a_day_in_every_zone(world, ground, day):
    obligation = ground.obligations[0]
    Obligation.objects.filter(pk=obligation.pk).update(due_on=day)
    feed = CalendarFeed(satker=world.kabupaten)
    contents = set()
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
        with timezone.override(zone):
            contents.add(ics.content_of(feed))
    (content,) = contents
    event = next(event for event in Calendar.from_ical(content).walk("VEVENT") if f"-{obligation.pk}@" in event["UID"])
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (day, day + timedelta(days=1)) and b"TZID" not in content


def test_a_new_address_ends_the_one_before_it(world, ground):
    old, new = feeds.make(world.sari), feeds.make(world.sari)
    assert answer(old).status_code == HTTPStatus.NOT_FOUND and answer(new).status_code == HTTPStatus.OK
    feeds.revoke(world.sari)
    assert answer(new).status_code == HTTPStatus.NOT_FOUND and not feeds.revoke(world.sari)


@pytest.mark.parametrize("token", ["keliru", "x" * 3000, "a b", "😀"])
def test_a_token_that_nobody_made_opens_nothing(db, token):
    assert answer(token).status_code == HTTPStatus.NOT_FOUND


def test_whoever_has_no_role_any_more_reads_nothing(world, ground):
    token = feeds.make(world.sari)
    Membership.objects.filter(user=world.sari).update(ended_at=timezone.now() - timedelta(days=1))
    assert answer(token).status_code == HTTPStatus.NOT_FOUND
    Membership.objects.filter(user=world.sari).update(ended_at=None)
    assert answer(token).status_code == HTTPStatus.OK
    User.objects.filter(pk=world.sari.pk).update(is_active=False)
    assert answer(token).status_code == HTTPStatus.NOT_FOUND


def test_guessing_is_stopped_and_does_not_lock_out_the_owner_for_reading(world, ground):
    token = feeds.make(world.sari)
    for _ in range(20):
        assert answer("keliru").status_code == HTTPStatus.NOT_FOUND
    refused = answer("keliru")
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS and int(refused["Retry-After"]) > 0
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").get(reverse("calendar-file", args=[token]))
    assert elsewhere.status_code == HTTPStatus.OK


def test_one_calendar_is_read_sixty_times_an_hour(world, ground):
    token = feeds.make(world.sari)
    statuses = [answer(token).status_code for _ in range(61)]
    assert statuses == [HTTPStatus.OK] * 60 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_queries_do_not_grow_with_obligations(world, ground):
    feed = CalendarFeed(satker=world.kabupaten)
    with CaptureQueriesContext(connection) as queries:
        ics.content_of(feed)
    assert len(queries) == 1


# The page


def test_the_page_shows_the_address_once(world, ground):
    client = world.client("sari")
    page = client.post(reverse("evidence:phone-make")).content.decode()
    path = page.partition('feed-address">')[2].partition("</code>")[0]
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert events(token) and "hanya ditampilkan sekali" in page
    again = client.get(reverse("evidence:phone")).content.decode()
    assert token not in again and "Buat alamat baru" in again and "iPhone" in again
    client.post(reverse("evidence:phone-revoke"))
    assert answer(token).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("person", "status"), [("andi", 200), ("sari", 403), ("lukas", 403), ("dewi", 404), ("nadia", 403)]
)
@pytest.mark.parametrize("name", ["evidence:phone-make", "evidence:phone-revoke"])
def test_the_address_of_an_office_is_its_admins(world, person, status, name):
    feeds.make(world.andi, satker=world.kabupaten)
    response = world.client(person).post(reverse(name), {"satker": world.kabupaten.pk})
    is_right = person == "andi" and name.endswith("revoke")
    assert response.status_code == (HTTPStatus.FOUND if is_right else status)
