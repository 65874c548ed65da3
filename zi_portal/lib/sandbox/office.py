"""Office files → PDF by LibreOffice, where it is installed: one at a time, limited, without network and macros."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

from zi_portal import BASE_DIR

logger = logging.getLogger(__name__)

SECONDS = 120
"""Seconds that one file may take; a worker's task ends at 300 s."""
PATIENCE = 1
"""Seconds that a file waits for the one before it; then its worker does other work."""
BIGGEST = 200 << 20
"""Bytes of an accepted PDF, at most."""

LOCK_NAME = f"\0zi-portal-office-{os.getuid()}"
"""Name of the lock: a socket address, which the kernel releases when its holder ends."""


class Busy(Exception):
    """Other files took too long: another try may succeed."""


class Failed(Exception):
    """LibreOffice made no PDF. reason: "time" or "broken" (or it needed more memory than allowed)."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def program():
    """Return the path of soffice, None where LibreOffice is absent."""
    return shutil.which("soffice")


def to_pdf(path, kind, target, *, tick=lambda: None, seconds=SECONDS):
    """Write the PDF of an office file to target (an open binary file); return False where LibreOffice is absent.

    path: of the file, kind: its extension ("docx", "xlsx", "pptx"). tick() is called about once a second; what it
    raises ends LibreOffice and passes. Raises Busy or Failed. Whichever process is killed, no process or folder stays.
    """
    if program() is None:
        return False
    with _turn(tick):
        # The keeper ends with this process; its socket brings the PDF back.
        pdf_end, far_end = socket.socketpair()
        with pdf_end, far_end:
            keeper = subprocess.Popen(  # noqa: S603 -- no user text in it
                [sys.executable, "-m", "zi_portal.lib.sandbox.office_keeper", str(os.getpid()), str(far_end.fileno()),
                 program(), str(path), kind],
                cwd=BASE_DIR, pass_fds=[far_end.fileno()], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            far_end.close()
            try:
                _receive(pdf_end, target, tick, time.monotonic() + seconds)
            finally:
                _end(keeper)
    return True


def _receive(channel, target, tick, end):
    """Write to target what the keeper sends until it ends: the PDF; raise Failed where there is none."""
    channel.settimeout(1)
    size = 0
    while True:
        if time.monotonic() >= end:
            raise Failed("time")
        try:
            piece = channel.recv(1 << 20)
        except TimeoutError:
            tick()
            continue
        if not piece:
            break
        size += len(piece)
        if size > BIGGEST:
            raise Failed("broken")
        target.write(piece)
    if not size:
        raise Failed("broken")
    target.flush()


def _end(keeper):
    """Ask the keeper to end LibreOffice and itself; it removes its folder first."""
    with suppress(ProcessLookupError):
        keeper.send_signal(signal.SIGTERM)
    try:
        keeper.wait(10)
    except subprocess.TimeoutExpired:
        logger.warning("LibreOffice's keeper does not end; it is killed.")
        os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()


@contextmanager
def _turn(tick):
    """Let one file at a time be converted on this machine; the kernel releases the lock however its holder ends."""
    deadline = time.monotonic() + PATIENCE
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lock:
        while True:
            try:
                lock.bind(LOCK_NAME)
                break
            except OSError as error:
                if time.monotonic() >= deadline:
                    raise Busy from error
            tick()
            time.sleep(0.5)
        yield
