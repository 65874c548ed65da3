"""Jobs: once by key, one worker at a time, retried, ended with a reason; the broker may be down."""

import time
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import transaction
from django.utils import timezone

from zi_portal.jobs import queue, registry, tasks
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobFailed
from zi_portal.jobs.states import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """A handler of kind "uji" that returns {"n": 1}; change work.side_effect to make it fail."""
    handler = Mock(return_value={"n": 1})
    monkeypatch.setitem(registry.HANDLERS, "uji", handler)
    return handler


def enqueued(key="uji:1", **fields):
    return queue.enqueue("uji", key=key, payload={"id": 1}, **fields)


def test_a_second_job_with_the_same_key_is_the_first_one():
    assert enqueued().pk == enqueued().pk
    assert Job.objects.count() == 1


def test_a_job_that_is_done_is_returned_and_not_done_again(work):
    job = enqueued()
    queue.run(job.pk)
    assert enqueued().state == JobState.DONE
    assert queue.drain() == 0
    assert work.call_count == 1


def test_a_failed_job_that_is_enqueued_again_waits_again(work):
    work.side_effect = JobFailed("Berkas rusak.")
    queue.run(enqueued().pk)
    job = enqueued()
    assert (job.state, job.attempts, job.reason) == (JobState.WAITING, 0, "")


def test_nothing_is_sent_before_the_commit_and_once_after_it(django_capture_on_commit_callbacks, monkeypatch):
    send = Mock()
    monkeypatch.setattr(queue.current_app, "send_task", send)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueued()
        send.assert_not_called()
    send.assert_called_once_with("zi_portal.jobs.tasks.wake", (job.pk,), retry=False)


def test_a_rollback_takes_the_job_with_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueued()
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert callbacks == []


def test_a_broker_that_refuses_is_logged_and_not_raised(monkeypatch, caplog):
    monkeypatch.setattr(queue.current_app, "send_task", Mock(side_effect=ConnectionRefusedError("tertutup")))
    queue.publish(7)
    assert "job 7 waits for the drain" in caplog.text


def test_a_broker_that_hangs_holds_the_caller_for_less_than_a_second(monkeypatch, caplog):
    monkeypatch.setattr(queue.current_app, "send_task", lambda *args, **options: time.sleep(2))
    start = time.monotonic()
    queue.publish(7)
    assert time.monotonic() - start < 1
    assert "The broker hangs" in caplog.text


def test_a_job_ends_with_its_result_and_full_progress(work):
    job = queue.run(enqueued().pk)
    assert (job.state, job.progress, job.result, job.attempts) == (JobState.DONE, 100, {"n": 1}, 1)
    assert job.finished_at >= job.started_at
    assert job.lease_until is None


def test_a_permanent_failure_ends_the_job_with_its_reason(work):
    work.side_effect = JobFailed("Berkas tidak dapat dibaca.", permanent=True)
    job = queue.run(enqueued().pk)
    assert (job.state, job.reason, job.attempts) == (JobState.FAILED, "Berkas tidak dapat dibaca.", 1)


def test_a_passing_failure_is_tried_three_times(work):
    work.side_effect = JobFailed("Sibuk.", permanent=False)
    job = enqueued()
    states = [queue.run(job.pk).state for _ in range(3)]
    assert states == [JobState.WAITING, JobState.WAITING, JobState.FAILED]
    assert queue.run(job.pk) is None


def test_an_unexpected_error_is_logged_retried_and_then_told_without_its_details(work, caplog):
    work.side_effect = RuntimeError("rahasia")
    job = enqueued()
    for _ in range(queue.ATTEMPTS):
        queue.run(job.pk)
    job.refresh_from_db()
    assert job.reason.startswith("Terjadi kesalahan")
    assert "rahasia" in caplog.text


def test_a_failure_does_not_keep_the_next_job_from_being_done(work):
    work.side_effect = [RuntimeError("pertama"), {"n": 2}]
    enqueued("uji:1")
    second = enqueued("uji:2")
    assert queue.drain() == 2
    second.refresh_from_db()
    assert second.result == {"n": 2}


def test_a_running_job_is_left_to_its_worker_until_the_lease_ends(work):
    job = enqueued()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=1, lease_until=timezone.now() + timedelta(seconds=5)
    )
    assert queue.run(job.pk) is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert queue.run(job.pk).state == JobState.DONE


def test_a_job_that_kills_each_worker_ends_as_failed(work):
    job = enqueued()
    ended = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=queue.ATTEMPTS, lease_until=ended)
    assert queue.run(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, queue.ERROR)
    work.assert_not_called()


def test_progress_is_seen_and_renews_the_lease(work):
    def half(job, progress):
        progress(50)
        job.refresh_from_db()
        assert job.progress == 50
        assert job.lease_until > timezone.now() + queue.LEASE - timedelta(seconds=5)

    work.side_effect = half
    assert queue.run(enqueued().pk).state == JobState.DONE


def test_a_worker_that_lost_its_lease_writes_nothing(work):
    def overtaken(job, progress):
        Job.objects.filter(pk=job.pk).update(attempts=2)
        progress(50)

    work.side_effect = overtaken
    job = queue.run(enqueued().pk)
    assert (job.state, job.progress, job.attempts) == (JobState.RUNNING, 0, 2)


def test_the_two_tasks_are_known_to_celery_by_the_names_the_settings_use(settings):
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} | {"zi_portal.jobs.tasks.wake"}
    assert names <= set(queue.current_app.tasks)


def test_the_drain_wakes_each_job_that_waits_or_lost_its_worker(work, monkeypatch):
    send = Mock()
    monkeypatch.setattr(queue.current_app, "send_task", send)
    waiting, lost = enqueued("uji:1"), enqueued("uji:2")
    queue.run(enqueued("uji:3").pk)
    Job.objects.filter(pk=lost.pk).update(state=JobState.RUNNING, lease_until=timezone.now())
    tasks.drain()
    assert [call.args[1] for call in send.call_args_list] == [(waiting.pk,), (lost.pk,)]


def test_the_wake_task_does_the_job(work):
    tasks.wake(enqueued().pk)
    assert Job.objects.get().state == JobState.DONE


def test_two_handlers_of_one_kind_are_refused(work):
    with pytest.raises(ValueError, match="Two handlers"):
        registry.handler("uji")(lambda job, progress: {})
