"""The production stack with worker, beat, web, Redis and PostgreSQL taken away in the middle of work of every kind."""

import os

import pytest

from tests.chaos.profiles import scenarios

pytestmark = [
    pytest.mark.trial,
    pytest.mark.case("F2", "F3", "F10", "G5"),
    pytest.mark.xdist_group("chaos-production"),
    pytest.mark.parametrize("stage", ["production"], indirect=True),
]
NAMES = scenarios("production")
RARE = {f"worker:{kind}" for kind in ("offer_decree", "scan_evidence", "build_package", "print_rekap", "daily")}
"""Kinds whose worker make test kills in the embedded profile only, make test-long in both."""
TIMES = 1
MANY = int(os.environ.get("KILLS", "100"))


def unclean(stage, name, times):
    """Outcomes of so many repetitions that lost, doubled or spoiled something."""
    return [outcome for outcome in (stage.play(name) for _ in range(times)) if not outcome.clean]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in RARE else name for name in NAMES]
)
def test_nothing_is_lost_nothing_doubled_and_nobody_reads_a_trace(stage, name):
    assert unclean(stage, name, TIMES) == []


@pytest.mark.long
@pytest.mark.timeout(MANY * 120)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_a_hundred_times(stage, name):
    assert unclean(stage, name, MANY) == []
