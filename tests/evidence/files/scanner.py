"""A real clamd with a signature of the tests' own: in a folder, on a socket there, gone with the tests."""

import shutil
import socket
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.trial.parts import Part

SIGN = b"PORTAL-ZI-TANDA-UJI-PEMINDAI"
"""What the scanner takes for a virus."""

NAME = "ZI.Uji.Tanda.UNOFFICIAL"
MOST_KB = 512
"""Longest file that this scanner takes."""

CONFIG = """\
DatabaseDirectory {folder}/tanda
LocalSocket {folder}/clamd.sock
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength {most}K
MaxThreads 2
SelfCheck 0
"""
PATIENCE = 30.0


@contextmanager
def running(folder):
    """Path of the socket of a started clamd; the test is skipped where there is none."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon): nothing is scanned for real")
    (folder / "tanda").mkdir()
    (folder / "tanda" / "uji.ndb").write_text(f"ZI.Uji.Tanda:0:*:{SIGN.hex()}\n", encoding="ascii")
    (folder / "clamd.conf").write_text(CONFIG.format(folder=folder, most=MOST_KB), encoding="utf8")
    command = [program, "--config-file", folder / "clamd.conf"]
    part = Part("clamd", command, {"PATH": "/usr/bin"}, folder / "clamd.log", folder)
    part.start()
    try:
        _wait(part, folder / "clamd.sock")
        yield str(folder / "clamd.sock")
    finally:
        part.stop()


def _wait(part, path):
    end = time.monotonic() + PATIENCE
    while not _answers(path):
        if not part.runs or time.monotonic() > end:
            raise RuntimeError(f"clamd does not answer: {part.last_words()}")
        time.sleep(0.05)


def _answers(path):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(Path(path)))
            line.sendall(b"zPING\0")
            return line.recv(16) == b"PONG\0"
        except OSError:
            return False
