"""What other systems got wrong: exists() first and the log afterwards, windows, weeks in UTC; clocks, missed days."""

import random
from datetime import UTC, date, timedelta
from unittest import mock

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.zi_portal.reminders.dues import STAGES, WIB, WIT, WITA, at, mornings
from zi_portal.jobs.models import Job
from zi_portal.mail import outbox
from zi_portal.mail.models import Message
from zi_portal.reminders import sweeping
from zi_portal.reminders.models import Digest, Notice, OfficeRule
from zi_portal.reminders.sweeping import sweep

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 31)
H7 = DUE - timedelta(days=7)
DAY = timedelta(days=1)
MODELS = (Notice, Digest, Message, Job)


def kinds_of(user):
    """Names of the kinds of which a user was told, in their order."""
    return list(Notice.objects.filter(user=user).order_by("told_at", "pk").values_list("kind", flat=True))


def counts():
    """Number of notices, digests, mails and jobs."""
    return [model.objects.count() for model in MODELS]


# First fault: exists() is asked first, the log is written after the mail


def overtaken(monkeypatch, moment):
    """Let another sweep, at the moment, run between the reading and the writing of the next one."""
    find_due = sweeping._due
    others = [moment]

    def due(*args):
        candidates = find_due(*args)
        if others:
            sweep(others.pop())
        return candidates

    monkeypatch.setattr(sweeping, "_due", due)


def test_what_another_sweep_wrote_since_the_ledger_was_read_is_not_told_again(world, dues, monkeypatch):
    dues.add(world.sari, DUE)
    overtaken(monkeypatch, at(H7, "07:01"))
    assert sweep(at(H7)).facts() == {"queued": 0, "skipped": {"digest_sent": 1}, "told": 0, "caught_up": 0}
    assert counts() == [1, 1, 1, 1]


def test_a_sweep_of_another_day_that_came_between_doubles_no_mail(world, dues, monkeypatch):
    dues.add(world.sari, DUE)
    overtaken(monkeypatch, at(H7))
    assert sweep(at(H7 + DAY)).facts() == {"queued": 0, "skipped": {"told": 1}, "told": 0, "caught_up": 0}
    assert counts() == [1, 1, 1, 1]


def test_a_sweep_of_another_day_takes_only_what_both_would_tell(world, dues, monkeypatch):
    dues.add(world.sari, DUE)
    dues.add(world.sari, DUE + DAY, "uji:2").satker_code = "98.71"
    OfficeRule.objects.create(satker_code="98.71", since={"uji.in_7": str(H7 + DAY), "uji.in_30": str(H7)})
    overtaken(monkeypatch, at(H7))
    assert sweep(at(H7 + DAY)).notified == 1
    assert counts() == [2, 2, 2, 2]


@pytest.mark.parametrize(
    "target",
    [
        "zi_portal.mail.outbox.queue.enqueue_many",
        "zi_portal.reminders.recording.outbox.send_many",
        "zi_portal.reminders.recording.Notice.objects.bulk_create",
        "zi_portal.reminders.sweeping._count",
    ],
)
def test_a_sweep_that_breaks_off_has_told_nobody_and_the_next_one_tells_all(world, dues, target):
    dues.add(world.sari, DUE)
    with mock.patch(target, side_effect=DatabaseError("putus")), pytest.raises(DatabaseError):
        sweep(at(H7))
    assert counts() == [0, 0, 0, 0]
    assert sweep(at(H7)).facts() == {"queued": 1, "skipped": {}, "told": 1, "caught_up": 0}
    assert counts() == [1, 1, 1, 1]


def test_a_mail_that_was_not_sent_yet_is_not_told_anew(world, dues):
    dues.add(world.sari, DUE)
    sweep(at(H7))
    outbox.give_up(Message.objects.get(), "server surel menolak")
    assert [sweep(moment).notified for moment in mornings(H7, 5)] == [0] * 5


# Second fault: windows that differ from their period by minutes


@pytest.mark.parametrize("seed", range(5))
def test_however_late_the_job_of_a_day_comes_each_kind_is_told_once(world, dues, seed):
    minutes = random.Random(seed)  # noqa: S311 -- no secret
    dues.add(world.sari, DUE)
    for moment in mornings(DUE - 35 * DAY, 60):
        sweep(moment + timedelta(minutes=minutes.uniform(0, 779)))
    assert kinds_of(world.sari) == [stage.kind for stage in STAGES]
    assert not Notice.objects.filter(caught_up=True).exists()


