"""Body of a child process of serve: a Celery program that never outlives its parent; imports Celery late."""

import ctypes
import os
import signal
import sys
import threading
import time
import warnings

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent ends, however it ends."""

ORPHAN_SECONDS = 8.0
"""Seconds that a program may take to end after its parent; Celery can wait for ever for a dead pool process."""

NICENESS = 5
"""Niceness of workers: when cores are scarce, pages, at which somebody waits, come first; as Nice= of the unit."""


def follow_parent(parent):
    """Make the kernel send SIGTERM when the parent ends, even by kill: nothing may outlive the portal."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit()  # it ended before we could ask for the signal
    threading.Thread(target=_end_orphans, args=(parent,), name="orphan", daemon=True).start()


def _end_orphans(parent):
    """Wait for the parent's end and some seconds for the signal to work, then kill this process and its children."""
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(ORPHAN_SECONDS)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def run(parent, arguments):
    """Run the Celery program with these arguments, as a child of the process with the id `parent`."""
    follow_parent(parent)
    if arguments[0] == "worker":
        os.nice(NICENESS)
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # Celery ends at once; unfinished work goes back to its row
    from celery.exceptions import SecurityWarning  # noqa: PLC0415 -- the environment above comes first

    from zi_portal.celery import app  # noqa: PLC0415 -- the same

    warnings.simplefilter("ignore", SecurityWarning)  # root is fine here: messages are JSON, nothing is unpickled
    app.start(["--quiet", *arguments])


if __name__ == "__main__":
    run(int(sys.argv[1]), sys.argv[2:])
