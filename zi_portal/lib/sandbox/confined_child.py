"""The template process and its children: a limited fork does each request and answers it (see confined.py)."""

import ctypes
import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shutil import rmtree

from zi_portal import BASE_DIR
from zi_portal.lib.sandbox import fence

PR_SET_PDEATHSIG = 1
FILES = 64
"""Open files of a child, at most: its socket, fonts, one workbook."""
OUT_OF_MEMORY = 101
"""Exit code of a child after MemoryError, when it may be unable to say more."""
LENGTH = struct.Struct("!I")
READABLE = (
    f"{BASE_DIR}/zi_portal", f"{BASE_DIR}/static", sys.prefix, f"{sys.base_prefix}/lib", "/usr/lib", "/usr/lib64",
    "/usr/share", "/usr/local/lib", "/usr/local/share", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/mime.types", "/var/cache/fontconfig", "/dev/null", "/dev/urandom", "/dev/zero",
)  # fmt: skip
"""Paths that a child can open beside the file of its request and the template's own folder: code, libraries, fonts.

Neither ZI_VAR nor /etc/portal-zi.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one call: bytes beyond the template's own, seconds of CPU, seconds of time, bytes of the answer."""

    memory: int
    cpu: int
    seconds: float
    answer: int = 64 << 20


class TooMuch(Exception):
    """A message is longer than allowed."""


# Messages: length of the JSON, the JSON [header, sizes of the blobs], the blobs


def send(channel, header, blobs, pause=lambda: None):
    """Send a message; pause() is called at each time-out of the channel."""
    head = json.dumps([header, [len(blob) for blob in blobs]], separators=(",", ":")).encode()
    for part in (LENGTH.pack(len(head)), head, *blobs):
        left = memoryview(part)
        while left:
            try:
                left = left[channel.send(left) :]
            except TimeoutError:
                pause()


def receive(channel, limit=sys.maxsize, pause=lambda: None):
    """Return (header, [blob, …]) of a message; raise EOFError at its end, TooMuch beyond the limit in bytes."""
    (length,) = LENGTH.unpack(_read(channel, LENGTH.size, limit, pause))
    header, sizes = json.loads(_read(channel, length, limit, pause))
    if sum(sizes) > limit:
        raise TooMuch
    return header, [bytes(_read(channel, size, limit, pause)) for size in sizes]


def _read(channel, size, limit, pause):
    if size > limit:
        raise TooMuch
    content = bytearray(size)
    left = memoryview(content)
    while left:
        try:
            count = channel.recv_into(left)
        except TimeoutError:
            pause()
            continue
        if not count:
            raise EOFError
        left = left[count:]
    return content


# The template


def serve(parent, folder, modules):
    """Run the template process: fork for each request until the process with the id `parent` closes the channel.

    folder: its TMPDIR, removed at the end; modules: names of those whose functions may be called.
    """

    def leave(*_):
        rmtree(folder, ignore_errors=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    _end_with(parent, signal.SIGTERM)
    warm_modules = {}
    try:
        with socket.socket(fileno=0) as control, suppress(ConnectionError):
            while request := _next(control):
                _answer(control, *request, modules, warm_modules)
    finally:
        rmtree(folder, ignore_errors=True)


def _next(control):
    """Return (request, its channel, [descriptor of its file] or []), None at the end of the input."""
    message, ends, _, _ = socket.recv_fds(control, 4096, 2)
    return (json.loads(message), socket.socket(fileno=ends[0]), ends[1:]) if message else None


def _answer(control, request, channel, files, modules, warm_modules):
    """Let a child do the request, and send the caller the child's wait status."""
    module, _, function = request["name"].partition(":")
    if module not in modules:
        raise ValueError(f"{module} may not be called.")
    if module not in warm_modules:
        warm_modules[module] = _load(module)
    with channel:
        child = os.fork()
        if not child:
            _be_child(control, channel, files, getattr(warm_modules[module], function), Limits(**request["limits"]))
    for number in files:
        os.close(number)
    control.send(str(os.waitpid(child, 0)[1]).encode())


def _load(name):
    module = import_module(name)
    if hasattr(module, "warm"):
        module.warm()
    gc.collect()
    gc.freeze()  # children then share these pages instead of copying them
    return module


def _end_with(parent, number):
    """Make the kernel send this signal when the parent ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit()  # it ended before we could ask for the signal


# The child


def _be_child(control, channel, files, function, limits):
    """Do the work and end the process; never returns."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _end_with(os.getpgid(0), signal.SIGKILL)  # the template leads the group
        control.close()
        _limit(limits)
        fence.enter(readable=(*READABLE, os.environ["TMPDIR"]), files=files)
        header, blobs = receive(channel)
        if files:
            header["path"] = f"/proc/self/fd/{files[0]}"
        send(channel, *_answer_of(function, header, blobs))
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)


def _answer_of(function, header, blobs):
    try:
        header, blobs = function(header, blobs)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- whatever it is, the caller is told
        return ("broken", traceback.format_exc()), []
    return ("answer", header), blobs


def _limit(limits):
    """Forbid cores and written files; limit open files, CPU, and memory beyond what the template has."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")  # killed first when memory runs out
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + limits.memory
    for resource_id, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, FILES, FILES),
        (resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),  # SIGXCPU, a second later SIGKILL
        (resource.RLIMIT_AS, memory, memory),
    ):
        resource.setrlimit(resource_id, (soft, hard))


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
