"""Jobs with a real worker: what a kill -9 interrupts is done again; what kills or hangs ends as dead, alone."""

import json
import os
import subprocess
import sys

import pytest

from zi_portal import BASE_DIR
from zi_portal.jobs.queue import ATTEMPTS, CRASHED

pytestmark = [pytest.mark.case("F11"), pytest.mark.timeout(600)]


def played(folder, *arguments, lease=60, settings="zi_portal.settings"):
    """Facts of tests.zi_portal.jobs.killing."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env = inherited | {"ZI_VAR": str(folder), "JOB_LEASE_SECONDS": str(lease), "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "tests.zi_portal.jobs.killing", *map(str, arguments)]
    completed = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr
    return json.loads(completed.stdout.splitlines()[-1])


@pytest.mark.case("F3")
@pytest.mark.long
@pytest.mark.parametrize(("jobs", "kills"), [(20, 3)])
def test_killed_workers_lose_no_job(tmp_path, jobs, kills):
    facts = played(tmp_path, "kills", jobs, kills)
    assert facts["states"] == {"done": jobs}
    assert facts["marks"] == {"x": jobs}
    assert 1 <= facts["redone"] <= kills


@pytest.mark.case("F5")
def test_a_job_that_ends_its_worker_each_time_is_dead_while_twenty_others_are_done(tmp_path):
    facts = played(tmp_path, "poison", 20, lease=1)
    assert facts["dead"] == [["uji_racun", ATTEMPTS, CRASHED]]
    assert facts["states"] == {"done": 20, "dead": 1} and facts["marks"] == {"x": 20}


@pytest.mark.case("F6")
@pytest.mark.long
def test_a_job_that_hangs_each_time_is_ended_by_the_limits_while_others_are_done(tmp_path):
    facts = played(tmp_path, "hang", 6, lease=5, settings="tests.zi_portal.jobs.short_limits")
    assert [(kind, attempts) for kind, attempts, _ in facts["dead"]] == [("uji_macet", ATTEMPTS)]
    assert facts["states"] == {"done": 6, "dead": 1} and facts["marks"] == {"x": 6}
