"""Signs of life: who lives, what pages say, and that a worker's new life gives back what its former one held."""

from datetime import timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from tests.portals import create_database, portal
from tests.zi_portal.test_serve import wait_for
from zi_portal.jobs import pulses, queue
from zi_portal.jobs.models import Job, Pulse
from zi_portal.jobs.states import JobState

NODE = "worker@portal"
NAME = f"worker:{NODE}"
LOOK_AT_BEAT = """
import django; django.setup()
from zi_portal.jobs.models import Pulse
print(*Pulse.objects.filter(name="beat").values_list("stopped_at"))
"""

pytestmark = [pytest.mark.django_db, pytest.mark.database("zi_portal.jobs.pulses")]


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T07:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def life():
    with mock.patch.object(queue, "publish"):
        yield pulses.Life(NODE)


def test_a_worker_lives_while_its_signs_are_fresh(clock):
    pulses.begin(NAME)
    clock.shift(29)
    assert [pulse.name for pulse in pulses.workers_alive()] == [NAME]
    clock.shift(2)
    assert pulses.workers_alive() == []


def test_a_stopped_worker_is_known_at_once(clock):
    pulses.begin(NAME)
    clock.shift(1)
    pulses.mark_stopped(NAME)
    assert pulses.workers_alive() == [] and pulses.notice() == pulses.STOPPED


def test_beat_lives_for_three_minutes_after_its_last_message(clock):
    pulses.beat_once(pulses.BEAT)
    beat = Pulse.objects.get(name=pulses.BEAT)
    clock.shift(179)
    assert pulses.alive(beat)
    clock.shift(2)
    assert not pulses.alive(beat)


def test_a_running_worker_needs_no_sentence(clock):
    pulses.begin(NAME)
    assert pulses.notice() is None


def test_a_worker_started_with_the_whole_portal_needs_no_sentence(clock):
    pulses.begin(NAME)
    pulses.mark_stopped(NAME)
    clock.shift(3600)
    pulses.expect([NAME])
    clock.shift(4)
    pulses.begin(NAME)
    assert pulses.notice() is None


def test_a_worker_that_was_started_again_is_told_for_five_minutes(clock):
    pulses.begin(NAME)
    clock.shift(60)
    pulses.mark_stopped(NAME)
    clock.shift(2)
    pulses.begin(NAME)
    assert "dijalankan lagi pukul 14.01" in pulses.notice()
    clock.shift(301)
    pulses.beat_once(NAME)
    assert pulses.notice() is None


def test_a_worker_killed_without_a_word_ended_with_its_last_sign(clock):
    pulses.begin(NAME)
    clock.shift(5)
    pulses.beat_once(NAME)
    last = timezone.now()
    clock.shift(20)
    pulses.begin(NAME)
    assert Pulse.objects.get(name=NAME).stopped_at == last
    assert "dijalankan lagi" in pulses.notice()


def test_another_worker_that_went_on_needs_no_sentence(clock):
    pulses.begin("worker:2@portal")
    pulses.begin(NAME)
    clock.shift(400)
    pulses.mark_stopped(NAME)
    pulses.beat_once("worker:2@portal")
    clock.shift(1)
    pulses.begin(NAME)
    assert pulses.notice() is None


def _running(holder, key="uji:1", **fields):
    now = timezone.now()
    return Job.objects.create(
        key=key, kind="uji", state=JobState.RUNNING, holder=holder, lease_until=now + queue.LEASE,
        started_at=fields.get("started_at", now), attempts=1,
    )  # fmt: skip


@pytest.mark.case("F2", "F10")
def test_a_new_life_gives_back_the_jobs_of_the_former_one_and_wakes_for_them(life):
    running_job = _running(NODE, started_at=timezone.now() - timedelta(seconds=9))
    other = _running("2@portal", key="uji:2")
    life._sign()
    assert list(Job.objects.due()) == [running_job] and queue.publish.call_args_list == [mock.call(running_job.pk)]
    other.refresh_from_db()
    assert other.lease_until > timezone.now()


def test_only_the_first_sign_gives_back_and_never_what_this_life_took(life):
    _running(NODE)
    life._sign()
    _running(NODE, key="uji:2")
    life._sign()
    assert not Job.objects.due().exists()


