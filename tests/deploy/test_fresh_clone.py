"""make run-production in a fresh clone, as on a new machine: it comes up, is left with Ctrl-C, and keeps its data."""

import os
import signal
import subprocess
import time

import pytest

from deploy.trial.ports import free_port
from tests.deploy.conftest import Visitor, skip_where_incomplete
from tests.deploy.test_command import told
from tests.zi_portal.test_serve import family, lives, wait_for
from zi_portal import BASE_DIR

pytestmark = [pytest.mark.trial, pytest.mark.long, pytest.mark.timeout(1800)]
OURS = ("ZI_", "DJANGO_", "DATABASE_", "MAKE", "MFLAGS", "PYTEST", "VIRTUAL_ENV")
"""Beginnings of variables of this run that a new machine does not have."""


@pytest.fixture
def clone(tmp_path):
    """Folder of a clone of this repository's last commit."""
    skip_where_incomplete()
    if not (BASE_DIR / ".git").exists():
        pytest.skip("this is no clone of the repository")
    subprocess.run(["git", "clone", "--quiet", str(BASE_DIR), str(tmp_path / "portal")], check=True)
    return tmp_path / "portal"


@pytest.fixture
def make(clone):
    """make() starts make run-production in the clone on the same free ports each time."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env = inherited | {"PORT": str(free_port()), "HTTP_PORT": str(free_port())}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    processes = []

    def start():
        processes.append(subprocess.Popen(["make", "run-production"], cwd=clone, env=env, **options))
        return processes[-1]

    yield start
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def come_up(make, times):
    """(process, address) when it has told its address; notes the seconds."""
    start = time.monotonic()
    process = make()
    _, address = told(process)
    times.append(f"{time.monotonic() - start:.0f} s")
    return process, address


def leave(process):
    """Ctrl-C; nothing that it started is left."""
    everyone = family(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=90)
    assert "Data tetap tersimpan" in output and len(everyone) > 10
    wait_for(lambda: not any(lives(pid) for pid in everyone), "all parts have ended")


def test_a_fresh_clone_comes_up_and_keeps_its_data(make):
    times = []
    process, address = come_up(make, times)
    sari = Visitor(address)
    sari.sign_in("sari@demo.test")
    leave(process)
    process, address = come_up(make, times)
    assert "sari" in sari.get("/").text.lower()  # her session is still there
    leave(process)
    print(f"first start {times[0]} (with all packages), second start {times[1]}")
