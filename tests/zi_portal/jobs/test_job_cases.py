"""Reliability of background work: what code and settings may hold, clocks, hangs, payloads, messages of other days."""

import base64
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from kombu.serialization import loads, prepare_accept_content

from evidence.obligations import deriving
from evidence.proofs import alternatives
from evidence.uploads import examining, unpacking
from plans.models import ActionStep, Deadline, PlanArea
from teams.models import Satker
from tests.evidence.ground import PDF, a_file, owing
from tests.evidence.uploads.sending import Sender
from tests.plans.approval import a_decree, in_state
from zi_portal import BASE_DIR
from zi_portal.jobs import queue, registry, tasks
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState
from zi_portal.lib import pdf
from zi_portal.lib.grid import workbooks

DATA = BASE_DIR / "tests" / "data"
WORKBOOK = BASE_DIR / "fixtures" / "demo" / "rencana-aksi-teluk-jernih.xlsx"
PAYLOADS = json.loads((DATA / "job_payloads.json").read_text(encoding="utf8"))
MESSAGES = json.loads((DATA / "broker_messages.json").read_text(encoding="utf8"))
FORMER = {"teams.reset_mail", "teams.invitation_mail"}
"""Kinds that only an earlier version made."""

pytestmark = pytest.mark.django_db


def code(*folders):
    """{path: text} of Python files below the folders."""
    paths = [path for folder in folders for path in (BASE_DIR / folder).rglob("*.py")]
    return {str(path.relative_to(BASE_DIR)): path.read_text(encoding="utf8") for path in paths}


def told(pattern, files):
    return [f"{name}: {match}" for name, text in files.items() for match in re.findall(pattern, text)]


@pytest.mark.case("F4")
def test_no_message_waits_in_the_broker():
    sources = code("zi_portal", "plans", "teams", "evidence", "deploy")
    assert len(sources) > 100
    assert told(r"\b(?:countdown|eta)\s*=|[\"'](?:countdown|eta)[\"']|\bapply_async\b", sources) == []


@pytest.mark.case("F4", "F6")
def test_the_broker_gives_a_message_again_only_long_after_any_job_was_ended():
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    show = "from zi_portal import settings as s; print(s.CELERY_BROKER_TRANSPORT_OPTIONS['visibility_timeout'])"
    env |= {"REDIS_URL": "redis://127.0.0.1:1/0"}
    completed = subprocess.run(
        [sys.executable, "-c", show], cwd=BASE_DIR, env=env, capture_output=True, text=True, check=True
    )
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < int(completed.stdout) / 5


@pytest.mark.case("F6")
@pytest.mark.parametrize("limits", [pdf.LIMITS, workbooks.LIMITS, examining.LIMITS, unpacking.LIMITS])
def test_a_limited_child_ends_before_the_worker_s_own_limit_and_within_its_memory(limits):
    assert limits.cpu <= limits.seconds < settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert limits.memory <= 1 << 30


@pytest.mark.case("F7")
def test_two_beats_and_a_clock_that_jumps_back_make_one_job_a_day():
    with time_machine.travel(datetime(2026, 3, 2, 5, tzinfo=UTC), tick=False) as clock:
        for jump in (0, 0, -3600, 1800):
            clock.shift(timedelta(seconds=jump))
            tasks.make_daily()
    assert keys("sweep_jobs") == ["sweep_jobs:2026-03-02"]


@pytest.mark.case("F7")
def test_days_without_a_beat_are_not_made_up_one_by_one():
    for day in (2, 9):
        with time_machine.travel(datetime(2026, 3, day, 5, tzinfo=UTC), tick=False):
            tasks.make_daily()
    assert keys("sweep_jobs") == ["sweep_jobs:2026-03-02", "sweep_jobs:2026-03-09"]


@pytest.mark.case("F7")
def test_a_clock_that_jumps_ahead_gives_a_job_away_early_but_its_result_is_written_once(monkeypatch):
    work = Mock(return_value={})
    monkeypatch.setitem(registry.KINDS, "uji", registry.Kind("uji", work, "Uji"))
    job = queue.enqueue("uji", key="uji:1", payload={})
    Job.objects.update(state=JobState.RUNNING, attempts=1, lease_until=timezone.now() + queue.LEASE)
    with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
        assert queue.run(job.pk).state == JobState.DONE
    assert queue.run(job.pk) is None and work.call_count == 1


def keys(kind):
    return list(Job.objects.filter(kind=kind).order_by("pk").values_list("key", flat=True))


@pytest.mark.case("F8")
@pytest.mark.parametrize(("zone", "hours"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)])
def test_what_is_due_today_stands_on_the_first_page_until_the_office_s_midnight(world, zone, hours):
    Satker.objects.filter(pk=world.kabupaten.pk).update(time_zone=zone)
    decree = in_state(a_decree(world.kabupaten), "enacted")
    step = ActionStep.objects.get(area=PlanArea.objects.get(plan__annex__decree=decree))
    Deadline.objects.create(plan=step.area.plan, step=step, due_on="2026-03-31")
    deriving.rebuild(step.area.plan)
    midnight = datetime(2026, 4, 1, tzinfo=UTC) - timedelta(hours=hours)
    on_page = []
    for moment in (midnight - timedelta(minutes=1), midnight):
        with time_machine.travel(moment, tick=False):
            on_page.append('datetime="2026-03-31"' in world.client("sari").get("/").content.decode())
    assert on_page == [True, False]


