"""Risky work (strangers' files, page layout) in limited child processes, forked for each call from a warm template.

A calling process has one template process, which holds the imported modules and no request. Each call hands it one
end of a socket; it forks, and the child limits itself, reads the request from the socket, answers and ends, so that no
request meets another's memory. Only JSON and bytes pass between the processes, never code or pickles.
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

__all__ = ["Broken", "Exhausted", "Limits", "allow", "call", "end"]

MODULES = [
    "zi_portal.lib.sandbox.inside.press",
    "zi_portal.lib.sandbox.inside.pictures",
    "zi_portal.lib.grid.xlsx_reader",
    "zi_portal.lib.sandbox.inside.inspection",
    "zi_portal.lib.sandbox.inside.leaves",
    "zi_portal.lib.sandbox.inside.signatures",
]
"""The only modules whose functions can be called, beside those of allow(); warm() is called once in the template."""

INHERITED = ("PATH", "HOME")
"""Environment variables that the template inherits, beside ALWAYS and a TMPDIR of its own: no keys or passwords."""
ALWAYS = {
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "FONTCONFIG_FILE": f"{BASE_DIR}/static/fonts/fonts.conf",
}
"""Variables of every template. One arena: the C library reserves 64 MiB of addresses for each further one.

Fontconfig knows the fonts of static/fonts only: no print asks for one of the machine's.
"""

TURN_SECONDS = 4
"""Seconds that a caller without a tick (a page) waits for its turn: many at once must not occupy every thread."""
POLL_SECONDS = 0.25
"""Seconds between two checks of the clock while timer."""
ENDERS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Exhausted(Exception):
    """The work was not finished.

    reason: "time", "memory" (also an answer beyond its limit), "crash" (the child died of its work), "killed" (from
    outside) or "busy" (other calls took too long; only without a tick). The last two are TEMPORARY: another try may
    succeed.
    """

    TEMPORARY = ("killed", "busy")

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Broken(Exception):
    """The function raised an exception, which is a fault of the portal; the message is the child's traceback."""


class _TemplateEnded(Exception):
    """The template process has ended."""


def allow(module):
    """Let functions of an app's module be called; done where the app is imported, before the first call."""
    if module not in MODULES:
        MODULES.append(module)


def call(name, header, *, blobs=(), file=None, limits, tick=None):
    """Call the function "module:name" with (header, blobs) in a child and return its (dict, list of bytes).

    name: in a module of MODULES. header: a dict for JSON; blobs: bytes beside it. file: an open file, the only one of
    the portal's that the child can read, by its path header["path"]. tick() is called about once a second; what it
    raises ends the child and passes. Raises Exhausted or Broken.
    """
    if name.partition(":")[0] not in MODULES:
        raise ValueError(f"{name} is not among the modules that may be called.")
    request = json.dumps({"name": name, "limits": asdict(limits)}).encode()
    with _turn(tick), _read_only(file) as files:
        for _ in range(2):
            timer = _Timer(limits.seconds, tick)
            try:
                return _template().ask(request, files, (header, blobs), limits, timer)
            except _TemplateEnded:
                continue  # killed from outside: one more try, with a new template
        raise Exhausted("killed")


def end():
    """End this process's template process, if any, and wait for it; the next call starts another."""
    template, _process.template = _process.template, None
    if template:
        template.kill()


# The caller's side


class _Process:
    """State of this process; a forked copy gets its own."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.lock = threading.Lock()
        self.template = None

    def close_template(self):
        """Let the template end: it reads the end of its input."""
        if self.template:
            self.template.control.close()

    def begin_in_copy(self):
        """Start afresh in a forked copy, whose template is the parent's."""
        self.close_template()
        self.begin()


_process = _Process()
os.register_at_fork(after_in_child=_process.begin_in_copy)
atexit.register(_process.close_template)