def test_twenty_sweeps_a_day_tell_what_one_tells(world, dues):
    dues.add(world.sari, DUE)
    for moment in mornings(DUE - 9 * DAY, 20):
        for place in range(20):
            sweep(moment + timedelta(minutes=39 * place))
    assert kinds_of(world.sari) == ["uji.in_30", *[stage.kind for stage in STAGES if -10 <= stage.days < 30]]


# Third fault: days and weeks in UTC


@pytest.mark.parametrize("now_zone", [UTC, None])
@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
@pytest.mark.parametrize("clock", ["07:00", "08:59", "19:59"])
def test_days_and_weeks_are_those_of_the_office_whatever_the_zone_of_the_clock(world, dues, zone, clock, now_zone):
    dues.add(world.sari, DUE, zone=zone)
    with timezone.override(UTC):
        for moment in mornings(DUE - 31 * DAY, 50, clock, zone):
            sweep(moment.astimezone(now_zone) if now_zone else moment)
    told_at = Notice.objects.order_by("told_at").values_list("kind", "told_at")
    assert list(told_at) == [(stage.kind, at(DUE - timedelta(days=stage.days), clock, zone)) for stage in STAGES]


# Clocks, missed days


def test_two_missed_days_are_caught_up_by_one_mail_of_the_nearest_kind(world, dues):
    dues.add(world.sari, DUE)
    dues.add(world.sari, DUE + DAY, "uji:2")
    sweep(at(H7 - DAY))
    for moment in mornings(H7 + 2 * DAY, 3):
        sweep(moment)
    later = Notice.objects.filter(told_at__gt=at(H7))
    assert list(later.order_by("topic").values_list("kind", "caught_up")) == [("uji.in_7", True), ("uji.in_7", True)]
    assert later.values("message").distinct().count() == 1


def test_of_the_stages_that_were_missed_only_the_nearest_is_told(world, dues):
    dues.add(world.sari, DUE)
    sweep(at(H7 - 2 * DAY))
    sweep(at(DUE + 3 * DAY))
    assert kinds_of(world.sari) == ["uji.in_30", "uji.late_1"]


def test_a_clock_that_jumps_back_an_hour_or_a_day_doubles_nothing(world, dues):
    dues.add(world.sari, DUE)
    dues.add(world.sari, DUE + DAY, "uji:2")
    for moment in (at(H7 + DAY, "09:00"), at(H7 + DAY, "08:00"), at(H7), at(H7 - DAY), at(H7 - 3 * DAY)):
        sweep(moment)
    assert kinds_of(world.sari) == ["uji.in_7", "uji.in_7"]
    assert counts() == [2, 1, 1, 1]


def test_after_a_jump_back_the_nearer_kinds_come_on_their_days(world, dues):
    dues.add(world.sari, DUE)
    sweep(at(H7 + DAY))
    for moment in mornings(H7 - 2 * DAY, 12):
        sweep(moment)
    assert kinds_of(world.sari) == ["uji.in_7", "uji.in_1", "uji.today", "uji.late_1"]


def test_a_clock_that_was_years_ahead_for_a_day_silences_nobody_afterwards(world, dues):
    dues.add(world.bima, date(2031, 4, 3))
    sweep(at(date(2031, 4, 1)))
    dues.add(world.bima, DUE, "uji:2")
    assert sweep(at(H7)).notified == 1


def test_a_due_date_that_is_moved_is_told_anew(world, dues):
    due = dues.add(world.sari, DUE)
    sweep(at(H7))
    due.due_on = DUE + 10 * DAY
    sweep(at(H7 + DAY))
    sweep(at(H7 + 10 * DAY))
    assert kinds_of(world.sari) == ["uji.in_7", "uji.in_30", "uji.in_7"]


def test_who_comes_to_it_later_is_told_of_the_nearest(world, dues):
    dues.add(world.sari, DUE)
    sweep(at(H7))
    dues.add(world.bima, DUE)
    sweep(at(H7 + 3 * DAY))
    assert (kinds_of(world.sari), kinds_of(world.bima)) == (["uji.in_7"], ["uji.in_7"])
