"""Real Celery workers whose jobs are killed, kill or hang; run by tests/zi_portal/jobs/test_worker.py.

python -m tests.zi_portal.jobs.killing kills JOBS KILLS | poison JOBS | hang JOBS, with ZI_VAR set to an empty folder
and DJANGO_SETTINGS_MODULE to zi_portal.settings or tests.zi_portal.jobs.short_limits (messages carry the limits);
prints what became of the jobs as JSON. The workers import this module for its handlers.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import django
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from zi_portal.jobs.registry import handler

STEP = 0.15
"""Seconds that one job takes: long enough to be hit."""

AT_ONCE = (timedelta(0),)
"""No pause between the attempts."""


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


@handler("uji_racun", title="Uji racun")
def end_the_process(job, progress):
    """Take the process along, as an exhausted memory or a crashing library does."""
    os._exit(9)


@handler("uji_macet", title="Uji macet", pauses=AT_ONCE)
def hang(job, progress):
    """Never come back; every other attempt does not even hear the soft limit."""
    end = time.monotonic() + 600
    while time.monotonic() < end:
        try:
            time.sleep(1)
        except Exception:  # noqa: BLE001 -- a handler of bad manners
            if job.attempts % 2:
                raise


@contextmanager
def worker(*options):
    """A worker in a group of its own, ended by kill -9 to that very group."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "zi_portal",
        "worker",
        "-I",
        "tests.zi_portal.jobs.killing",
        *options,
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*command, "--without-gossip", "--without-mingle"], start_new_session=True, **quiet)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition, seconds=90, meanwhile=None):
    """Poll until the condition holds, meanwhile() each half second; TimeoutError after that time."""
    end, next_call = time.monotonic() + seconds, 0.0
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        if meanwhile and time.monotonic() > next_call:
            meanwhile()
            next_call = time.monotonic() + 0.5
        time.sleep(0.02)


def enqueue(kind, count):
    from zi_portal.jobs import queue  # noqa: PLC0415 -- Django is set up by now

    for number in range(count):
        queue.enqueue(kind, key=f"{kind}:{number}", payload={})


def count(*states):
    from zi_portal.jobs.models import Job  # noqa: PLC0415 -- Django is set up by now

    return Job.objects.filter(state__in=states).count()


def kills(jobs, times):
    """Kill in the middle of a job, let the leases end, and let a last worker finish what is left."""
    from zi_portal.jobs import tasks  # noqa: PLC0415 -- Django is set up by now
    from zi_portal.jobs.models import Job  # noqa: PLC0415 -- the same

    enqueue("uji_pekerja", jobs)
    for _ in range(times):
        completed = count("done")
        with worker("--pool=solo"):
            wait_for(lambda completed=completed: count("done") >= completed + 2)
            wait_for(lambda: Job.objects.filter(state="running", progress=10).exists())
        Job.objects.filter(state="running").update(lease_until=timezone.now())
    with worker("--pool=solo"):
        tasks.drain()
        wait_for(lambda: count("done", "failed") == Job.objects.exclude(kind__startswith="sweep").count())


def poison(jobs):
    """One job ends its process each time; the worker lives on and does the others, the lease is one second."""
    enqueue("uji_racun", 1)
    beside("uji_racun", jobs, "--concurrency=2")


def stuck(jobs):
    """One job hangs each time; the limits of the worker end it, the others are done beside it."""
    enqueue("uji_macet", 1)
    beside("uji_macet", jobs, "--concurrency=2")


def beside(kind, jobs, *options):
    """Do the others beside the bad job until it is dead; prints how many were done by then."""
    from zi_portal.jobs import tasks  # noqa: PLC0415 -- Django is set up by now
    from zi_portal.jobs.models import Job  # noqa: PLC0415 -- the same

    enqueue("uji_pekerja", jobs)
    with worker(*options):
        wait_for(lambda: Job.objects.filter(kind="uji_pekerja", state="done").count() == jobs, meanwhile=tasks.drain)
        wait_for(lambda: Job.objects.filter(kind=kind, state="dead").exists(), meanwhile=tasks.drain)


def facts():
    """{"states", "redone", "marks", "dead"} of the jobs of this module."""
    from zi_portal.jobs.models import Job  # noqa: PLC0415 -- Django is set up by now

    jobs = Job.objects.filter(kind__startswith="uji_")
    marks = Counter(path.read_text(encoding="ascii") for path in (settings.VAR / "marks").iterdir())
    states = Counter(jobs.values_list("state", flat=True))
    dead = list(jobs.filter(state="dead").values_list("kind", "attempts", "reason"))
    return {"states": states, "redone": jobs.filter(attempts__gt=1).count(), "marks": marks, "dead": dead}


def main(play, *numbers):
    """Migrate, play it, print what is to be seen."""
    call_command("migrate", verbosity=0)
    settings.QUEUE.mkdir(exist_ok=True)
    {"kills": kills, "poison": poison, "hang": stuck}[play](*map(int, numbers))
    print(json.dumps(facts()))


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
