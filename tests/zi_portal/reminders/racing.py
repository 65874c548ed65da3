"""Sweeps at once and sweeps that are killed, against a real database; run by test_racing_sweeps.py.

python -m tests.zi_portal.reminders.racing TIMES, with DATABASE_URL and ZI_VAR set; prints {"race": {"outcome": count}}
as JSON. An outcome names what each sweep has told, then the rows that are there: notices, mails, jobs.
"""

import json
import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from unittest import mock

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402 -- Django must be set up first
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.factories import UserFactory  # noqa: E402
from tests.zi_portal.reminders.dues import KINDS, Dues, at  # noqa: E402
from zi_portal.jobs import queue  # noqa: E402
from zi_portal.jobs.models import Job  # noqa: E402
from zi_portal.mail.models import Message  # noqa: E402
from zi_portal.reminders import kinds, sweeping, tasks  # noqa: E402
from zi_portal.reminders.models import Notice  # noqa: E402

PEOPLE, THINGS = 5, 3
FORKED = multiprocessing.get_context("fork")
DUES = Dues()
find_due = sweeping._due


def rows(due_on):
    """Notices, mails and jobs of mails about what is due on a day, as text."""
    notices = Notice.objects.filter(day=due_on)
    mails = Message.objects.filter(user__in=notices.values("user"))
    jobs = Job.objects.filter(key__in=[f"mail:{key}" for key in mails.values_list("key", flat=True)])
    return f"{notices.count()}/{mails.count()}/{jobs.count()}"


def notified(moment, barrier=None):
    """Number of notices that a sweep writes; barrier: it waits there between its reading and its writing, once."""
    waits = [barrier] if barrier else []

    def due(*args):
        candidates = find_due(*args)
        if waits:
            waits.pop().wait()
        return candidates

    if barrier:
        threading.current_thread().due = due
    return sweeping.sweep(moment).notified


def _due_of_this_thread(*args):
    return getattr(threading.current_thread(), "due", find_due)(*args)


def in_threads(moments):
    """What sweeps at these moments have told, each in a thread with a connection of its own."""
    barrier = threading.Barrier(len(moments))

    def sweep(moment):
        try:
            return notified(moment, barrier)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moments)) as pool:
        return sorted(pool.map(sweep, moments))


def in_processes(moments):
    """What sweeps at these moments have told, each in a process of its own."""
    barrier, answers = FORKED.Barrier(len(moments)), FORKED.SimpleQueue()
    connections.close_all()
    racers = [FORKED.Process(target=lambda row=row: answers.put(notified(row, barrier))) for row in moments]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return sorted(answers.get() for _ in moments)


def killed(job, target, name):
    """Do the job in a process that is killed by kill -9 where the function is called, or ends; its exit code.

    The lease is taken back afterwards, as when it has expired.
    """
    real = getattr(target, name)

    def end(*args, **options):
        outcome = real(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    def work():
        with mock.patch.object(target, name, end):
            queue.run(job.pk)

    connections.close_all()
    worker = FORKED.Process(target=work)
    worker.start()
    worker.join()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    return worker.exitcode


def kills(morning, due_on):
    """Outcomes of one job: killed between ledger and commit, killed after the commit, then done."""
    job = queue.enqueue("send_reminders", key=f"send_reminders:uji:{due_on}", payload={})
    with mock.patch.object(sweeping, "timezone", mock.Mock(now=lambda: morning)):
        codes = [killed(job, sweeping, "_count")]
        between = rows(due_on)
        codes.append(killed(job, tasks.sweeping, "sweep"))
        after = rows(due_on)
        state = queue.run(job.pk).state
    return f"{codes}: {between}, {after}, {state} {rows(due_on)}"


def main(times):
    """Migrate the empty database, run each race so many times on days of its own, say how each ended."""
    call_command("migrate", verbosity=0)
    outcomes = {name: Counter() for name in ("threads", "processes", "two_days", "kills")}
    kinds.FINDERS[:] = [DUES.find]
    kinds.KINDS.update(KINDS)
    sweeping._due = _due_of_this_thread
    for time in range(times):
        for place, name in enumerate(outcomes):
            due_on = date(2026, 3, 31) + timedelta(days=4 * time + place)
            first = at(due_on - timedelta(days=7))
            second = first + timedelta(days=name == "two_days")
            people = [UserFactory(name="Orang", email=f"{name}{time}.{row}@contoh.id") for row in range(PEOPLE)]
            DUES.dues.clear()
            for topic in range(THINGS):
                for person in people:
                    DUES.add(person, due_on, f"uji:{topic}")
            if name == "kills":
                outcomes[name][kills(first, due_on)] += 1
            else:
                run = in_processes if name == "processes" else in_threads
                outcomes[name][f"{run([first, second])}: {rows(due_on)}"] += 1
    print(json.dumps({"vendor": connection.vendor, **outcomes}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
