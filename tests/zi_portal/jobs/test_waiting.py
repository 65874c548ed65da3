"""Jobs that wait for something outside (JobPostponed): without counting an attempt, with their reason."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils import timezone

from zi_portal.jobs import queue, registry
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobFailed, JobPostponed
from zi_portal.jobs.states import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """A handler of kind "uji"; change work.side_effect to make it wait."""
    handler = Mock(return_value={"n": 1})
    monkeypatch.setitem(registry.KINDS, "uji", registry.Kind("uji", handler, "Uji"))
    return handler


def enqueued():
    return queue.enqueue("uji", key="uji:1", payload={"id": 1})


def tried(job):
    """One more try, its pause being over."""
    Job.objects.update(due_at=None)
    return queue.run(job.pk)


def test_a_job_that_waits_for_something_outside_uses_up_no_attempt_and_says_what_it_waits_for(work):
    work.side_effect = JobPostponed(60, "Pemindai tidak menjawab.")
    job = enqueued()
    for _ in range(queue.ATTEMPTS + 1):
        waiting_job = tried(job)
    assert (waiting_job.state, waiting_job.attempts, waiting_job.reason) == (
        JobState.WAITING,
        0,
        "Pemindai tidak menjawab.",
    )
    assert timedelta(seconds=50) < waiting_job.due_at - timezone.now() <= timedelta(seconds=60)
    assert queue.run(job.pk) is None and waiting_job.lease_until is None
    work.side_effect = None
    assert tried(job).state == JobState.DONE


def test_failures_before_a_wait_still_count(work):
    job = enqueued()
    work.side_effect = JobFailed("Sibuk.", permanent=False)
    tried(job)
    work.side_effect = JobPostponed(5, "Menunggu.")
    assert tried(job).attempts == 1
    work.side_effect = JobFailed("Sibuk.", permanent=False)
    assert [tried(job).state for _ in range(4)][-1] == JobState.DEAD


def test_a_job_that_gives_others_a_turn_is_woken_at_once(work, monkeypatch, django_capture_on_commit_callbacks):
    woken = Mock()
    monkeypatch.setattr(queue, "publish", woken)
    work.side_effect = JobPostponed(0, "Bertahap.")
    job = enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        assert queue.run(job.pk).due_at is None
    woken.assert_called_once_with(job.pk)


def test_a_job_that_was_asked_to_stop_does_not_wait_any_longer(work):
    job = enqueued()

    def stopped(*_):
        queue.cancel(job)
        raise JobPostponed(60, "Menunggu.")

    work.side_effect = stopped
    assert queue.run(job.pk).state == JobState.CANCELLED
