"""manage.py serve as a program of its own: it answers, it ends with all its children, it says what is wrong."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from deploy.trial import statics
from zi_portal import BASE_DIR
from zi_portal.child import NICENESS


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """Folder of an installation with an empty embedded database, to be copied."""
    folder = tmp_path_factory.mktemp("kosong")
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=BASE_DIR, env=_environment(folder), check=True)
    return folder


@pytest.fixture
def portal(tmp_path, migrated):
    """A started portal with an empty embedded database: (process, port)."""
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True, symlinks=True)
    environment = _environment(tmp_path)
    port = free_port()
    process = _serve(port, environment)
    try:
        wait_for(lambda: answers(port), "the portal answers")
        wait_for(lambda: len(children(process.pid)) == 2, "worker and beat run")
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def static_files(tmp_path):
    """What whole pages need."""
    statics.link(tmp_path / "static", _collect)


def _collect(folder):
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, cwd=BASE_DIR, env=_environment(folder), check=True)


class Reader:
    """A signed-in operator who reads Beranda over HTTP."""

    EMAIL, PASSWORD = "nadia@contoh.id", "kata-sandi-uji-panjang"
    MAKE = (
        "from tests.factories import MembershipFactory; from teams.states import Level, Role;"
        "made = MembershipFactory(role=Role.ADMIN, satker__level=Level.PUSAT, user__email={email!r});"
        "made.user.set_password({password!r}); made.user.save()"
    )

    def __init__(self, port, folder):
        code = self.MAKE.format(email=self.EMAIL, password=self.PASSWORD)
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        environment = _environment(folder)
        subprocess.run(command, cwd=BASE_DIR, env=environment, check=True)
        self.address = f"http://127.0.0.1:{port}"
        self.client = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.read("/akun/masuk/"))[1]
        data = {"login": self.EMAIL, "password": self.PASSWORD, "csrfmiddlewaretoken": token}
        self.read("/akun/masuk/", urllib.parse.urlencode(data).encode())

    def read(self, path, data=None):
        with self.client.open(self.address + path, data, timeout=10) as response:
            return response.read().decode()


def _environment(folder):
    inherited = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX"}
    }
    (folder / "static").mkdir(exist_ok=True)
    return inherited | {"ZI_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "zi_portal.settings"}


def _serve(port, environment):
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=BASE_DIR,
        env=environment | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as response:  # noqa: S310 -- own server
            return response.status == 200
    except OSError:
        return False


def children(pid):
    """Process ids of the living children of pid."""
    pids = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            pids.append(int(stat.parent.name))
    return pids


def family(pid):
    """pid's descendants, children first."""
    return [pid_ for child in children(pid) for pid_ in (child, *family(child))]


def worker(pid):
    """Process id of the worker's main process under pid."""
    return next(
        child for child in children(pid) if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
    )


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition, event, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain until {event}"
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_a_signal_ends_the_portal_and_leaves_no_process(portal, number):
    process, port = portal
    wait_for(lambda: len(family(process.pid)) >= 4, "the worker has its two")
    everyone = family(process.pid)
    process.send_signal(number)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/" in output and "Data tetap tersimpan" in output
    assert [pid for pid in everyone if lives(pid)] == []


def test_jobs_stand_behind_pages_when_cores_are_scarce(portal):
    process, _ = portal
    wait_for(lambda: len(family(process.pid)) >= 4, "the worker has its two")
    web = os.getpriority(os.PRIO_PROCESS, process.pid)
    jobs = [worker(process.pid), *children(worker(process.pid))]
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in jobs} == {min(19, web + NICENESS)}


@pytest.mark.long
def test_a_killed_portal_takes_its_children_along(portal):
    process, port = portal
    wait_for(lambda: len(family(process.pid)) >= 4, "the worker has its two")
    everyone = family(process.pid)
    process.kill()
    wait_for(lambda: not any(lives(pid) for pid in everyone), "every child has ended")
    assert not answers(port)


@pytest.mark.long
def test_a_portal_killed_while_it_starts_takes_its_children_along(portal):
    process, _ = portal
    everyone = children(process.pid)
    process.kill()
    wait_for(lambda: not any(lives(pid) for pid in everyone), "every child has ended")
    assert len(everyone) == 2


@pytest.mark.long
def test_a_dead_worker_is_started_again(portal):
    process, _ = portal
    first = children(process.pid)
    os.kill(first[0], signal.SIGKILL)
    wait_for(lambda: len(children(process.pid)) == 2 and children(process.pid) != first, "two children run again")
    assert process.poll() is None


@pytest.mark.case("F10")
def test_pages_say_at_once_that_the_worker_died_and_then_when_it_was_started_again(static_files, portal, tmp_path):
    process, port = portal
    reader = Reader(port, tmp_path)
    wait_for(lambda: len(family(process.pid)) >= 4, "the worker has its two")
    assert "Keluar" in reader.read("/") and "Pekerja latar belakang" not in reader.read("/")
    os.kill(worker(process.pid), signal.SIGKILL)
    wait_for(lambda: "sedang tidak berjalan" in reader.read("/"), "Beranda says that it died", 5)
    wait_for(lambda: "sudah dijalankan lagi pukul" in reader.read("/"), "Beranda says that it was started again")


HELD = (
    "from datetime import timedelta; from django.utils import timezone; from zi_portal.jobs.models import Job;"
    "now = timezone.now(); Job.objects.create(key='uji', kind='sweep_jobs', state='running', attempts=1,"
    "holder='worker@portal', started_at=now, lease_until=now + timedelta(hours=1))"
)
"""A job that the worker of serve took a moment ago."""


def rows(folder, query):
    with closing(sqlite3.connect(folder / "portal.sqlite3", timeout=20)) as database:
        return database.execute(query).fetchall()


def test_all_that_a_used_portal_keeps_is_for_its_owner_alone(static_files, portal, tmp_path):
    Reader(portal[1], tmp_path).read("/")
    wait_for(lambda: list(tmp_path.glob("beat-schedule*")), "beat wrote down what it did")
    files = [tmp_path, *(path for path in tmp_path.rglob("*") if not path.is_symlink() and path.exists())]
    assert {"portal.sqlite3", "queue", "cache"} <= {path.name for path in files}
    assert [path.name for path in files if path.exists() and path.stat().st_mode & 0o077] == []


@pytest.mark.long
@pytest.mark.case("F2", "F10")
def test_what_a_killed_worker_held_is_done_within_seconds_by_its_next_life(portal, tmp_path):
    process, _ = portal
    wait_for(lambda: rows(tmp_path, "SELECT 1 FROM jobs_pulse WHERE name = 'worker:worker@portal' AND at > started_at"),
             "the worker lives")  # fmt: skip
    subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", HELD],
                   cwd=BASE_DIR, env=_environment(tmp_path), check=True)  # fmt: skip
    os.kill(worker(process.pid), signal.SIGKILL)
    wait_for(lambda: rows(tmp_path, "SELECT state FROM jobs_job WHERE key = 'uji'") == [("done",)], "it is done", 40)
    assert rows(tmp_path, "SELECT attempts FROM jobs_job WHERE key = 'uji'") == [(2,)]


def test_a_taken_port_is_told_in_one_sentence_and_nothing_starts(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = _serve(listener.getsockname()[1], _environment(tmp_path))
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "sudah dipakai program lain" in output and len(output.strip().splitlines()) == 1
    assert not (tmp_path / "queue").exists()
