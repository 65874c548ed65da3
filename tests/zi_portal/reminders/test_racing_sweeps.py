"""Two sweeps that both have read before either writes, and sweeps that are killed: nothing lost, nothing doubled."""

import json
import os
import subprocess
import sys

import pytest

from tests.plans.test_races import database
from zi_portal import BASE_DIR


@pytest.mark.parametrize(
    ("vendor", "times"),
    [
        ("sqlite", 3),
        ("postgresql", 3),
        pytest.param("sqlite", 100, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
        pytest.param("postgresql", 100, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
    ],
)
def test_of_two_sweeps_one_tells_and_a_killed_one_is_as_if_it_had_not_been_or_had_ended(vendor, times, tmp_path):
    with database(vendor, tmp_path) as url:
        command = [sys.executable, "-m", "tests.zi_portal.reminders.racing", str(times)]
        env = os.environ | {"DATABASE_URL": url}
        process = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout.splitlines()[-1]) == {
        "vendor": vendor,
        "threads": {"[0, 15]: 15/5/5": times},
        "processes": {"[0, 15]: 15/5/5": times},
        "two_days": {"[0, 15]: 15/5/5": times},
        "kills": {"[-9, -9]: 0/0/0, 15/5/5, done 15/5/5": times},
    }
