"""Turns: long work lets go when somebody waits, and comes again behind what was asked for meanwhile."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils import timezone

from zi_portal.jobs import queue, registry, turns
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobPostponed, Kind
from zi_portal.jobs.states import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of work: "sabar" gives others a turn each time, "segera" a person waits for, "lama" may take long."""
    monkeypatch.setitem(registry.KINDS, "sabar", Kind("sabar", Mock(side_effect=JobPostponed(0, "Lanjut.")), "Sabar"))
    monkeypatch.setitem(registry.KINDS, "segera", Kind("segera", Mock(return_value={}), "Segera", urgent=True))
    monkeypatch.setitem(registry.KINDS, "lama", Kind("lama", Mock(return_value={}), "Lama", urgent=True, seconds=900))


def asked(kind, key="1", **fields):
    job = queue.enqueue(kind, key=f"{kind}:{key}", payload={})
    Job.objects.filter(pk=job.pk).update(**fields)
    return job


def kinds_done(number):
    return [queue.run_next().kind for _ in range(number)]


def test_work_that_waited_long_has_one_turn_and_not_all_of_them(kinds):
    asked("sabar", created_at=timezone.now() - timedelta(minutes=11))
    asked("segera", "1")
    asked("segera", "2")
    assert kinds_done(4) == ["sabar", "segera", "segera", "sabar"]


def test_two_that_give_turns_take_turns(kinds):
    first, second = asked("sabar", "1"), asked("sabar", "2")
    assert [queue.run_next().pk for _ in range(4)] == [first.pk, second.pk, first.pk, second.pk]


def test_what_stands_before_a_job_is_counted_in_the_order_in_which_it_will_be_done(kinds):
    job, other = asked("sabar", "1"), asked("sabar", "2")
    assert [Job.objects.before(row).count() for row in (job, other)] == [0, 1]
    queue.run_next()
    job.refresh_from_db()
    assert [Job.objects.before(row).count() for row in (job, other)] == [1, 0]


@pytest.mark.parametrize(
    ("kind", "fields", "over"),
    [
        ("segera", {}, True),
        ("segera", {"due_at": timezone.now() + timedelta(hours=1)}, False),
        ("segera", {"state": JobState.RUNNING, "lease_until": timezone.now() + timedelta(hours=1)}, False),
        ("sabar", {}, False),
        ("lama", {}, False),
    ],
    ids=["waits", "pauses", "runs", "patient", "long"],
)
def test_a_turn_is_over_as_soon_as_somebody_waits_for_a_free_worker(kinds, monkeypatch, kind, fields, over):
    monkeypatch.setattr(turns, "SHORTEST", -1)
    asked(kind, **fields)
    assert turns.Turn().over is over


def test_a_turn_lasts_a_moment_at_least_and_ends_by_itself(kinds, monkeypatch):
    asked("segera")
    monkeypatch.setattr(turns, "SHORTEST", 60)
    assert not turns.Turn().over
    monkeypatch.setattr(turns, "SECONDS", -1)
    assert turns.Turn().over
