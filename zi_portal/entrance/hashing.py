"""Hashing of passwords: Django's, one at a time in a process and behind its pages; guesses find little room there.

A hash takes a third of a second of a core on purpose. On the threads of the pages a few guesses at the same moment
would take all cores of a small server, and all threads.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher

ROOM = 3
"""Guesses of one process that are checked or wait for it: fewer than it has threads, so that pages always have one."""
NICENESS = 5
"""How far the hashing thread stands behind the others when cores are scarce; on Linux each thread has its own."""


class Busy(Exception):
    """There is no room; nothing was compared. seconds: after so many another try is worth it."""

    seconds = 3


class _Here:
    """Room and thread of this very process; a copy made by fork begins anew."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.room = threading.BoundedSemaphore(ROOM)
        self.thread = ThreadPoolExecutor(1, "hashing", initializer=os.nice, initargs=(NICENESS,))


_here = _Here()
os.register_at_fork(after_in_child=_here.begin)


@contextmanager
def room():
    """Room to check what may be a guess; raises Busy at once where ROOM others have it."""
    taken = _here.room
    if not taken.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        taken.release()


class Hasher(PBKDF2PasswordHasher):
    """Django's own way of hashing, on the process's one thread for it."""

    def encode(self, password, salt, iterations=None):
        """The hash as Django writes it."""
        return _here.thread.submit(super().encode, password, salt, iterations).result()
