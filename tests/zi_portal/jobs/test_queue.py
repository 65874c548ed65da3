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

pytestmark = [pytest.mark.django_db, pytest.mark.database("zi_portal.jobs.models", "zi_portal.jobs.tasks")]


@pytest.fixture
def work(monkeypatch):
    """A handler of kind "uji" that returns {"n": 1}; change work.side_effect to make it fail."""
    handler = Mock(return_value={"n": 1})
    monkeypatch.setitem(registry.KINDS, "uji", registry.Kind("uji", handler, "Uji"))
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


@pytest.mark.case("F1")
def test_nothing_is_sent_before_the_commit_and_once_after_it(django_capture_on_commit_callbacks, monkeypatch):
    send = Mock()
    monkeypatch.setattr(queue.current_app, "send_task", send)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueued()
        send.assert_not_called()
    send.assert_called_once_with("zi_portal.jobs.tasks.wake", (job.pk,), retry=False)


@pytest.mark.case("F1")
def test_a_rollback_takes_the_job_with_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueued()
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert callbacks == []


@pytest.mark.case("F2")
def test_a_broker_that_refuses_is_logged_and_not_raised(monkeypatch, caplog):
    monkeypatch.setattr(queue.current_app, "send_task", Mock(side_effect=ConnectionRefusedError("tertutup")))
    queue.publish(7)
    assert "job 7 waits for the drain" in caplog.text


@pytest.mark.case("F2")
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


def pause_over():
    Job.objects.update(due_at=None)


def tried(job):
    """One more try, its pause being over."""
    pause_over()
    return queue.run(job.pk)


@pytest.mark.case("F5")
def test_a_passing_failure_is_tried_five_times_and_is_dead_then(work):
    work.side_effect = JobFailed("Sibuk.", permanent=False)
    job = enqueued()
    assert [tried(job).state for _ in range(5)] == [JobState.WAITING] * 4 + [JobState.DEAD]
    assert tried(job) is None
    assert Job.objects.get().reason == "Sibuk."


@pytest.mark.case("F5")
def test_after_each_failure_the_job_pauses_longer(work):
    work.side_effect = JobFailed("Sibuk.", permanent=False)
    job = enqueued()
    for pause in registry.PAUSES:
        before = timezone.now()
        due_at = tried(job).due_at
        assert pause <= due_at - before < pause + timedelta(seconds=2)
        assert queue.run(job.pk) is None


def test_what_a_person_waits_for_is_done_first(work, monkeypatch):
    monkeypatch.setitem(registry.KINDS, "segera", registry.Kind("segera", work, "Segera", urgent=True))
    patient = enqueued("uji:1")
    urgent = queue.enqueue("segera", key="segera:1", payload={})
    assert [queue.run_next().pk, queue.run_next().pk, queue.run_next()] == [urgent.pk, patient.pk, None]


def test_a_job_that_has_waited_long_is_as_urgent_as_any(work, monkeypatch):
    monkeypatch.setitem(registry.KINDS, "segera", registry.Kind("segera", work, "Segera", urgent=True))
    patient = enqueued("uji:1")
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    queue.enqueue("segera", key="segera:1", payload={})
    assert queue.run_next().pk == patient.pk


def test_a_waiting_job_is_cancelled_at_once(work):
    job = enqueued()
    assert queue.cancel(job)
    assert (Job.objects.get().state, queue.run(job.pk)) == (JobState.CANCELLED, None)
    work.assert_not_called()


def test_a_running_job_stops_at_its_next_sign_of_progress(work):
    def asked_to_stop(job, progress):
        assert queue.cancel(job)
        progress(50)

    work.side_effect = asked_to_stop
    job = queue.run(enqueued().pk)
    assert (job.state, job.progress, job.reason) == (JobState.CANCELLED, 0, queue.WITHDRAWN)


def test_a_job_whose_worker_died_after_the_cancelling_is_not_done_again(work):
    job = enqueued()
    Job.objects.update(state=JobState.RUNNING, attempts=1, cancel_asked=True, lease_until=timezone.now())
    assert queue.run(job.pk) is None
    assert Job.objects.get().state == JobState.CANCELLED


def test_what_has_ended_cannot_be_cancelled(work):
    job = queue.run(enqueued().pk)
    assert not queue.cancel(job)
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.case("F5")
def test_a_dead_job_is_not_revived_by_asking_again(work):
    enqueued()
    Job.objects.update(state=JobState.DEAD)
    assert enqueued().state == JobState.DEAD
    assert not queue.retry(Job.objects.get())


@pytest.mark.case("F13")
def test_a_kind_that_this_version_does_not_know_waits_for_one_that_does():
    job = queue.run(queue.enqueue("dari_esok", key="esok:1", payload={}).pk)
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert "dari_esok" in job.reason and job.title == "dari_esok"


def test_results_are_kept_for_seven_days(work):
    old, new = (queue.run(enqueued(f"uji:{n}").pk) for n in range(2))
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=7, minutes=1))
    Job.objects.filter(pk=new.pk).update(finished_at=timezone.now() - timedelta(days=6, hours=23))
    assert tasks.sweep(new, lambda percent=None: None) == {"forgotten": 1}
    assert Job.objects.get() == new


