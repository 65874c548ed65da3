"""Risky work in a limited child: bounds hold, nothing passes but the answer, nothing stays behind."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings

from zi_portal.lib.sandbox import confined
from zi_portal.lib.sandbox.confined import Broken, Exhausted, Limits

WORK = "tests.zi_portal.sandbox.misbehaving"
USUAL = Limits(memory=64 << 20, cpu=5, seconds=20)


@pytest.fixture(autouse=True)
def own_template(monkeypatch):
    """A template process of the test that may do the misbehaving things, gone afterwards."""
    confined.end()
    monkeypatch.setattr(confined, "MODULES", (WORK,))
    yield
    confined.end()


def ask(name, header=None, *, limits=USUAL, **how):
    return confined.call(f"{WORK}:{name}", header or {}, limits=limits, **how)


def ended(name, header=None, **how):
    """What a call was exhausted by."""
    with pytest.raises(Exhausted) as exhausted:
        ask(name, header, **how)
    return exhausted.value.reason


def children():
    """{process id: state letter} of all children of this process."""
    states = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text("ascii").rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid():
            states[int(path.parent.name)] = state
    return states


def runs(pid):
    """Whether a process still does something: gone and unburied ones do not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def group(leader):
    """Process ids of a process group."""
    output = subprocess.run(["ps", "-e", "-o", "pgid=,stat=,pid="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in output.splitlines()]
    return [int(pid) for pgid, state, pid in rows if int(pgid) == leader and not state.startswith("Z")]


def gone(pid, seconds=10):
    """Whether a process and the group that it led are gone within this time."""
    end = time.monotonic() + seconds
    while (runs(pid) or group(pid)) and time.monotonic() < end:
        time.sleep(0.02)
    return not runs(pid) and not group(pid)


def test_header_and_blobs_go_there_and_come_back():
    blobs = [b"", bytes(range(256)), os.urandom(3 << 20)]
    header = {"teks": "é \ud800 ✓", "angka": [1, 2.5, None]}
    assert ask("echo", header, blobs=blobs) == (header, blobs[::-1])


def test_only_functions_of_listed_modules_are_called():
    for name in ("os:abort", "tests.zi_portal.sandbox.test_confined:gone", "tests"):
        with pytest.raises(ValueError, match="may be called"):
            confined.call(name, {}, limits=USUAL)


@pytest.mark.case("C4", "A9")
@pytest.mark.parametrize("size", [1 << 20, 1 << 30])
def test_a_memory_bomb_ends_in_its_child(size):
    assert ended("bomb", {"bytes": size}) == "memory"
    template = confined._process.template.pid
    assert ask("echo")[0] == {} and confined._process.template.pid == template


@pytest.mark.case("C4")
def test_an_endless_loop_ends_after_its_seconds_of_cpu():
    assert ended("loop", limits=Limits(memory=64 << 20, cpu=1, seconds=20)) == "time"
    assert ask("echo")[0] == {}


@pytest.mark.case("C4")
def test_a_child_that_only_waits_ends_by_the_wall_clock():
    child = ask("look")[0]
    start = time.monotonic()
    assert ended("sleep", {"seconds": 60}, limits=Limits(memory=64 << 20, cpu=1, seconds=1)) == "time"
    assert time.monotonic() - start < 5 and gone(child["template"])
    assert ask("look")[0]["template"] != child["template"]


def test_an_answer_that_is_too_long_is_not_taken():
    assert (
        ended("much", {"bytes": 2 << 20}, limits=Limits(memory=64 << 20, cpu=5, seconds=20, answer=1 << 20)) == "memory"
    )


@pytest.mark.case("C9")
def test_a_child_that_crashes_takes_nobody_with_it():
    template = ask("look")[0]["template"]
    assert ended("abort") == "crash"
    assert ask("look")[0]["template"] == template


def test_a_child_killed_from_outside_is_told_apart():
    assert ended("die") == "killed"
    assert ask("echo")[0] == {}


def test_a_template_killed_in_the_middle_is_started_anew_once():
    first, start = ask("look")[0]["template"], time.monotonic()
    threading.Timer(0.5, os.kill, (first, signal.SIGKILL)).start()
    assert ask("sleep", {"seconds": 1.5}) == ({}, [])
    assert time.monotonic() - start > 1.9 and ask("look")[0]["template"] != first


def test_a_template_killed_between_two_calls_is_not_noticed():
    first = ask("look")[0]["template"]
    os.kill(first, signal.SIGKILL)
    assert ask("look")[0]["template"] != first


def test_a_template_that_is_killed_again_and_again_is_given_up():
    def kill():
        template = confined._process.template
        if template.pid:
            os.kill(template.pid, signal.SIGKILL)

    assert ended("sleep", {"seconds": 30}, tick=kill) == "killed"


def test_a_fault_of_ours_is_told_with_its_traceback():
    with pytest.raises(Broken, match="kunci yang hilang"):
        ask("fail")
    assert ask("echo")[0] == {}


def test_no_file_can_be_written():
    assert ask("write")[0]["error"] in (errno.EACCES, errno.EFBIG)  # without landlock in the kernel the latter


def test_the_environment_holds_no_secrets_and_no_files_of_the_caller(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    monkeypatch.setenv("DATABASE_URL", "postgres://rahasia")
    confined.end()
    with open(tmp_path / "a", "w") as open_file:
        os.set_inheritable(open_file.fileno(), True)
        surroundings = ask("look")[0]
    assert surroundings["environment"].keys() <= {
        "PATH",
        "HOME",
        "LANG",
        "MALLOC_ARENA_MAX",
        "TMPDIR",
        "LC_CTYPE",
        "DJANGO_SETTINGS_MODULE",
        "FONTCONFIG_FILE",
    }
    assert surroundings["files"] <= 6


def test_the_template_has_one_thread():
    assert len(os.listdir(f"/proc/{ask('look')[0]['template']}/task")) == 1


def test_no_request_sees_another():
    assert [ask("remember", {"word": word})[0]["seen"] for word in "abc"] == [[], [], []]


class Enough(Exception):
    """What a tick of these tests raises."""


@pytest.mark.parametrize("stop", [Enough, KeyboardInterrupt, SystemExit])
def test_what_a_tick_raises_ends_the_child_and_passes(stop):
    ticks, surroundings = [], ask("look")[0]

    def tick():
        ticks.append(time.monotonic())
        if len(ticks) == 2:
            raise stop

    with pytest.raises(stop):
        ask("sleep", {"seconds": 60}, tick=tick)
    assert 0.8 < ticks[1] - ticks[0] < 3 and gone(surroundings["template"])


def test_two_threads_take_turns_and_both_get_their_own_answer():
    answers, ticks = {}, []

    def work(number):
        ask("sleep", {"seconds": 1.2}, tick=lambda: ticks.append(number))
        answers[number] = ask("echo", {"number": number})[0]["number"]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == {0: 0, 1: 1} and set(ticks) == {0, 1}


def test_a_caller_without_a_tick_waits_for_its_turn_for_a_while_only(monkeypatch):
    monkeypatch.setattr(confined, "TURN_SECONDS", 1)
    with confined._process.lock:
        assert ended("echo") == "busy"
    ask("echo")


@pytest.mark.parametrize("failing", ["zi_portal.lib.sandbox.confined.TemporaryDirectory", "subprocess.Popen"])
def test_a_template_that_cannot_be_started_is_an_error_and_the_next_call_tries_again(failing):
    files = len(os.listdir("/proc/self/fd"))
    with mock.patch(failing, side_effect=OSError(errno.ENOSPC, "full")), pytest.raises(OSError, match="full"):
        ask("echo")
    assert len(os.listdir("/proc/self/fd")) == files
    ask("echo")


def test_a_thread_that_ends_does_not_take_the_template_along():
    thread = threading.Thread(target=ask, args=("echo",))
    thread.start()
    thread.join()
    first = confined._process.template.pid
    time.sleep(0.3)
    assert ask("look")[0]["template"] == first


def test_a_copy_made_by_fork_starts_its_own_template():
    first = ask("look")[0]["template"]
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, str(ask("look")[0]["template"]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    other = int(os.read(reading, 20))
    os.close(reading), os.close(writing)
    assert other != first and gone(other) and ask("look")[0]["template"] == first


def test_fifty_calls_leave_no_process_and_no_open_file():
    ask("echo")
    files, before = len(os.listdir("/proc/self/fd")), children()
    for _ in range(50):
        ask("echo")
    assert len(os.listdir("/proc/self/fd")) == files and children().keys() == before.keys()
    confined.end()
    assert "Z" not in children().values() and len(os.listdir("/proc/self/fd")) < files


def test_templates_that_were_ended_leave_no_process_file_or_folder():
    folder = Path(ask("look")[0]["environment"]["TMPDIR"])
    assert folder.is_dir()
    confined.end()
    files, before = len(os.listdir("/proc/self/fd")), children()
    for _ in range(5):
        ended("sleep", {"seconds": 9}, limits=Limits(memory=64 << 20, cpu=1, seconds=0.2))
    assert len(os.listdir("/proc/self/fd")) == files and children() == before
    assert not folder.exists()


CALLER = f"""
import os, sys
from zi_portal.lib.sandbox import confined
confined.MODULES = ("{WORK}",)
seen = confined.call("{WORK}:look", {{}}, limits=confined.Limits(memory=64 << 20, cpu=5, seconds=20))[0]
print(seen["template"], seen["environment"]["TMPDIR"], flush=True)
"""


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), 9)", "os._exit(0)", "1 / 0"])
def test_the_template_and_its_folder_go_with_their_caller_however_it_ends(end):
    command = [sys.executable, "-c", CALLER + end]
    completed = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    pid, folder = completed.stdout.split()
    assert gone(int(pid)) and not Path(folder).exists()


def test_a_child_goes_with_its_killed_caller_even_in_the_middle_of_its_work():
    code = CALLER + f'confined.call("{WORK}:sleep", {{"seconds": 60}}, limits=confined.Limits(1 << 26, 5, 60))'
    caller = subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    with caller:
        template = int(caller.stdout.readline().split()[0])
        time.sleep(0.5)
        assert len(group(template)) == 2
        caller.kill()
    assert gone(template)
