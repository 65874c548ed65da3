"""The forecast of an office: what would be told on which day to whom, and why somebody would not be."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zi_portal.reminders import kinds
from zi_portal.reminders.choices.foreseeing import DAYS, foresee
from zi_portal.reminders.kinds import Candidate, Line, Stage, nearest, nominal_day
from zi_portal.reminders.models import Notice, OfficeRule, Preference
from zi_portal.reminders.states import Skip

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 6, 7)
STAGES = (Stage("trial.in_7", 7), Stage("trial.today", 0))


@pytest.fixture
def due(world, monkeypatch):
    """A thing of the kabupaten that is due in 9 days and that sari is reminded of, 7 days before and on its day."""
    due_on = MONDAY + timedelta(days=9)
    own_kinds = {stage.kind: kinds.Kind(stage.kind, stage.kind.title(), "due", "", "") for stage in STAGES}

    def find(inquiry):
        if (stage := nearest(STAGES, due_on, inquiry.today)) and inquiry.satker_codes == {world.kabupaten.code}:
            nominal = nominal_day(stage, due_on)
            yield Candidate(
                stage.kind, world.sari.pk, "trial:1", due_on, nominal, "98.01", "Asia/Jakarta", "baris ini miliknya"
            )

    def words(notices):
        line = Line("Laporan Juni: 9 hari lagi", "/bukti/1/", lasting="Laporan Juni")
        return {notice.pk: line for notice in notices}

    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS | own_kinds)
    monkeypatch.setattr("zi_portal.reminders.choices.foreseeing.KINDS", kinds.KINDS)
    monkeypatch.setattr("zi_portal.reminders.audience.KINDS", kinds.KINDS)
    monkeypatch.setattr("zi_portal.reminders.choices.foreseeing.FINDERS", [find])
    monkeypatch.setitem(kinds.WORDERS, "trial", words)
    return due_on


def forecast(world, first_day=MONDAY):
    return [(row.day, row.candidate.kind, row.user_id, row.skip) for row in foresee(world.kabupaten.code, first_day)]


def test_each_reminder_stands_on_its_day_and_once(world, due):
    assert forecast(world) == [
        (MONDAY + timedelta(days=2), "trial.in_7", world.sari.pk, ""),
        (due, "trial.today", world.sari.pk, ""),
    ]


def test_its_thing_and_its_reason_are_in_words_that_hold_on_its_day_too(world, due):
    row = foresee(world.kabupaten.code, MONDAY)[0]
    assert (row.text, row.url, row.candidate.why) == ("Laporan Juni", "/bukti/1/", "baris ini miliknya")


def test_what_was_told_already_is_left_out(world, due):
    Notice.objects.create(
        user=world.sari, kind="trial.in_7", topic="trial:1", day=due, satker_code="98.01", run=uuid4()
    )
    assert [kind for _, kind, _, _ in forecast(world)] == ["trial.today"]


def test_a_kind_that_is_switched_off_says_so(world, due):
    OfficeRule.objects.create(satker_code="98.01", kinds_off=["trial.in_7"])
    assert [skip for _, _, _, skip in forecast(world)] == [Skip.SWITCHED_OFF, ""]


def test_a_kind_that_was_switched_on_later_does_not_tell_the_past(world, due):
    OfficeRule.objects.create(satker_code="98.01", since={"trial.in_7": (due - timedelta(days=6)).isoformat()})
    assert [skip for _, _, _, skip in forecast(world)] == [Skip.BEFORE_RULE, ""]


def test_a_person_on_leave_is_replaced_or_said_to_be_away(world, due):
    leave = Preference.objects.create(user=world.sari, quiet_until=due - timedelta(days=1))
    assert [(user, skip) for _, _, user, skip in forecast(world)] == [(world.sari.pk, Skip.AWAY), (world.sari.pk, "")]
    leave.substitute = world.bima
    leave.save()
    assert [user for _, _, user, _ in forecast(world)] == [world.bima.pk, world.sari.pk]


def test_a_closed_account_says_so(world, due):
    world.sari.is_active = False
    world.sari.save()
    assert {skip for _, _, _, skip in forecast(world)} == {Skip.INACTIVE}


def test_what_falls_on_a_day_off_is_told_on_the_next_working_day(world, due):
    Preference.objects.create(user=world.sari, days="working")
    sunday = due - timedelta(days=7) + timedelta(days=4)
    assert sunday.weekday() == 6
    assert forecast(world, sunday - timedelta(days=1))[0][0] == sunday + timedelta(days=1)


def test_the_number_of_queries_does_not_follow_the_people(world, due):
    def number():
        with CaptureQueriesContext(connection) as queries:
            foresee(world.kabupaten.code, MONDAY)
        return len(queries)

    assert number() <= 7
    leave = {"quiet_until": due, "substitute": world.bima}
    Preference.objects.create(user=world.sari, **leave)  # who has a role is asked once for each day of a leave
    of_one = number()
    for person in (world.lukas, world.andi, world.kirana):
        Preference.objects.create(user=person, **leave)
    assert number() == of_one <= 7 + DAYS
