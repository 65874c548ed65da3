"""Turns: work that may take long lets go now and then, so that what a person waits for does not wait for it."""

import time

from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import KINDS

SECONDS = 20
"""So long is a turn when nobody waits."""
SHORTEST = 2
"""So long it is at least, or a busy day would not let the work go on at all."""


class Turn:
    """One turn at work that nobody waits for. Once it is over, what was done is kept and JobPostponed(0, …) raised."""

    def __init__(self):
        self.begun = time.monotonic()

    @property
    def over(self):
        """Whether it has lasted long enough, or somebody waits for something; one query."""
        lasted = time.monotonic() - self.begun
        return lasted > SECONDS or lasted > SHORTEST and awaited()


def awaited():
    """Whether a job that a person waits for is due and would be done by whichever worker is free."""
    long = [name for name, kind in KINDS.items() if kind.seconds]
    return Job.objects.due().filter(urgent=True).exclude(kind__in=long).exists()