@pytest.mark.case("F8")
def test_the_day_of_daily_jobs_begins_at_midnight_in_jakarta():
    for minute in (16 * 60 + 59, 17 * 60):
        with time_machine.travel(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute), tick=False):
            tasks.make_daily()
    assert keys("sweep_jobs") == ["sweep_jobs:2026-03-02", "sweep_jobs:2026-03-03"]


@pytest.mark.case("F11")
def test_nothing_is_done_eagerly_anywhere():
    sources = code("zi_portal", "plans", "teams", "evidence", "deploy", "tests")
    eager = "always_" + "eager"
    assert [name for name, text in sources.items() if eager in text.lower()] == []
    assert not queue.current_app.conf.get(f"task_{eager}")


@pytest.fixture
def causes(world, tmp_path, settings):
    """Everything that makes a job was done once through its page; the jobs."""
    settings.MEDIA_ROOT = tmp_path
    sari, andi, visitor = world.client("sari"), world.client("andi"), world.client("")
    decree = a_decree(world.kabupaten)
    file = SimpleUploadedFile("rencana.xlsx", WORKBOOK.read_bytes())
    invited = {"email": "baru@contoh.id", "name": "Baru", "role": "staff", "valid_from": "2026-01-01"}
    sari.post(f"/keputusan/{decree.pk}/cetak/asli/")
    sari.post("/rencana/impor/", {"satker": world.kabupaten.pk, "year": timezone.localdate().year, "file": file})
    andi.post(f"/satker/{world.kabupaten.pk}/orang/undang/", invited)
    visitor.post("/akun/sandi/lupa/", {"email": "sari@contoh.id"})
    _evidence(world, settings)
    tasks.make_daily()
    return list(Job.objects.all())


def _evidence(world, settings):
    """An upload, a stored file without and with a scanner, a package, a rekap and the own decree as evidence."""
    office = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    sender = Sender(world.client("sari"), office.plan)
    (item,) = sender.announce(**{"notula.pdf": len(PDF)})
    sender.parts(item, PDF)
    sender.arrived(item)
    a_file(world.kabupaten)
    settings.CLAMD_SOCKET = "/tidak/ada"
    a_file(world.kabupaten, PDF + b"lain")
    world.client("sari").post(f"/bukti/rencana/{office.plan.pk}/paket/", {"part": "year-0"})
    world.client("sari").post(f"/bukti/rencana/{office.plan.pk}/rekap/pdf/")
    alternatives.offer(office.obligations[0], office.decree, world.sari)


@pytest.mark.case("F12")
def test_every_kind_of_job_carries_ids_only(causes):
    assert {job.kind for job in causes} == set(registry.KINDS) - FORMER
    payloads = [job.payload for job in causes]
    assert [payload for payload in payloads if not all(type(value) is int for value in payload.values())] == []


@pytest.mark.case("F12")
def test_a_message_is_json_and_carries_the_job_s_id_only(monkeypatch):
    send = Mock()
    monkeypatch.setattr(queue.current_app, "send_task", send)
    queue.publish(7)
    assert send.call_args.args == ("zi_portal.jobs.tasks.wake", (7,))
    conf = queue.current_app.conf
    assert (conf.task_serializer, list(conf.accept_content)) == ("json", ["json"])


@pytest.mark.case("F13")
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["headers"]["argsrepr"])
def test_a_message_of_another_version_is_understood(message, monkeypatch):
    run_next = Mock()
    monkeypatch.setattr(queue, "run_next", run_next)
    body = base64.b64decode(message["body"])
    accepted = prepare_accept_content(settings.CELERY_ACCEPT_CONTENT)
    arguments = loads(body, message["content-type"], message["content-encoding"], accepted)
    queue.current_app.tasks[message["headers"]["task"]](*arguments[0], **arguments[1])
    assert run_next.called == message["headers"]["task"].endswith("wake")


@pytest.mark.case("F13")
@pytest.mark.parametrize("recorded", PAYLOADS, ids=lambda recorded: recorded["kind"])
def test_a_recorded_payload_whose_row_is_gone_ends_with_a_sentence(recorded, tmp_path, settings, caplog):
    settings.MEDIA_ROOT = tmp_path
    payload = recorded["payload"] | {"nanti": 1}
    job = queue.run(queue.enqueue(recorded["kind"], key="lama", payload=payload).pk)
    assert job.state in (JobState.DONE, JobState.FAILED) and "Traceback" not in caplog.text
    assert job.link == "" or recorded["kind"] == "read_workbook"


@pytest.mark.case("F13")
def test_every_kind_has_a_recorded_payload():
    assert sorted(entry["kind"] for entry in PAYLOADS) == sorted(registry.KINDS)
