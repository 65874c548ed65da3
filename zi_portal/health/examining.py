"""Runs all checks at once, those of each room in a thread of its own with a time limit: none can hang the page."""

import sys
import threading
import time

import celery
import django
from django.db import connection

from zi_portal.health.checks import CHECKS
from zi_portal.health.results import Bad, Finding, Notice
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState

ROOMS = {"database": 2.0, "broker": 2.2, "cache": 2.0, "media": 4.0, "disk": 2.0, "scanner": 2.5, "confinement": 4.0}
"""Seconds that all checks of a room may take together."""

SILENT = "tidak menjawab dalam {:.0f} detik"
RUNNING: dict[str, threading.Thread] = {}
"""The last thread of each room: one that still hangs gets no second beside it."""


def examine(checks=CHECKS):
    """Return the findings of all checks, in their order; takes at most the longest time of a room."""
    findings, start = {}, time.monotonic()
    threads = {room: _start_room(room, [check for check in checks if check.room == room], findings) for room in ROOMS}
    for room, thread in threads.items():
        if thread:
            thread.join(max(0.0, start + ROOMS[room] - time.monotonic()))
    findings = dict(findings)  # a thread that is late no longer changes the answer
    return [findings.get(check.name) or Finding(check, False, SILENT.format(ROOMS[check.room])) for check in checks]


def overall(findings):
    """Return one of "ok", "degraded" (something needs care) or "down" (something essential is missing)."""
    states = {finding.state for finding in findings}
    return next((state for state in ("down", "degraded") if state in states), "ok")


def numbers():
    """Return [(Indonesian words, count)] of jobs: due, paused, running, dead; 4 queries."""
    due = Job.objects.due().filter(state=JobState.WAITING).count()
    return [
        ("menunggu pekerja", due),
        ("menunggu waktunya", Job.objects.filter(state=JobState.WAITING).count() - due),
        ("sedang dikerjakan", Job.objects.filter(state=JobState.RUNNING).count()),
        ("berhenti dicoba", Job.objects.filter(state=JobState.DEAD).count()),
    ]


def versions():
    """Return [(name, version)] of what runs here."""
    return [
        ("Python", sys.version.split()[0]),
        ("Django", django.get_version()),
        ("Celery", celery.__version__),
        ("Basis data", connection.display_name),
    ]


def _start_room(room, checks, findings):
    """Start the room's checks in a thread; None when those of the last time still hang."""
    last = RUNNING.get(room)
    if last and last.is_alive():
        return None
    RUNNING[room] = threading.Thread(target=_run_checks, args=(checks, findings), name=f"health-{room}", daemon=True)
    RUNNING[room].start()
    return RUNNING[room]


def _run_checks(checks, findings):
    try:
        for check in checks:
            findings[check.name] = _finding(check)
    finally:
        connection.close()


def _finding(check):
    """Run one check; of an unexpected error only the type is shown, for its text may hold addresses or passwords."""
    try:
        return Finding(check, True, check.look())
    except Notice as error:
        return Finding(check, True, str(error), notice=True)
    except Bad as error:
        return Finding(check, False, str(error))
    except Exception as error:  # noqa: BLE001 -- whatever a check meets is its finding
        return Finding(check, False, f"kesalahan {type(error).__name__}")
