"""/readyz and the health screen: what a failing part does to them; nobody without the token learns a fact."""

import os
import threading
import time
from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from zi_portal.health import checks, examining, results
from zi_portal.jobs import pulses
from zi_portal.jobs.models import Job, Pulse
from zi_portal.jobs.states import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.database("zi_portal.health.checks")]

ENTER = examining._start_room


@pytest.fixture(autouse=True)
def in_this_thread():
    """The test's transaction is seen by its own thread alone."""
    with mock.patch.object(examining, "_start_room", lambda room, checks, findings: _look(checks, findings)):
        yield


def _look(checks, findings):
    findings |= {check.name: examining._finding(check) for check in checks}


@pytest.fixture
def well():
    """A portal whose worker and beat live."""
    pulses.begin("worker:1@portal")
    pulses.begin(pulses.BEAT)


def ask(client, settings, **headers):
    settings.READYZ_TOKEN = "rahasia-pemantau"
    headers.setdefault("Authorization", "Bearer rahasia-pemantau")
    return client.get("/readyz", headers=headers)


@pytest.mark.case("H1")
def test_all_is_well(client, settings, well):
    answer = ask(client, settings)
    assert answer.status_code == 200 and answer.json()["status"] == "ok", answer.json()
    assert set(answer.json()["checks"]) == {check.name for check in checks.CHECKS}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.case("H1")
@pytest.mark.parametrize(
    "authorization", ["", "Bearer salah", "rahasia-pemantau", "Bearer rahasia-pemantau2", "Bearer é"]
)
def test_without_the_token_it_says_nothing_and_looks_at_nothing(client, settings, authorization):
    with mock.patch.object(examining, "examine") as examine:
        answer = ask(client, settings, Authorization=authorization)
    assert (answer.status_code, answer.content) == (403, b"") and not examine.called


@pytest.mark.case("H1")
def test_where_no_token_is_set_the_address_does_not_exist(client, settings):
    settings.READYZ_TOKEN = ""
    assert client.get("/readyz", headers={"Authorization": "Bearer "}).status_code == 404


def test_it_is_only_read(client, settings):
    settings.READYZ_TOKEN = "x"
    assert client.post("/readyz").status_code == 405 and client.head("/readyz").status_code == 403


@pytest.mark.case("H1")
@pytest.mark.parametrize(
    ("name", "target", "error"),
    [
        (
            "database",
            "zi_portal.health.checks.connection.cursor",
            OperationalError("password=rahasia host=10.0.0.9"),
        ),
        (
            "broker",
            "zi_portal.health.checks.settings",
            mock.Mock(CELERY_BROKER_URL="redis://:rahasia@127.0.0.1:1/0"),
        ),
        ("cache", "zi_portal.health.checks.cache.set", ConnectionError("rahasia")),
        ("media", "zi_portal.health.checks.default_storage.save", OSError(28, "rahasia")),
    ],
)
def test_without_an_essential_part_it_is_down_and_tells_no_secret(client, settings, well, name, target, error):
    changed = {"side_effect": error} if isinstance(error, Exception) else {"new": error}
    with mock.patch(target, **changed):
        finding = examining._finding(next(check for check in checks.CHECKS if check.name == name))
    assert (finding.ok, finding.state) == (False, "down") and "rahasia" not in finding.detail
    with mock.patch.object(examining, "examine", return_value=[finding]):
        answer = ask(client, settings)
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


def found(name):
    return examining._finding(next(check for check in checks.CHECKS if check.name == name))


@pytest.mark.case("H1")
def test_a_missing_migration_is_down():
    with mock.patch.object(checks.MigrationExecutor, "migration_plan", return_value=[("x", False)]):
        assert found("migrations").state == "down"
    assert found("migrations").ok


@pytest.mark.case("H1")
def test_a_job_that_waits_longer_than_five_minutes_is_told_but_not_one_that_pauses():
    now = timezone.now()
    Job.objects.create(key="a", kind="uji", due_at=now + timedelta(hours=1))
    assert found("waiting").ok
    Job.objects.create(key="b", kind="uji", due_at=now - timedelta(minutes=6))
    assert (found("waiting").state, found("waiting").detail) == ("degraded", "paling lama menunggu 6 menit")


@pytest.mark.case("H1", "F10")
def test_without_worker_or_beat_it_is_degraded_but_answers(client, settings, well):
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=4))
    answer = ask(client, settings)
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert [name for name, check in answer.json()["checks"].items() if not check["ok"]] == ["workers", "beat"]