@contextmanager
def _turn(tick):
    """Let one call run at a time: two would need the memory of both."""
    lock, deadline = _process.lock, time.monotonic() + TURN_SECONDS
    while not lock.acquire(timeout=1):
        if tick:
            tick()
        elif time.monotonic() >= deadline:
            raise Exhausted("busy")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _read_only(file):
    """Yield [descriptor] of a read-only copy of an open file, [] for None."""
    if file is None:
        yield []
        return
    number = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield [number]
    finally:
        os.close(number)


def _template():
    if _process.template is None or not _process.template.pid:
        end()
        _process.template = _Template()
    return _process.template


class _Timer:
    """Time of one call: pause() is called several times a second and raises Exhausted when it is over."""

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
    """The caller's end of a template process; pid: 0 when it has ended. Raises OSError when it cannot be started."""

    def __init__(self):
        self.pid = 0
        self.failure = None
        self.guard = threading.Lock()
        self.control, template_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(POLL_SECONDS)
        is_started = threading.Event()
        self.keeper = threading.Thread(target=self._keep, args=(template_end, is_started), daemon=True, name="confined")
        self.keeper.start()
        is_started.wait()
        if self.failure:
            self.control.close()
            raise self.failure

    def _keep(self, template_end, is_started):
        """Start the process, wait for its end and remove what it left behind.

        This runs in a thread of its own, because the kernel ends the process with the thread that started it.
        """
        try:
            with template_end, TemporaryDirectory(prefix="zi-confined-", ignore_cleanup_errors=True) as folder:
                process = _start(template_end, folder)
                self.pid = process.pid
                template_end.close()
                is_started.set()
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
                with self.guard:
                    _kill_group(self.pid)
                    process.wait()
                    self.pid = 0
        except OSError as error:  # no room for its folder or no process: the caller gets it
            self.failure = error
        finally:
            is_started.set()

    def kill(self):
        """Kill the process and its child, and wait until both are gone."""
        with self.guard:
            _kill_group(self.pid)
        self.keeper.join(5)
        self.control.close()

    def ask(self, request, files, question, limits, timer):
        """Return the answer to one question; whatever goes wrong meanwhile, no child stays behind."""
        try:
            answer, status = self._exchange(request, files, question, limits, timer)
        except BaseException:  # noqa: BLE001 -- also Ctrl-C and the end of a time limit; passed on
            self.kill()
            raise
        if answer is None:
            raise Exhausted(_cause(status))
        (kind, header), blobs = answer
        if kind == "broken":
            raise Broken(header)
        return header, blobs

    def _exchange(self, request, files, question, limits, timer):
        """Return (answer or None, wait status of the child)."""
        caller_end, child_end = socket.socketpair()
        with caller_end:
            caller_end.settimeout(POLL_SECONDS)
            with child_end:
                self._send_descriptors(request, [child_end.fileno(), *files])
            try:
                send(caller_end, *question, timer.pause)
                answer = receive(caller_end, limits.answer, timer.pause)
            except (EOFError, ConnectionError):
                answer = None
            except TooMuch as error:
                raise Exhausted("memory") from error
            return answer, self._status(timer)

    def _send_descriptors(self, request, descriptors):
        try:
            socket.send_fds(self.control, [request], descriptors)
        except OSError as error:
            raise _TemplateEnded from error

    def _status(self, timer):
        while True:
            try:
                status = self.control.recv(32)
            except TimeoutError:
                timer.pause()
                continue
            except OSError as error:
                raise _TemplateEnded from error
            if not status:
                raise _TemplateEnded
            return int(status)


def _start(template_end, folder):
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return subprocess.Popen(  # noqa: S603 -- no user text in it
        [sys.executable, "-m", "zi_portal.lib.sandbox.confined_child", str(os.getpid()), folder, *MODULES],
        cwd=BASE_DIR,
        env=environment | ALWAYS | {"TMPDIR": folder},
        stdin=template_end.fileno(),
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
