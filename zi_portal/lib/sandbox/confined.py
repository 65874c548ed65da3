"""Risky work (strangers' files, page layout) in limited child processes, forked for each call from a warm template.

A process that calls has one template process: it holds the imported modules and no request. Each call hands it one
end of a socket; it forks, and the child bounds itself, reads the request from the socket, answers and is gone, so
that no request meets another's memory. What passes between the processes is JSON and bytes, never code or pickles.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from tempfile import TemporaryDirectory

from zi_portal import BASE_DIR
from zi_portal.lib.sandbox.confined_child import OUT_OF_MEMORY, Limits, TooMuch, receive, send

__all__ = ["Broken", "Exhausted", "Limits", "call", "end"]

MODULES = (
    "zi_portal.lib.sandbox.inside.press",
    "zi_portal.lib.sandbox.inside.pictures",
    "zi_portal.lib.grid.xlsx_reader",
    "zi_portal.lib.sandbox.inside.inspection",
    "zi_portal.lib.sandbox.inside.leaves",
    "zi_portal.lib.sandbox.inside.signatures",
)
"""The only modules whose functions are called; each may have warm(), called once in the template."""

KEPT = ("PATH", "HOME")
"""What the template gets of the environment, beside ALWAYS and a TMPDIR of its own: no key, no address, no password."""
ALWAYS = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
"""One arena: the C library reserves 64 MiB of addresses for each further one, which no memory limit would count."""

TURN_SECONDS = 4
"""So long waits a caller without a tick, which is a page, for its turn: many at once must not hold every thread."""
PULSE = 0.25
"""Seconds between two looks at the clock while waiting."""
ENDERS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Exhausted(Exception):
    """The work was not finished.

    what: "time", "memory" (also an answer beyond its limit), "crash" (the child died of its work), "killed" (somebody
    else ended it) or "busy" (other calls took too long; only without a tick): another try may do after these two.
    """

    AGAIN = ("killed", "busy")

    def __init__(self, what):
        super().__init__(what)
        self.what = what


class Broken(Exception):
    """The function raised, which is a fault of ours; the message is the child's traceback."""


class _Gone(Exception):
    """The template process has ended."""


def call(name, header, *, blobs=(), file=None, limits, tick=None):
    """What the function "module:name" gives for (header, blobs) in a child of its own: (dict, list of bytes).

    name: in a module of MODULES. header: a dict for JSON; blobs: bytes beside it. file: an open file, which the child
    may read, and nothing else of the portal's; it finds its path as header["path"]. tick() is called about once a
    second while waiting; what it raises ends the child and passes. Raises Exhausted, Broken.
    """
    if name.partition(":")[0] not in MODULES:
        raise ValueError(f"{name} is not among the modules that may be called.")
    request = json.dumps({"name": name, "limits": asdict(limits)}).encode()
    with _turn(tick), _only_to_read(file) as files:
        for _ in range(2):
            waiting = _Waiting(limits.seconds, tick)
            try:
                return _template().ask(request, files, (header, blobs), limits, waiting)
            except _Gone:
                continue  # killed from outside: one more, with a new template
        raise Exhausted("killed")


def end():
    """End the template process of this process, where there is one, and wait for it; the next call starts another."""
    template, _here.template = _here.template, None
    if template:
        template.kill()


# The caller's side


class _Here:
    """What this very process has: a copy made by fork begins anew."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.lock = threading.Lock()
        self.template = None

    def let_go(self):
        """At the end of the process: the template reads the end of its input and goes."""
        if self.template:
            self.template.control.close()

    def begin_anew(self):
        """In the copy that a fork made: the template is the parent's."""
        self.let_go()
        self.begin()


_here = _Here()
os.register_at_fork(after_in_child=_here.begin_anew)
atexit.register(_here.let_go)


