"""The embedded profile for the kill tests: manage.py serve on a free port, its parts to be killed by name."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from deploy.trial import statics
from deploy.trial.parts import Part
from tests.zi_portal.test_serve import answers, children, family, free_port, lives
from zi_portal import BASE_DIR

MOST = 60.0
STEADY = 5.0
"""Seconds of zi_portal.serving.STEADY: a worker that was killed sooner would be started again ever later."""
PROGRAMS = ([b"zi_portal.child"], [b"zi_portal.serving"])
"""Module that worker and beat run."""


class Embedded:
    """One portal in a folder: .address, .env (for programs beside it), kill(name), stop and start of the broker."""

    name = "embedded"

    def __init__(self, folder, extra):
        self.folder = Path(folder)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        inherited = {
            name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX"}
        }
        self.env = inherited | {
            "ZI_VAR": str(folder), "PORT": str(self.port), "DJANGO_SETTINGS_MODULE": "zi_portal.settings", **extra,
        }  # fmt: skip
        command, log = [sys.executable, "manage.py", "serve"], self.folder / "serve.log"
        self.part = Part(name="portal", command=command, env=self.env, log=log, cwd=BASE_DIR, patience=30)

    @property
    def process(self):
        return self.part.process

    def set_up(self):
        """Database, demo offices, static files."""
        first = self._run("-m", "deploy.trial.first", "--demo")
        statics.link(self.folder / "static", self._collect)
        if first.wait():
            raise RuntimeError("the portal could not be set up")

    def _collect(self, folder):
        arguments = ("collectstatic", "--noinput", "--verbosity", "0", "--skip-checks")
        self._run("manage.py", *arguments, ZI_VAR=str(folder)).wait()

    def _run(self, *arguments, **env):
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=BASE_DIR, env=self.env | env, stdout=subprocess.DEVNULL)

    def start(self, name):
        """Start the whole portal ("web"), or make the queue usable again ("broker")."""
        if name == "broker":
            self._queue.unlink()
            (self._queue / "control").mkdir(parents=True)
            return
        self.part.start()
        _until(lambda: answers(self.port))

    def stop(self, name):
        """End the whole portal ("web"), or put a file where the queue's folder was ("broker"): all messages gone."""
        if name == "broker":
            self._queue.rename(self.folder / f"queue-{time.monotonic_ns()}")
            self._queue.write_text("")
            return
        self.part.stop()

    def kill(self, name):
        """kill -9 of worker or beat, which the portal starts again; of "web": the portal itself, with all it has."""
        if name == "web":
            everyone = family(self.process.pid)
            self.part.kill()
            _until(lambda: not any(lives(pid) for pid in everyone))
        else:
            os.kill(self._part(name), signal.SIGKILL)

    def revive(self):
        """Wait until what was killed runs again; the portal itself is started by hand, as a person would."""
        if self.process.poll() is not None:
            self.start("web")
        _until(lambda: self._part("worker") and self._part("beat"))

    def worker_groups(self):
        """{part of the worker's name: its process group}, once it has come up: its next start is not delayed then."""
        _until(lambda: _age(self._part("worker")) > STEADY)
        return {"": self._part("worker")}

    @property
    def _queue(self):
        return self.folder / "queue"

    def _part(self, name):
        """Process id of the worker's or beat's main process, None when it does not run."""
        for pid in children(self.process.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[2:3] in PROGRAMS and name.encode() in words:
                return pid
        return None


def _age(pid):
    """Seconds since the process was started (proc(5): field 22 of stat, in ticks since boot), 0 when it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    boot = float(Path("/proc/uptime").read_text().split()[0])
    return boot - int(words[19]) / os.sysconf("SC_CLK_TCK")


def _until(condition):
    end = time.monotonic() + MOST
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


@contextmanager
def running(folder, **extra):
    """A set up and started portal; extra: environment variables. All is ended afterwards."""
    portal = Embedded(folder, extra)
    portal.set_up()
    portal.start("web")
    try:
        yield portal
    finally:
        portal.stop("web")
        shutil.rmtree(portal.folder / "media", ignore_errors=True)
