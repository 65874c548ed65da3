"""One program of the trial as a child process that cannot outlive it: start, stop, kill, watch."""

import os
import pwd
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

CHILD = """
import ctypes, os, sys
parent, number, owner, *command = sys.argv[1:]
if owner:
    user, group = owner.split(":")
    os.setgroups([]); os.setgid(int(group)); os.setuid(int(user))
ctypes.CDLL(None).prctl(1, int(number))
if os.getppid() != int(parent):
    sys.exit()
os.execvp(command[0], command)
"""
"""Program that becomes the command, as another user if asked, and gets a signal when its parent ends (a change of user
cancels that request, so the order counts)."""

_starter = ThreadPoolExecutor(1, thread_name_prefix="start-parts")
"""The one thread that forks all parts: the kernel sends that signal when the *thread* that forked ends."""


def run_as(name):
    """Return "user:group" ids for a program that refuses root, "" when this process is not root."""
    if os.geteuid() != 0:
        return ""
    entry = pwd.getpwnam(name)
    return f"{entry.pw_uid}:{entry.pw_gid}"


@dataclass
class Part:
    """A program: its command line, environment and log, and how it is asked to end.

    ending: signal of stop(). orphaned: signal when the trial itself is gone. patience: seconds to end after a signal.
    """

    name: str
    command: list
    env: dict
    log: Path
    cwd: Path
    ending: int = signal.SIGTERM
    orphaned: int = signal.SIGTERM
    patience: float = 10.0
    owner: str = ""
    folders: tuple = ()
    process: subprocess.Popen | None = None
    should_run: bool = False
    started_at: float = 0.0
    next_start: float = field(default=0.0, repr=False)
    delay: float = field(default=0.5, repr=False)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def start(self):
        """Start the program unless it runs."""
        if self.runs:
            return
        self._kill_group()
        self.should_run = True
        self.process = _starter.submit(self._popen).result()
        self.started_at = time.monotonic()

    def _popen(self):
        wrapper = [sys.executable, "-I", "-S", "-c", CHILD, str(os.getpid()), str(int(self.orphaned)), self.owner]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- our own command lines
                [*wrapper, *map(str, self.command)],
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.folders,
            )

    def ask_to_end(self):
        """Send the signal after which it ends by itself; stop() waits for that."""
        self.should_run = False
        if self.runs:
            self.process.send_signal(self.ending)

    def stop(self):
        """Ask the program to end, wait, then kill what is left of it."""
        self.ask_to_end()
        if self.process is None:
            return
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._kill_group()
        self.process.wait()

    def kill(self):
        """Send SIGKILL to the program and all its children; a supervised part is started again."""
        self._kill_group()
        if self.process is not None:
            self.process.wait()

    def watch(self):
        """Restart a program that ended unasked, after a pause that doubles (0.5 … 30 s); return its exit code once."""
        now = time.monotonic()
        if not self.should_run or self.process is None or self.runs:
            return None
        if self.next_start <= self.started_at:
            self.delay = 0.5 if now - self.started_at > 30 else min(self.delay * 2, 30.0)
            self.next_start = now + self.delay
            return self.process.returncode
        if now >= self.next_start:
            self.start()
        return None

    def last_words(self, length=2000):
        """Return the end of its log, in characters."""
        return self.log.read_text(errors="replace")[-length:] if self.log.exists() else ""

    def _kill_group(self):
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # all of it has ended
