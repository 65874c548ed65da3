"""python -m deploy.trial (make run-production): from nothing to an address, stopped and killed without a trace."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.trial import answers
from deploy.trial.ports import free_port
from tests.deploy.conftest import skip_where_incomplete
from tests.zi_portal.test_serve import family, lives, wait_for
from zi_portal import BASE_DIR

pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    skip_where_incomplete()
    return tmp_path_factory.mktemp("command")


@pytest.fixture
def command(folder):
    """command() starts it on free ports; whatever a test leaves running is ended."""
    processes = []

    def start(**env):
        inherited = {
            name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX"}
        }
        ports = {"PORT": str(free_port()), "HTTP_PORT": str(free_port())}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        env = inherited | ports | {"ZI_VAR": str(folder)} | env
        process = subprocess.Popen([sys.executable, "-m", "deploy.trial"], cwd=BASE_DIR, env=env, **options)
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def told(process):
    """Its lines until it names its address, and the address."""
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if match := re.search(r"siap di (https://\S+)/", line):
            return lines, match[1]
    raise AssertionError("\n".join(lines))


def command_of(pid):
    """Command line of a process, "" when it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_from_nothing_it_serves_and_ends_with_all_it_started(command, folder):
    process = command()
    lines, address = told(process)
    assert answers.web(address) and len(lines) == 5
    os.kill(next(pid for pid in family(process.pid) if "redis-server" in command_of(pid)), signal.SIGKILL)
    assert process.stdout.readline() == "redis berhenti (kode -9); dijalankan lagi.\n"
    wait_for(lambda: any("redis-server" in command_of(pid) for pid in family(process.pid)), "Redis runs again")
    everyone = family(process.pid)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and "Data tetap tersimpan" in output
    assert len(everyone) > 10 and [pid for pid in everyone if lives(pid)] == []
    assert (folder / "production" / "postgres" / "data" / "PG_VERSION").exists()


def test_killed_hard_it_leaves_nothing_running_and_data_stay(command, folder):
    process = command()
    _, address = told(process)
    everyone = family(process.pid)
    process.kill()
    wait_for(lambda: not any(lives(pid) for pid in everyone), "all parts have ended")
    assert len(everyone) > 10
    process = command()
    assert answers.web(told(process)[1])


def test_killed_while_it_starts_it_leaves_nothing_running(command):
    process = command()
    assert "PostgreSQL" in process.stdout.readline()
    wait_for(lambda: family(process.pid), "the first part runs")
    everyone = family(process.pid)
    process.kill()
    wait_for(lambda: not any(lives(pid) for pid in everyone), "all parts have ended")


@pytest.mark.parametrize("name", ["PORT", "HTTP_PORT"])
def test_a_taken_port_is_told_in_one_sentence_and_nothing_starts(command, name):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = command(**{name: str(listener.getsockname()[1])})
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1 and len(output.strip().splitlines()) == 1
    assert "sudah dipakai program lain" in output and f"{name}=" in output


@pytest.mark.parametrize("value", ["nol", "70000"])
def test_a_port_that_is_none_is_named(command, value):
    output, _ = command(PORT=value).communicate(timeout=30)
    assert "PORT harus bilangan dari 1 sampai 65535" in output