@contextmanager
def _turn(tick):
    """One call at a time: a second one would need the memory of both."""
    lock, patience = _here.lock, time.monotonic() + TURN_SECONDS
    while not lock.acquire(timeout=1):
        if tick:
            tick()
        elif time.monotonic() >= patience:
            raise Exhausted("busy")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _only_to_read(file):
    """[number] of an open file's copy that cannot be written through; [] of none."""
    if file is None:
        yield []
        return
    number = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield [number]
    finally:
        os.close(number)


def _template():
    if _here.template is None or not _here.template.pid:
        end()
        _here.template = _Template()
    return _here.template


class _Waiting:
    """Patience of one call: pause() is called several times a second; Exhausted when the time is over."""

    def __init__(self, seconds, tick=None):
        self.tick = tick
        self.end = time.monotonic() + seconds
        self.next_tick = time.monotonic() + 1

    def pause(self):
        now = time.monotonic()
        if now >= self.end:
            raise Exhausted("time")
        if self.tick and now >= self.next_tick:
            self.next_tick = now + 1
            self.tick()


class _Template:
    """The caller's end of a template process; pid: 0 when it is gone and buried. OSError when it cannot be started."""

    def __init__(self):
        self.pid = 0
        self.failure = None
        self.guard = threading.Lock()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(PULSE)
        started = threading.Event()
        self.keeper = threading.Thread(target=self._keep, args=(theirs, started), daemon=True, name="confined")
        self.keeper.start()
        started.wait()
        if self.failure:
            self.control.close()
            raise self.failure

    def _keep(self, theirs, started):
        """Start the process, wait for its end and bury it with what it left.

        It has a thread of its own, because the kernel ends the process with the thread that started it.
        """
        try:
            with theirs, TemporaryDirectory(prefix="zi-confined-", ignore_cleanup_errors=True) as folder:
                process = _started(theirs, folder)
                self.pid = process.pid
                theirs.close()
                started.set()
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
                with self.guard:
                    _kill_group(self.pid)
                    process.wait()
                    self.pid = 0
        except OSError as error:  # no room for its folder, no process to be had: the caller is told
            self.failure = error
        finally:
            started.set()

    def kill(self):
        """End the process and its child at once, and wait until it is buried."""
        with self.guard:
            _kill_group(self.pid)
        self.keeper.join(5)
        self.control.close()

    def ask(self, request, files, question, limits, waiting):
        """The answer to one question; whatever goes wrong while waiting, no child stays behind."""
        try:
            answer, status = self._exchange(request, files, question, limits, waiting)
        except BaseException:  # noqa: BLE001 -- also Ctrl-C and the end of a time limit; passed on
            self.kill()
            raise
        if answer is None:
            raise Exhausted(_cause(status))
        (kind, header), blobs = answer
        if kind == "broken":
            raise Broken(header)
        return header, blobs

    def _exchange(self, request, files, question, limits, waiting):
        """(answer or None, wait status of the child)."""
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(PULSE)
            with theirs:
                self._send_ends(request, [theirs.fileno(), *files])
            try:
                send(ours, *question, waiting.pause)
                answer = receive(ours, limits.answer, waiting.pause)
            except (EOFError, ConnectionError):
                answer = None
            except TooMuch as error:
                raise Exhausted("memory") from error
            return answer, self._status(waiting)

    def _send_ends(self, request, ends):
        try:
            socket.send_fds(self.control, [request], ends)
        except OSError as error:
            raise _Gone from error

    def _status(self, waiting):
        while True:
            try:
                said = self.control.recv(32)
            except TimeoutError:
                waiting.pause()
                continue
            except OSError as error:
                raise _Gone from error
            if not said:
                raise _Gone
            return int(said)


def _started(theirs, folder):
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 -- no user text in it
        [sys.executable, "-m", "zi_portal.lib.sandbox.confined_child", str(os.getpid()), folder, *MODULES],
        cwd=BASE_DIR,
        env=environment | ALWAYS | {"TMPDIR": folder},
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _kill_group(pid):
    if pid:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _cause(status):
    code = os.waitstatus_to_exitcode(status)
    if code == OUT_OF_MEMORY:
        return "memory"
    if code == -signal.SIGXCPU:
        return "time"
    return "killed" if -code in ENDERS else "crash"
