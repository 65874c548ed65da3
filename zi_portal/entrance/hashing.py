"""Hashing of passwords: Django's, one at a time in each process and at a lower priority than its pages.

A hash takes a third of a second of a core on purpose. On the threads of the pages, a few guesses at the same moment
would take all cores of a small server and all threads.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher

ROOM = 3
"""Passwords that one process checks or has waiting: fewer than its threads, so that pages always have one."""
NICENESS = 5
"""Niceness of the hashing thread, for when cores are scarce; on Linux each thread has its own."""


class Busy(Exception):
    """There is no room; nothing was compared. seconds: time after which another try makes sense."""

    seconds = 3


class _Process:
    """Room and thread of this process; a forked copy gets its own."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.room = threading.BoundedSemaphore(ROOM)
        self.thread = ThreadPoolExecutor(1, "hashing", initializer=os.nice, initargs=(NICENESS,))


_process = _Process()
os.register_at_fork(after_in_child=_process.begin)


@contextmanager
def room():
    """Reserve room for the check of a password; raise Busy at once where ROOM others have it."""
    places = _process.room
    if not places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        places.release()


class Hasher(PBKDF2PasswordHasher):
    """Django's own hasher, run on the process's one thread for it."""

    def encode(self, password, salt, iterations=None):
        """Return the hash as Django writes it."""
        return _process.thread.submit(super().encode, password, salt, iterations).result()
