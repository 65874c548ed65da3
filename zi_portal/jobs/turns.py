"""Turns: long work pauses now and then, so that jobs that people wait for do not wait for it."""

import time

from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS

SECONDS = 20
"""Seconds of a turn when nobody waits."""
SHORTEST = 2
"""Seconds of a turn at least, so that the work goes on even on a busy day."""


class Turn:
    """One turn at work that nobody waits for; at its end the work stores its state and raises JobPostponed(0, …)."""

    def __init__(self):
        self.start = time.monotonic()

    @property
    def over(self):
        """Whether it has lasted long enough, or somebody waits for a job; at most one query."""
        lasted = time.monotonic() - self.start
        return lasted > SECONDS or lasted > SHORTEST and somebody_waits()


def somebody_waits():
    """Return whether a job that a person waits for is due, other than one that only its own message starts."""
    long_kinds = [name for name, kind in KINDS.items() if kind.seconds]
    return Job.objects.due().filter(urgent=True).exclude(kind__in=long_kinds).exists()