def test_at_its_end_a_worker_says_so_and_gives_back_what_it_held(life):
    life._sign()
    running_job = _running(NODE)
    life._record_end()
    assert list(Job.objects.due()) == [running_job] and pulses.workers_alive() == []


def test_a_database_that_is_away_never_ends_the_worker(life, caplog):
    with mock.patch.object(pulses.connection, "close") as closed:
        life._safely(mock.Mock(side_effect=OperationalError("no route to secret-host")))
        life._safely(mock.Mock(side_effect=RuntimeError))
    assert closed.call_count == 2 and "secret-host" not in caplog.text


def test_a_fork_waits_for_the_sign_that_is_being_written(life):
    with life.writing, mock.patch.object(pulses, "SIGN_SECONDS", 0.01):
        life._hold()
        assert not life.forking
    life._hold()
    assert life.forking and life.writing.locked()
    life._release()
    assert not life.writing.locked()


def _signs(life, clock, count):
    for _ in range(count):
        clock.shift(pulses.SIGN_SECONDS)
        pulses.beat_once(pulses.BEAT)
        life._sign()


@pytest.mark.case("F10")
def test_an_idle_worker_that_hears_nothing_while_beat_sends_ends_itself(clock, life):
    life.born = timezone.now()
    pulses.begin(pulses.BEAT)
    with mock.patch.object(pulses.os, "kill") as kill, mock.patch.object(pulses.os, "_exit") as leave:
        _signs(life, clock, 60 + pulses.DEAF_SIGNS - 2)
        assert kill.call_count == 0
        _signs(life, clock, 1)
        assert kill.call_count == 1 and leave.call_count == 0
        _signs(life, clock, pulses.DEAF_SIGNS)
        assert leave.call_count == 1


@pytest.mark.case("F10")
def test_a_worker_that_hears_or_works_or_has_no_beat_goes_on(clock, life):
    with mock.patch.object(life, "_end_process") as end_process:
        for _ in range(100):
            life.drain_received = True
            _signs(life, clock, 1)
        _running(NODE)
        Job.objects.update(lease_until=timezone.now() + timedelta(hours=1))
        _signs(life, clock, 100)
        Job.objects.all().delete()
        Pulse.objects.filter(name=pulses.BEAT).delete()
        clock.shift(600)
        life._sign()
    assert not end_process.called


@pytest.mark.case("F7")
def test_a_beat_that_was_away_has_time_for_its_first_message(clock, life):
    pulses.begin(pulses.BEAT)
    clock.shift(1800)
    with mock.patch.object(life, "_end_process") as end_process:
        pulses.begin(pulses.BEAT)
        _signs(life, clock, pulses.DEAF_SIGNS + 2)
    assert not end_process.called


def test_the_signals_of_celery_begin_one_life_and_end_it():
    with mock.patch.object(pulses, "LIFE", {}), mock.patch.object(pulses, "Life") as life_class:
        pulses._worker_ready(mock.Mock(hostname=NODE))
        pulses._worker_ready(mock.Mock(hostname=NODE))
        assert life_class.call_args_list == [mock.call(NODE)]
        pulses._task_received(SimpleNamespace(name=pulses.DRAIN_TASK))
        assert pulses.LIFE["worker"].drain_received is True
        pulses._worker_shutdown()
        pulses._worker_shutdown()
        assert life_class.return_value.end.call_count == 1


def test_beranda_tells_it_to_who_waits_for_a_job_and_to_operators(world):
    Job.objects.create(key="uji:1", kind="uji", owner=world.sari)
    warned = {
        name: pulses.STOPPED in world.client(name).get("/").content.decode() for name in ("sari", "bima", "nadia")
    }
    assert warned == {"sari": True, "bima": False, "nadia": True}


def test_a_beat_that_is_asked_to_end_says_so(tmp_path):
    with portal(tmp_path) as own_portal:
        create_database(own_portal)
        own_portal.manage("migrate", "-v0")
        (tmp_path / "queue").mkdir()
        beat = own_portal.start(
            "-m", "celery", "-A", "zi_portal", "--quiet", "beat", "--pidfile=", "--loglevel=WARNING"
        )
        try:
            wait_for(lambda: "None" in own_portal.run("-c", LOOK_AT_BEAT), "beat has begun")
            beat.terminate()
            assert beat.wait(20) == 0
        finally:
            beat.kill()
            beat.wait()
        assert "datetime" in own_portal.run("-c", LOOK_AT_BEAT)
