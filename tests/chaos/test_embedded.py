"""manage.py serve with its worker, its beat, itself and its queue taken away in the middle of work of every kind."""

import os

import pytest

from tests.chaos.profiles import scenarios

pytestmark = [
    pytest.mark.case("F2", "F3", "G5"),
    pytest.mark.xdist_group("chaos-embedded"),
    pytest.mark.parametrize("stage", ["embedded"], indirect=True),
    pytest.mark.parametrize("name", scenarios("embedded")),
]
TIMES = 1
MANY = int(os.environ.get("KILLS", "100"))


def unclean(stage, name, times):
    """Outcomes of so many repetitions that lost, doubled or spoiled something."""
    return [outcome for outcome in (stage.play(name) for _ in range(times)) if not outcome.clean]


def test_nothing_is_lost_nothing_doubled_and_nobody_reads_a_trace(stage, name):
    assert unclean(stage, name, TIMES) == []


@pytest.mark.long
@pytest.mark.timeout(MANY * 120)
def test_the_same_a_hundred_times(stage, name):
    assert unclean(stage, name, MANY) == []
