"""Functions that a confined child is asked to do in test_confined.py: good ones and bad ones."""

import os
import signal
import time
from pathlib import Path

from tests.zi_portal.sandbox import trying

SEEN = []
"""What a request left behind, were it seen by another."""


def echo(header, blobs):
    """What was sent, turned round."""
    return header, blobs[::-1]


def bomb(header, blobs):
    """Take memory until none is given; header["bytes"] at a time."""
    return {"taken": len([bytearray(header["bytes"]) for _ in range(10_000)])}, []


def loop(header, blobs):
    """Compute for ever."""
    while True:
        pass


def sleep(header, blobs):
    """Do nothing for header["seconds"]."""
    time.sleep(header["seconds"])
    return {}, []


def abort(header, blobs):
    """Die as a program does whose memory is damaged."""
    os.abort()


def die(header, blobs):
    """Be killed as if from outside."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail(header, blobs):
    """Raise what nobody expects."""
    raise KeyError("kunci yang hilang")


def write(header, blobs):
    """Write a file where files may be written; what the system says to it."""
    try:
        Path(os.environ["TMPDIR"], "a").write_bytes(b"x")
    except OSError as error:
        return {"error": error.errno}, []
    return {"error": 0}, []


def look(header, blobs):
    """What the child can see: environment, number of open files, process ids."""
    return {
        "environment": dict(os.environ),
        "files": sum(map(_is_open, range(64))),
        "pid": os.getpid(),
        "template": os.getppid(),
    }, []


def _is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def remember(header, blobs):
    """What earlier requests left; leaves this one."""
    SEEN.append(header["word"])
    return {"seen": SEEN[:-1]}, []


def much(header, blobs):
    """An answer of header["bytes"]."""
    return {}, [bytes(header["bytes"])]


def attack(header, blobs):
    """Everything that somebody tries who took the child over."""
    return trying.attempts(header), []


def execute(header, blobs):
    """Become another program."""
    return {"program": trying.execute()}, []


def read(header, blobs):
    """The file that was handed over, read and written; and another one."""
    with open(header["path"], "rb") as file:
        content = file.read().decode()
    return {"given": content, "written": trying._tried(trying._write, header["path"])} | {
        "other": trying._tried(trying._read, header["other"])
    }, []
