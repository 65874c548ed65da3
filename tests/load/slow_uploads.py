"""Forty people on bad lines upload at once; how long do others wait for a page?"""

import re
import threading
import time
from contextlib import contextmanager

from tests.chaos.visitor import Visitor
from tests.load import wire
from tests.load.figures import Line, milliseconds, p95

PEOPLE = 40
BODY = 8 << 20
PIECE = 2000
PAUSE = 0.5
"""4 kB a second each."""

BAR = 1.0
"""Seconds that nobody may wait longer."""


class Trickle:
    """The uploads: begun together, each a piece at a time, none ever ready."""

    def __init__(self, portal):
        self.lines = [wire.line(portal.address) for _ in range(PEOPLE)]
        begin = b"".join(wire.upload_head(portal.person, f"Content-Length: {BODY}"))
        for line in self.lines:
            line.sendall(begin)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._send, daemon=True)
        self.sent = 0

    def _send(self):
        while not self.over.wait(PAUSE):
            for line in self.lines:
                try:
                    line.sendall(b"x" * PIECE)
                except OSError:
                    continue
                self.sent += PIECE

    def alive(self):
        """How many the portal still listens to."""
        return sum(not wire.speaks(line, 0) for line in self.lines)


@contextmanager
def trickling(portal):
    """Forty uploads under way."""
    uploads = Trickle(portal)
    uploads.thread.start()
    try:
        yield uploads
    finally:
        uploads.over.set()
        uploads.thread.join()
        for line in uploads.lines:
            line.close()


def pages(portal):
    """{path: who opens it}: sign-in page, Beranda, a plan's table."""
    plan = re.search(r'href="(/rencana/\d+/)"', portal.person.get("/rencana/").text)[1]
    return {"/akun/masuk/": Visitor(portal.address), "/": portal.person, plan: portal.person}


def waits(visitors, seconds):
    """Seconds for each page, opened in turn on lines of their own; RuntimeError when one does not come."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        for path, visitor in visitors.items():
            start = time.monotonic()
            answer = visitor.get(path)
            times.append(time.monotonic() - start)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {answer.text[:300]}")
    return times


def measure(portal, seconds, bar=BAR):
    """Lines: other pages in quiet, then during the uploads."""
    visitors = pages(portal)
    waits(visitors, 1)  # whoever asks first pays for templates and connections
    quiet = waits(visitors, seconds / 2)
    with trickling(portal) as uploads:
        time.sleep(PAUSE)
        busy = waits(visitors, seconds)
        alive = uploads.alive()
    title = f"{PEOPLE} slow uploads"
    return [
        Line(portal.profile, "no upload: other pages, p95 / worst", pair(quiet), "", True),
        Line(portal.profile, f"{title}: other pages, p95 / worst", pair(busy), f"< {bar:.0f} s", max(busy) < bar),
        Line(portal.profile, f"{title}: still under way at the end", str(alive), str(PEOPLE), alive == PEOPLE),
    ]


def pair(times):
    """p95 and worst of seconds, and how many there were."""
    return f"{milliseconds(p95(times))} / {milliseconds(max(times))} ({len(times)} pages)"