def test_many_old_jobs_are_forgotten_in_parts_with_signs_of_life(work, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    for n in range(5):
        queue.run(enqueued(f"uji:{n}").pk)
    Job.objects.update(finished_at=timezone.now() - timedelta(days=8))
    progress = Mock()
    assert tasks.sweep(None, progress) == {"forgotten": 5}
    assert progress.call_count == 3 and not Job.objects.exists()


@pytest.mark.case("F7")
def test_a_daily_job_is_made_once_a_day_however_many_beats_there_are():
    for _ in range(3):
        tasks.make_daily()
    assert [job.kind for job in Job.objects.filter(kind="sweep_jobs")] == ["sweep_jobs"]


def test_an_unexpected_error_is_logged_retried_and_then_told_without_its_details(work, caplog):
    work.side_effect = RuntimeError("rahasia")
    job = enqueued()
    for _ in range(queue.ATTEMPTS):
        tried(job)
    job.refresh_from_db()
    assert job.reason.startswith("Terjadi kesalahan")
    assert "rahasia" in caplog.text


@pytest.mark.case("F5")
def test_a_failure_does_not_keep_the_next_job_from_being_done(work):
    work.side_effect = [RuntimeError("pertama"), {"n": 2}]
    enqueued("uji:1")
    second = enqueued("uji:2")
    assert queue.drain() == 2
    second.refresh_from_db()
    assert second.result == {"n": 2}


@pytest.mark.case("F3")
def test_a_running_job_is_left_to_its_worker_until_the_lease_ends(work):
    job = enqueued()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=1, lease_until=timezone.now() + timedelta(seconds=5)
    )
    assert queue.run(job.pk) is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert queue.run(job.pk).state == JobState.DONE


@pytest.mark.case("F5")
def test_a_job_that_kills_each_worker_ends_as_dead(work):
    job = enqueued()
    lease_end = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=queue.ATTEMPTS, lease_until=lease_end)
    assert queue.run(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.DEAD, queue.CRASHED)
    work.assert_not_called()


def test_progress_is_seen_and_renews_the_lease(work):
    def half(job, progress):
        progress(50)
        job.refresh_from_db()
        assert job.progress == 50
        assert job.lease_until > timezone.now() + queue.LEASE - timedelta(seconds=5)

    work.side_effect = half
    assert queue.run(enqueued().pk).state == JobState.DONE


@pytest.mark.case("F3")
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


@pytest.mark.case("F2", "F3")
def test_the_drain_wakes_each_job_that_waits_or_lost_its_worker(work, monkeypatch):
    send = Mock()
    monkeypatch.setattr(queue.current_app, "send_task", send)
    waiting, lost_job = enqueued("uji:1"), enqueued("uji:2")
    queue.run(enqueued("uji:3").pk)
    Job.objects.filter(pk=lost_job.pk).update(state=JobState.RUNNING, lease_until=timezone.now())
    monkeypatch.setattr(tasks, "make_daily", Mock())
    tasks.drain()
    assert [call.args[1] for call in send.call_args_list] == [(waiting.pk,), (lost_job.pk,)]


def test_the_wake_task_does_the_job(work):
    tasks.wake(enqueued().pk)
    assert Job.objects.get().state == JobState.DONE


def test_two_handlers_of_one_kind_are_refused(work):
    with pytest.raises(ValueError, match="Two handlers"):
        registry.handler("uji", title="Uji")(lambda job, progress: {})


def test_a_job_asked_to_stop_whose_try_fails_is_not_tried_again(work):
    def stopped_and_failed(job, progress):
        queue.cancel(job, reason="Dihentikan.")
        raise JobFailed("Server sibuk.", permanent=False)

    work.side_effect = stopped_and_failed
    job = queue.run(enqueued().pk)
    assert (job.state, job.reason, job.due_at) == (JobState.CANCELLED, "Dihentikan.", None)


def test_a_job_that_begins_while_it_is_being_cancelled_is_asked_to_stop(work, monkeypatch):
    job = enqueued()
    monkeypatch.setattr(queue, "_end", lambda *_, **__: Job.objects.update(state=JobState.RUNNING) and False)
    assert queue.cancel(job)
    assert Job.objects.get().cancel_asked


@pytest.mark.parametrize("permanent", [True, False])
def test_a_kind_is_told_of_a_job_that_ends_undone_and_that_waits_again(work, monkeypatch, permanent):
    states = []
    kind = registry.Kind("uji", work, "Uji", follow=lambda job: states.append(job.state))
    monkeypatch.setitem(registry.KINDS, "uji", kind)
    work.side_effect = JobFailed("Rusak.", permanent=permanent)
    job = enqueued()
    Job.objects.update(attempts=queue.ATTEMPTS - 1)
    queue.run(job.pk)
    assert queue.retry(job, states=(JobState.FAILED, JobState.DEAD)) and queue.cancel(job)
    assert states == ["failed" if permanent else "dead", "waiting", "cancelled"]


def test_a_failed_job_whose_needs_are_gone_is_not_repeated_but_a_cancelled_one_is(work, monkeypatch):
    monkeypatch.setitem(registry.KINDS, "uji", registry.Kind("uji", work, "Uji", repeatable=False))
    work.side_effect = JobFailed("Berkas rusak.")
    job = queue.run(enqueued().pk)
    assert not job.retryable and not queue.retry(job)
    Job.objects.update(state=JobState.CANCELLED)
    job.refresh_from_db()
    assert job.retryable and queue.retry(job)


def test_a_job_that_waits_again_has_been_asked_for_now(work):
    work.side_effect = JobFailed("Berkas rusak.")
    job = queue.run(enqueued().pk)
    long_ago = timezone.now() - timedelta(days=6)
    Job.objects.update(created_at=long_ago)
    assert queue.retry(job)
    job.refresh_from_db()
    assert job.created_at > long_ago + timedelta(days=5) and job.started_at is None


def test_what_is_done_is_done_anew_where_that_is_asked_for(work):
    queue.run(enqueued().pk)
    assert enqueued(retry_states=(JobState.DONE,)).state == JobState.WAITING


def test_a_daily_job_that_was_cancelled_stays_so_until_tomorrow():
    tasks.make_daily()
    for job in Job.objects.all():
        queue.cancel(job)
    tasks.make_daily()
    assert not Job.objects.open().exists()
