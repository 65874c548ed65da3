"""Confined children tried from inside: no network, no sight of what is the portal's, no other program."""

import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from tests.zi_portal.sandbox import misbehaving, trying
from zi_portal import BASE_DIR
from zi_portal.lib.sandbox import confined, fence
from zi_portal.lib.sandbox.confined import Limits
from zi_portal.lib.sandbox.confined_child import READABLE

USUAL = Limits(memory=64 << 20, cpu=5, seconds=20)
INCLUDE = Path("/usr/include")
HEADERS = {fence.X86_64: INCLUDE / "x86_64-linux-gnu/asm/unistd_64.h", fence.OTHERS: INCLUDE / "asm-generic/unistd.h"}
with_landlock = pytest.mark.skipif(not fence.landlock_version(), reason="no landlock in this kernel: paths stay seen")


@pytest.fixture
def ask(monkeypatch):
    confined.end()
    monkeypatch.setattr(confined, "MODULES", (misbehaving.__name__,))
    yield lambda name, **how: confined.call(f"{misbehaving.__name__}:{name}", how, limits=USUAL)[0]
    confined.end()


def tried(places, before=""):
    """What the attempts of a process of its own come to, after some words of Python."""
    code = "import json, sys\nfrom tests.zi_portal.sandbox import trying\nfrom zi_portal.lib.sandbox import fence\n"
    code += f"{before}\nprint(json.dumps(trying.attempts(json.loads(sys.argv[1]))))"
    command = [sys.executable, "-c", code, json.dumps(places)]
    return json.loads(subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout)


@pytest.mark.case("C9", "A3")
@with_landlock
def test_whatever_a_confined_child_tries_is_refused(ask, places):
    outcomes = ask("attack", **places)
    assert {name: outcome for name, outcome in outcomes.items() if outcome == "DONE"} == {}
    assert outcomes["internet"] == outcomes["netlink"] == outcomes["open /etc/shadow"] == outcomes["write"] == "EACCES"
    assert len(outcomes) > 20 and Path(places["write"]).read_bytes() == b"rahasia"


def test_without_landlock_in_the_kernel_the_network_and_other_programs_stay_refused(places):
    outcomes = tried(places, "fence.landlock_version = lambda: 0; fence.enter(readable=())")
    open_ = {name.partition(" ")[0] for name, word in outcomes.items() if word == "DONE"}
    assert open_ <= {"open", "list", "write"}


def test_the_same_attempts_succeed_outside_so_that_the_refusals_mean_something(places):
    outcomes = tried(places)
    assert outcomes["server on loopback"] == outcomes["signal"] == outcomes["write"] == "DONE"
    assert outcomes[f"open {places['secret'][0]}"] == outcomes[f"list {places['folder'][0]}"] == "DONE"


@pytest.mark.case("C9")
def test_a_confined_child_starts_no_other_program(ask):
    assert ask("execute")["program"] == "EACCES"


@with_landlock
def test_the_file_that_is_handed_over_is_read_and_no_other(monkeypatch, tmp_path):
    confined.end()
    monkeypatch.setattr(confined, "MODULES", (misbehaving.__name__,))
    for name in ("kirim", "lain"):
        (tmp_path / name).write_bytes(name.encode())
    header = {"other": str(tmp_path / "lain")}
    with (tmp_path / "kirim").open("r+b") as file:
        report = confined.call(f"{misbehaving.__name__}:read", header, file=file, limits=USUAL)[0]
    confined.end()
    assert report == {"given": "kirim", "written": "EACCES", "other": "EACCES"}
    assert (tmp_path / "kirim").read_bytes() == b"kirim"


def test_nothing_of_the_portal_s_own_things_is_among_what_is_readable():
    assert not any(Path(path) in (BASE_DIR, Path("/"), Path("/etc"), Path("/var"), Path("/proc")) for path in READABLE)
    assert not any(str(path).startswith(("/etc/portal-zi", "/var/lib")) for path in READABLE)


def numbers(column):
    """{name: number} that the kernel's header gives."""
    text = HEADERS[column].read_text(encoding="utf8")
    matches = dict(re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", text))
    return {name: int(number) for name, number in matches.items()}


@pytest.mark.parametrize("column", HEADERS)
def test_the_numbers_are_those_of_the_kernel_s_own_header(column):
    if not HEADERS[column].exists():
        pytest.skip("the kernel's headers (linux-libc-dev) are absent: numbers of calls are not compared")
    entries = ",".join(
        (fence.NETWORK, fence.CONNECTIONS, fence.OTHER_PROCESSES, fence.SYSTEM, fence.PROGRAMS, fence.MARKS)
    ).split(",")
    listed = {words[0]: words[1 + column] for words in map(str.split, entries)}
    kernel_numbers = numbers(column)
    wrong = {
        name: number
        for name, number in listed.items()
        if number != str(kernel_numbers.get(name, "-")) and name in kernel_numbers
    }
    assert wrong == {} and sum(name in kernel_numbers for name in listed) > 60


@pytest.mark.parametrize("machine", fence.MACHINES)
def test_the_filter_of_every_known_machine_can_be_written(machine):
    with mock.patch("os.uname", return_value=mock.Mock(machine=machine)):
        steps = fence.rules(programs=False)
    assert len(steps) % 8 == 0 and 100 < len(steps) // 8 < 4096


def test_on_an_unknown_machine_the_network_is_left_or_nothing_is_done():
    code = """
import os, socket, types
from zi_portal.lib.sandbox import fence
os.uname = lambda: types.SimpleNamespace(machine="pdp11")
try:
    fence.enter(readable=())
except fence.Unfenced:
    print("refused")
else:
    try:
        with socket.socket() as one:
            one.settimeout(1)
            one.connect(("192.0.2.1", 9))
    except OSError as error:
        print(error.errno)
"""
    completed = subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert completed.stdout.strip() in ("refused", "13", "101")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has a second set of numbers")
@pytest.mark.parametrize("offset", [trying.X32, 0])
def test_calls_by_the_other_numbers_of_the_machine_are_refused(offset):
    code = f"""
import ctypes
from zi_portal.lib.sandbox import fence
fence.enter(readable=())
print(ctypes.CDLL(None).syscall({offset} + 41, 2, 1, 0))
"""
    completed = subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert completed.stdout.strip() == "-1"
