"""Jobs with a real worker: what a kill -9 interrupts is done again, nothing is lost, nothing is done twice over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def killed(folder, jobs, kills):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "tests.killing", str(jobs), str(kills)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment | {"ZI_VAR": str(folder)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("jobs", "kills"), [(20, 3)])
def test_killed_workers_lose_no_job(tmp_path, jobs, kills):
    found = killed(tmp_path, jobs, kills)
    assert found["states"] == {"done": jobs}
    assert found["marks"] == {"x": jobs}
    assert 1 <= found["redone"] <= kills
