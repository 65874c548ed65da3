"""In which zone, on which day and how somebody is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.zi_portal.reminders.dues import WIB, WIT, WITA, at
from zi_portal.jobs.models import Job
from zi_portal.jobs.tasks import make_daily
from zi_portal.reminders.audience import open_zones, westernmost
from zi_portal.reminders.models import Notice, Preference
from zi_portal.reminders.sweeping import sweep
from zi_portal.reminders.tasks import mornings

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 31)
H7 = DUE - timedelta(days=7)
ZONES = (WIB, WITA, WIT)


def told_at(moment):
    """Number of notices that a sweep at the moment writes."""
    return sweep(moment).notified


@pytest.mark.parametrize("zone", ZONES)
def test_each_is_told_from_seven_until_twenty_of_their_own_zone(world, dues, zone):
    dues.add(world.sari, DUE, zone=zone)
    assert told_at(at(H7, "06:59", zone)) == 0
    assert told_at(at(H7, "07:00", zone)) == 1
    dues.add(world.dewi, DUE, zone=zone)
    assert told_at(at(H7, "20:00", zone)) == 0
    assert told_at(at(H7, "19:59", zone)) == 1


def test_who_has_things_in_several_zones_is_told_of_all_at_once_in_the_westernmost(world, dues):
    for topic, zone in (("uji:1", WIT), ("uji:2", WIB), ("uji:3", WITA)):
        dues.add(world.sari, DUE, topic, zone=zone)
    assert told_at(at(H7, "07:00", WIT)) == told_at(at(H7, "07:00", WITA)) == 0
    assert sweep(at(H7, "07:00", WIB)).facts() == {"queued": 1, "skipped": {}, "told": 3, "caught_up": 0}


def test_what_was_told_long_ago_does_not_hold_back_the_rest(world, dues):
    dues.add(world.sari, DUE + timedelta(days=20), zone=WIB)
    sweep(at(H7 - timedelta(days=1)))
    dues.add(world.sari, DUE, "uji:2", zone=WIT)
    assert told_at(at(H7, "07:00", WIT)) == 1


@pytest.mark.parametrize(("zone", "office_zone"), [(WIB, WIT), (WITA, WIB), (WIT, WIB)])
def test_an_own_zone_comes_before_that_of_the_offices(world, dues, zone, office_zone):
    Preference.objects.create(user=world.sari, zone=zone)
    dues.add(world.sari, DUE, zone=office_zone)
    assert told_at(at(H7, "06:59", zone)) == 0
    assert told_at(at(H7, "07:00", zone)) == 1


def test_an_own_zone_in_which_no_reminders_go_out_is_that_of_the_offices(world, dues):
    Preference.objects.create(user=world.sari, zone="Europe/Paris")
    dues.add(world.sari, DUE)
    assert told_at(at(H7)) == 1


@pytest.mark.parametrize(("first", "second"), [(WIT, WIB), (WIB, WIT)])
def test_a_zone_that_is_changed_between_two_sweeps_doubles_nothing(world, dues, first, second):
    choice = Preference.objects.create(user=world.sari, zone=first)
    dues.add(world.sari, DUE)
    assert told_at(at(H7, "07:00", first)) == 1
    choice.zone = second
    choice.save()
    dues.add(world.sari, DUE, "uji:2")
    moments = [at(H7, clock, zone) for zone in (second, first) for clock in ("07:00", "12:00", "19:59")]
    assert [told_at(moment) for moment in moments] == [0] * 6


@pytest.mark.parametrize("zone", ZONES)
def test_just_before_and_after_midnight_nobody_is_told_and_the_day_is_that_of_the_zone(world, dues, zone):
    dues.add(world.sari, DUE, zone=zone)
    Preference.objects.create(user=world.sari, zone=zone)
    assert told_at(at(DUE - timedelta(days=1), "23:59", zone)) == told_at(at(DUE, "00:00", zone)) == 0
    assert told_at(at(DUE, "07:00", zone)) == 1
    assert Notice.objects.get().kind == "uji.today"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock", ["23:59", "00:00"])
def test_at_no_zone_s_midnight_a_person_of_it_is_told(world, dues, zone, clock):
    for place, person in enumerate((world.sari, world.bima, world.dewi)):
        dues.add(person, DUE, zone=ZONES[place])
    assert told_at(at(H7, clock, zone)) == 0


@pytest.mark.parametrize("hour", range(24))
def test_at_every_hour_of_the_world_the_open_zones_have_one_day(hour):
    days = open_zones(datetime(2026, 12, 31, hour, tzinfo=UTC), ZONES)
    assert len(set(days.values())) <= 1


@pytest.mark.parametrize(
    ("due_on", "h7"),
    [
        (date(2028, 3, 1), date(2028, 2, 23)),
        (date(2027, 3, 1), date(2027, 2, 22)),
        (date(2028, 2, 29), date(2028, 2, 22)),
        (date(2027, 1, 3), date(2026, 12, 27)),
        (date(2027, 1, 7), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2026, 12, 25)),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_a_week_is_seven_days_over_the_turn_of_the_year_and_the_leap_day(world, dues, due_on, h7, zone):
    dues.add(world.sari, due_on, zone=zone)
    sweep(at(h7 - timedelta(days=1), zone=zone))
    sweep(at(h7, zone=zone))
    sweep(at(due_on, zone=zone))
    told = list(Notice.objects.order_by("told_at").values_list("kind", "caught_up"))
    assert told == [("uji.in_30", True), ("uji.in_7", False), ("uji.today", False)]


# The job


def slots_at(moment):
    with time_machine.travel(moment.astimezone(UTC), tick=False):
        make_daily()
    return sorted(Job.objects.filter(kind="send_reminders").values_list("key", flat=True))


def test_each_zone_has_one_job_a_day_from_seven_on(db):
    assert slots_at(at(H7, "06:59", WIT)) == []
    assert slots_at(at(H7, "07:00", WIT)) == ["send_reminders:Asia/Jayapura:2026-03-24"]
    assert len(slots_at(at(H7, "06:59", WIB))) == 2
    assert len(slots_at(at(H7, "07:00", WIB))) == 3
    assert len(slots_at(at(H7, "19:59", WIB))) == 3


def test_a_portal_that_was_started_late_tells_until_twenty_and_else_the_next_morning(db):
    assert sorted(mornings(at(H7, "19:59", WIB))) == ["Asia/Jakarta:2026-03-24"]
    assert mornings(at(H7, "20:00", WIB)) == {}
    assert len(mornings(at(H7 + timedelta(days=1), "07:00", WIB))) == 3


def test_the_westernmost_zone_is_the_first_that_reminders_know():
    assert westernmost({WIT, WITA}) == WITA
    assert westernmost({"Europe/Paris", WIT}) == WIT
