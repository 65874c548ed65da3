"""Many jobs at once: each exists once, workers are woken after the commit for the first of them."""

from unittest.mock import Mock

import pytest
from django.db import transaction

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.database("zi_portal.jobs.queue")]


@pytest.fixture
def send(monkeypatch):
    """Replaces the sending of wake-ups; remembers its calls."""
    send = Mock()
    monkeypatch.setattr(queue.current_app, "send_task", send)
    return send


def jobs(number, payload=None):
    return [(f"uji:{place}", payload or {"id": place}, "98.01") for place in range(number)]


def woken(send):
    return [call.args[1][0] for call in send.call_args_list]


def test_many_jobs_are_what_each_would_be_alone(send):
    queue.enqueue("uji", key="sendiri:0", payload={"id": 0}, satker_code="98.01")
    queue.enqueue_many("uji", jobs(1))
    fields = ("kind", "payload", "satker_code", "owner", "urgent", "state", "attempts", "due_at")
    alone, of_many = Job.objects.order_by("pk").values(*fields)
    assert alone == of_many


def test_a_key_that_exists_stays_as_it_is_even_when_it_has_failed(send):
    queue.enqueue_many("uji", jobs(2))
    Job.objects.filter(key="uji:1").update(state=JobState.FAILED)
    queue.enqueue_many("uji", jobs(3, {"id": 9}))
    assert list(Job.objects.order_by("key").values_list("state", "payload")) == [
        ("waiting", {"id": 0}),
        ("failed", {"id": 1}),
        ("waiting", {"id": 9}),
    ]


def test_workers_are_woken_after_the_commit_for_the_first_jobs_only(send, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue_many("uji", jobs(queue.WAKES + 5))
        send.assert_not_called()
    firsts = [key for key, *_ in jobs(queue.WAKES)]
    assert sorted(woken(send)) == sorted(Job.objects.filter(key__in=firsts).values_list("pk", flat=True))


def test_a_rollback_takes_the_jobs_and_their_messages_with_it(send, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue_many("uji", jobs(2))
        raise ZeroDivisionError
    send.assert_not_called()
    assert not Job.objects.exists()


def test_a_broker_that_refuses_is_logged_and_the_jobs_stay(send, caplog, django_capture_on_commit_callbacks):
    send.side_effect = ConnectionRefusedError("tertutup")
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue_many("uji", jobs(2))
    assert caplog.text.count("waits for the drain") == Job.objects.count() == 2
