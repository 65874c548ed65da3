"""Office files → PDF by LibreOffice, where it is installed: one at a time, bounded, without network and macros."""

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
"""So long one file may take; a worker's task ends at 300 s."""
PATIENCE = 1
"""So long a file waits for the one before it; then its worker does other work."""
BIGGEST = 200 << 20
"""Bytes of a PDF that is taken."""

PLACE = f"\0zi-portal-office-{os.getuid()}"
"""Name that whoever's turn it is holds; the kernel takes it back from a holder that ends."""


class Busy(Exception):
    """Other files took too long: another try may do."""


class Failed(Exception):
    """LibreOffice gave no PDF. what: "time" or "broken" (also: it needed more memory than it may have)."""

    def __init__(self, what):
        super().__init__(what)
        self.what = what


def program():
    """Path of soffice, None where LibreOffice is absent."""
    return shutil.which("soffice")


def to_pdf(path, kind, target, *, tick=lambda: None, seconds=SECONDS):
    """Write the PDF of an office file to target (an open binary file); False where LibreOffice is absent.

    path: of the file, kind: its extension ("docx", "xlsx", "pptx"). tick() is called about once a second; what it
    raises ends LibreOffice and passes. Raises Busy, Failed. Whoever is killed, no process and no folder stays.
    """
    if program() is None:
        return False
    with _turn(tick):
        # The keeper ends with this process; a socket tells it what to do and brings the PDF back.
        ours, theirs = socket.socketpair()
        with ours, theirs:
            keeper = subprocess.Popen(  # noqa: S603 -- no user text in it
                [sys.executable, "-m", "zi_portal.lib.sandbox.office_keeper", str(os.getpid()), str(theirs.fileno()),
                 program(), str(path), kind],
                cwd=BASE_DIR, pass_fds=[theirs.fileno()], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            theirs.close()
            try:
                _receive(ours, target, tick, time.monotonic() + seconds)
            finally:
                _end(keeper)
    return True


def _receive(channel, target, tick, end):
    """What the keeper sends until it ends: the PDF, nothing where there is none."""
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
    """Ask the keeper to end what it keeps; it removes its folder before it goes."""
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
    """One file at a time on this machine: a name that the kernel takes back when its holder ends, however it ends."""
    patience = time.monotonic() + PATIENCE
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as place:
        while True:
            try:
                place.bind(PLACE)
                break
            except OSError as error:
                if time.monotonic() >= patience:
                    raise Busy from error
            tick()
            time.sleep(0.5)
        yield