@pytest.mark.case("F10")
def test_a_broken_way_between_beat_and_worker_is_told(well):
    assert found("messages").ok
    Pulse.objects.filter(name=pulses.BEAT).update(started_at=timezone.now() - timedelta(minutes=4))
    assert found("messages").state == "degraded"
    pulses.beat_once(pulses.DRAIN)
    assert found("messages").ok


def test_dead_jobs_are_counted_and_not_judged(client, settings, well):
    Job.objects.create(key="a", kind="uji", state=JobState.DEAD)
    answer = ask(client, settings).json()
    assert answer["status"] == "ok" and answer["checks"]["dead"]["detail"].startswith("1 ")


@pytest.mark.case("H1")
@pytest.mark.parametrize(("percent", "megabytes"), [(99, 0), (0, 10**9)])
def test_a_full_disk_is_told(settings, percent, megabytes):
    settings.DISK_FREE_PERCENT, settings.DISK_FREE_MB = percent, megabytes
    assert found("disk").state == "degraded"


@pytest.mark.case("F14")
@pytest.mark.parametrize(("policy", "ok"), [("noeviction", True), ("allkeys-lru", False), ("volatile-lru", False)])
def test_a_redis_that_throws_messages_away_is_told(settings, policy, ok):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with mock.patch.object(checks.redis.Redis, "info", return_value={"maxmemory_policy": policy}):
        assert found("eviction").ok is ok


def test_a_backup_that_is_too_old_is_told(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    assert found("backup").detail == "belum ada cadangan"
    manifest = tmp_path / "2026-03-02" / "manifest.json"
    manifest.parent.mkdir()
    manifest.touch()
    assert found("backup").ok
    os.utime(manifest, (time.time() - 27 * 3600,) * 2)
    assert found("backup").state == "degraded"


@pytest.mark.case("A6")
def test_without_a_scanner_the_page_says_so_and_the_portal_is_well(world, client, settings, well):
    answer = ask(client, settings).json()
    assert answer["status"] == "ok" and answer["checks"]["scanner"]["detail"].startswith("tanpa pemindai")
    page = world.client("nadia").get("/operasi/kesehatan/").content.decode()
    assert "Ketahui" in page and "tanpa pemindai" in page and "Pasang ClamAV" in page


@pytest.mark.case("A6")
def test_what_keeps_strangers_files_apart_is_named():
    finding = found("confinement")
    assert finding.ok and finding.detail.startswith("pengurungan: ") and "seccomp" in finding.detail


@pytest.mark.parametrize(("missing", "state"), [("landlock_version", "notice"), ("known_machine", "degraded")])
def test_a_kernel_that_keeps_strangers_files_less_apart_is_told(monkeypatch, missing, state):
    monkeypatch.setattr(checks.fence, missing, lambda: 0)
    assert found("confinement").state == state


def test_a_scanner_that_does_not_answer_is_told(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd.sock")
    assert found("scanner").state == "degraded"


def test_a_cache_that_forgets_is_down():
    with mock.patch.object(cache, "get", return_value=None):
        assert found("cache").state == "down"


def test_the_probe_of_the_storage_leaves_nothing(settings):
    assert found("media").ok
    assert not list((settings.MEDIA_ROOT / "sementara").iterdir())


def test_a_part_that_hangs_is_told_in_time_and_asked_only_once(monkeypatch):
    calls, free = [], threading.Event()
    checks = [results.Check("x", "X", lambda: calls.append(1) or free.wait(20) and "", "cache", "", essential=True)]
    monkeypatch.setattr(examining, "_start_room", ENTER)
    monkeypatch.setattr(examining, "RUNNING", {})
    monkeypatch.setattr(examining, "ROOMS", {"cache": 0.1})
    start = time.monotonic()
    first, second = examining.examine(checks), examining.examine(checks)
    free.set()
    assert [first[0].state, second[0].state] == ["down", "down"] and "tidak menjawab" in first[0].detail
    assert len(calls) == 1 and time.monotonic() - start < 5


def test_the_screen_says_in_words_what_is_wrong_and_what_to_do(world):
    page = world.client("nadia").get("/operasi/kesehatan/").content.decode()
    assert "Portal berjalan, tetapi ada yang perlu diperhatikan" in page
    assert "tidak ada pekerja yang hidup" in page and "Jalankan layanan pekerja" in page


def test_the_screen_renews_its_findings_alone(world, well):
    answer = world.client("nadia").get("/operasi/kesehatan/", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text and "Portal berjalan baik" in text and "1@portal" in text
