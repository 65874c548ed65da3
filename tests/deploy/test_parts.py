"""One program of the trial: it is started, ended, killed with its children, watched, and never outlives us."""

import os
import signal
import subprocess
import sys
import time

import pytest

from deploy.trial.parts import Part, run_as
from tests.zi_portal.test_serve import family, lives, wait_for
from zi_portal import BASE_DIR

DEAF = "trap '' TERM; sleep 60 & echo ready; wait; wait"


@pytest.fixture(autouse=True)
def _interrupted():
    """SIGINT reaches what is started here, even where whoever runs the tests ignores it, as nohup and & do."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before or signal.SIG_DFL)


@pytest.fixture
def part(tmp_path):
    """part("shell words") is a started Part that is gone at the end."""
    parts = []

    def start(script, **options):
        command = ["/bin/sh", "-c", script]
        new_part = Part("uji", command, {"PATH": os.environ["PATH"]}, tmp_path / "log", tmp_path, **options)
        parts.append(new_part)
        new_part.start()
        return new_part

    yield start
    for new_part in parts:
        new_part.patience = 0
        new_part.stop()


def test_a_part_ends_by_the_signal_it_is_asked_with(part):
    sleeping = part("trap 'echo bye; exit 7' INT; echo ready; sleep 60 & wait", ending=signal.SIGINT)
    wait_for(lambda: "ready" in sleeping.last_words(), "it can be asked")
    sleeping.stop()
    assert sleeping.process.returncode == 7 and "bye" in sleeping.last_words()


def test_a_part_that_does_not_end_is_killed_with_its_children(part):
    deaf = part(DEAF, patience=0.3)
    wait_for(lambda: "ready" in deaf.last_words(), "it ignores us")
    everyone = [deaf.process.pid, *family(deaf.process.pid)]
    deaf.stop()
    wait_for(lambda: not any(lives(pid) for pid in everyone), "all of it has ended")
    assert deaf.process.returncode == -signal.SIGKILL and len(everyone) == 2


def test_a_part_that_died_is_started_again_after_a_pause_that_grows(part):
    dying = part("exit 3")
    pauses, codes, end = set(), [], time.monotonic() + 30
    while len(pauses) < 2 and time.monotonic() < end:
        if (code := dying.watch()) is not None:
            codes.append(code)
            pauses.add(dying.delay)
        time.sleep(0.05)
    assert sorted(pauses) == [1.0, 2.0] and set(codes) == {3}


def test_a_part_that_was_stopped_stays_off(part):
    sleeping = part("sleep 60")
    sleeping.stop()
    assert sleeping.watch() is None and not sleeping.runs


def test_a_killed_part_is_started_again_when_it_is_watched(part):
    sleeping = part("sleep 60")
    sleeping.kill()
    assert sleeping.watch() == -signal.SIGKILL
    wait_for(lambda: sleeping.watch() is None and sleeping.runs, "it runs again")


def test_what_a_killed_program_started_gets_its_signal(tmp_path):
    code = f"""
import os, pathlib, sys, time
from deploy.trial.parts import Part
folder = pathlib.Path({str(tmp_path)!r})
part = Part("uji", ["/bin/sleep", "60"], dict(os.environ), folder / "log", folder, owner={run_as("nobody")!r})
part.start()
print(part.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        child = int(process.stdout.readline())
        assert lives(child)
        process.kill()
    wait_for(lambda: not lives(child), "the part has ended")
