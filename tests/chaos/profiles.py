"""The profiles on which the scenarios are played, started with short leases."""

from contextlib import contextmanager
from pathlib import Path

from tests.chaos import embedded, production, scanner
from tests.chaos.scenarios import SCENARIOS

PROGRAMS = {"embedded": embedded, "production": production}
SHORT = {"JOB_LEASE_SECONDS": "5", "JOB_DRAIN_SECONDS": "1", "EVIDENCE_PART_KB": "16"}
"""A test does not wait for minutes, and its files are small."""


def scenarios(profile):
    """Names of the scenarios of a profile."""
    return [name for name, scenario in SCENARIOS.items() if profile in scenario.profiles]


@contextmanager
def running(profile, folder):
    """The running profile with a virus scanner: .address, .env, kill, stop, start, revive, worker_groups."""
    address = Path(folder) / "pemindai.sock"
    with scanner.running(address), PROGRAMS[profile].running(folder, **SHORT, CLAMD_SOCKET=str(address)) as stack:
        yield stack
