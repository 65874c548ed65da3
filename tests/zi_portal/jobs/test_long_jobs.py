"""Jobs that may take long: a message of their own with their own limits of time, and one at a time."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from zi_portal.jobs import pulses, queue, registry, tasks
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState

pytestmark = pytest.mark.django_db

LONG = {"soft_time_limit": 3000, "time_limit": 3030}


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """A kind that may take long and one that may not."""
    functions = {name: mock.Mock(return_value={}) for name in ("lama", "singkat")}
    monkeypatch.setitem(registry.KINDS, "lama", registry.Kind("lama", functions["lama"], "Lama", seconds=3000))
    monkeypatch.setitem(registry.KINDS, "singkat", registry.Kind("singkat", functions["singkat"], "Singkat"))
    return functions


@pytest.fixture
def messages(monkeypatch):
    """{job: options of its last message}"""
    messages = {}
    monkeypatch.setattr(queue, "publish", lambda job_id, **options: messages.__setitem__(job_id, options))
    return messages


def job(kind, **fields):
    return Job.objects.create(key=f"{kind}:{Job.objects.count()}", kind=kind, **fields)


def test_its_messages_have_its_own_limits(messages, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        long = queue.enqueue("lama", key="a", payload={})
        short = queue.enqueue("singkat", key="b", payload={})
    assert messages == {long.pk: LONG, short.pk: {}}
    messages.clear()
    tasks.drain()
    assert messages[long.pk] == LONG | {"expires": 55} and messages[short.pk] == {"expires": 55}


def test_one_that_is_tried_again_or_given_back_has_them_too(messages, django_capture_on_commit_callbacks):
    failed = job("lama", state=JobState.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        queue.retry(failed)
    running = job("lama", state=JobState.RUNNING, holder="x", started_at=timezone.now() - timedelta(hours=1))
    pulses.release("x", timezone.now())
    assert messages == {failed.pk: LONG, running.pk: LONG}


def test_it_is_done_by_its_own_message_alone(kinds):
    long = job("lama")
    short = job("singkat")
    assert queue.run_next(short.pk).pk == short.pk and queue.run_next(short.pk) is None
    assert not kinds["lama"].called and queue.run_next(long.pk).pk == long.pk


def test_its_message_does_other_work_where_it_is_done(kinds):
    done_job, short = job("lama", state=JobState.DONE), job("singkat")
    assert queue.run_next(done_job.pk).pk == short.pk


def test_only_one_is_done_at_a_time(kinds):
    now = timezone.now()
    first = job("lama", state=JobState.RUNNING, lease_until=now + timedelta(minutes=1), started_at=now)
    second, short = job("lama"), job("singkat")
    assert queue.run_next(second.pk).pk == short.pk and not kinds["lama"].called
    Job.objects.filter(pk=first.pk).update(lease_until=now)  # its worker is gone
    assert queue.run_next(second.pk).pk == second.pk


def test_the_longest_time_is_shorter_than_that_of_a_message():
    limits = [kind.seconds + queue.GRACE for kind in registry.KINDS.values() if kind.seconds]
    assert limits and max(limits) < 3600  # the broker gives a message to another worker after an hour
