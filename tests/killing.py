"""A real Celery worker that is killed in the middle of its work; run by tests/zi_portal/test_jobs_worker.py.

python -m tests.killing JOBS KILLS, with ZI_VAR set to an empty folder; prints {"states", "redone", "marks"} as JSON.
The worker imports this module for its handler.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from zi_portal.jobs.registry import handler

STEP = 0.15
"""Seconds that one job takes: long enough to be hit."""


@handler("uji_pekerja", title="Uji pekerja")
def leave_a_mark(job, progress):
    """Write the job's mark once, slowly: safe to run twice, as every handler must be."""
    progress(10)
    time.sleep(STEP)
    (settings.VAR / "marks").mkdir(exist_ok=True)
    with open(settings.VAR / "marks" / str(job.pk), "a", encoding="ascii") as marks:
        if not marks.tell():
            marks.write("x")
    time.sleep(STEP)
    return {}


@contextmanager
def worker():
    """A worker with one process in a group of its own, ended by kill -9 to that very group."""
    command = [sys.executable, "-m", "celery", "-A", "zi_portal", "worker", "-P", "solo", "-I", "tests.killing"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*command, "--without-gossip", "--without-mingle"], start_new_session=True, **quiet)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition, seconds=60):
    """Poll until the condition holds; TimeoutError after that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def main(count, kills):
    """Enqueue, kill in the middle of a job, let the leases end, and let a last worker finish what is left."""
    from zi_portal.jobs import queue, tasks  # noqa: PLC0415 -- Django is set up by now
    from zi_portal.jobs.models import Job, JobState  # noqa: PLC0415 -- the same

    call_command("migrate", verbosity=0)
    settings.QUEUE.mkdir(exist_ok=True)
    for number in range(count):
        queue.enqueue("uji_pekerja", key=f"uji:{number}", payload={})
    for _ in range(kills):
        done = Job.objects.filter(state=JobState.DONE).count()
        with worker():
            wait_for(lambda done=done: Job.objects.filter(state=JobState.DONE).count() >= done + 2)
            wait_for(lambda: Job.objects.filter(state=JobState.RUNNING, progress=10).exists())
        Job.objects.filter(state=JobState.RUNNING).update(lease_until=timezone.now())
    with worker():
        tasks.drain()
        wait_for(lambda: Job.objects.filter(state__in=[JobState.DONE, JobState.FAILED]).count() == count)
    marks = Counter(path.read_text(encoding="ascii") for path in (settings.VAR / "marks").iterdir())
    states = Counter(Job.objects.values_list("state", flat=True))
    print(json.dumps({"states": states, "redone": Job.objects.filter(attempts__gt=1).count(), "marks": marks}))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "zi_portal.settings"
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]))
