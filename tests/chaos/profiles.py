"""The profiles on which the scenarios are played, started with short leases."""

from contextlib import contextmanager

from tests.chaos import embedded, production
from tests.chaos.scenarios import SCENARIOS

PROGRAMS = {"embedded": embedded, "production": production}
SHORT = {"JOB_LEASE_SECONDS": "5", "JOB_DRAIN_SECONDS": "1"}
"""A test does not wait for minutes."""


def scenarios(profile):
    """Names of the scenarios of a profile."""
    return [name for name, one in SCENARIOS.items() if profile in one.profiles]


@contextmanager
def running(profile, folder):
    """The running profile: .address, .env, kill, stop, start, revive, worker_groups."""
    with PROGRAMS[profile].running(folder, **SHORT) as stack:
        yield stack
