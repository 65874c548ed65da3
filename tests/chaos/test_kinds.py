"""Every kind of job has a scenario in which its worker is killed."""

import pytest

from tests.chaos.works import AFTERWARDS, BY_PEOPLE, BY_THE_CLOCK, BY_THE_HOUR, FORMER
from zi_portal.jobs.registry import KINDS


@pytest.mark.case("F3")
def test_a_new_kind_of_job_needs_a_scenario():
    """One that people cause stands in BY_PEOPLE with what they do or in AFTERWARDS, a daily one in BY_THE_CLOCK."""
    assert sorted(KINDS) == sorted({*BY_PEOPLE, *AFTERWARDS, *BY_THE_CLOCK, *BY_THE_HOUR, *FORMER})
    assert sorted(name for name, kind in KINDS.items() if kind.daily) == sorted(BY_THE_CLOCK)
    assert sorted(name for name, kind in KINDS.items() if kind.slots) == sorted(BY_THE_HOUR)
