"""Two at once: one wins, the other is told, nothing is lost; on SQLite and on PostgreSQL, in a process of its own."""

import json
import os
import subprocess
import sys
from contextlib import nullcontext

import pytest

from tests import postgres
from zi_portal import BASE_DIR

CROWD = CROWD_EVERY = 20


def database(vendor, folder):
    """Context manager that yields the DATABASE_URL of an empty database."""
    if vendor == "sqlite":
        return nullcontext(f"sqlite:///{folder / 'races.sqlite3'}")
    try:
        postgres.binaries()
    except postgres.Absent as error:
        pytest.skip(f"races on PostgreSQL are left out: {error}")
    return postgres.server()


def races(vendor, folder, times, *names):
    with database(vendor, folder) as url:
        command = [sys.executable, "-m", "tests.racing", str(times), *names]
        process = subprocess.run(
            command, cwd=BASE_DIR, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True
        )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("vendor", "times"),
    [
        ("sqlite", 2),
        ("postgresql", 4),
        pytest.param("sqlite", 200, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
        pytest.param("postgresql", 200, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
    ],
)
@pytest.mark.case("A21", "A22", "D11", "D13", "E1", "F3")
def test_in_every_race_exactly_one_wins_and_the_others_are_told(vendor, times, tmp_path):
    one_number = "+".join(["enacted", *["refused"] * (CROWD - 1)])
    assert races(vendor, tmp_path, times) == {
        "vendor": vendor,
        "broken": None,
        "decisions": {"approved+stale": 2 * times},
        "numbers": {one_number: max(1, times // CROWD_EVERY)},
        "plans_of_a_year": {"enacted+refused": times},
        "verdicts": {"accepted+stale": 2 * times, "stale+uploaded:[1, 2]": times},
        "job": {"done+left+left+left:1": times},
        "guesses": {"+".join(["let"] * 5 + ["refused"] * 3): times},
        "part": {"kept+kept+kept+kept:[b'abcde']:0": times},
        "quota": {"announced+announced+refused+refused": times},
        "same_file": {"known+known+new:0": times},
        "same_place": {"put+refused+refused+refused:1": times},
        "package": {"known+known+known+new:1": times},
    }


@pytest.mark.parametrize(
    ("vendor", "times"),
    [
        ("sqlite", 40),
        pytest.param("sqlite", 200, marks=pytest.mark.long),
        pytest.param("postgresql", 200, marks=pytest.mark.long),
    ],
)
@pytest.mark.case("A22")
def test_of_one_part_that_is_sent_four_times_at_once_nothing_is_lost(vendor, times, tmp_path):
    outcome = {"kept+kept+kept+kept:[b'abcde']:0": times}
    assert races(vendor, tmp_path, times, "part") == {"vendor": vendor, "broken": None, "part": outcome}
