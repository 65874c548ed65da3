"""A stored file of 600 MB: how long its download takes, and how much memory the web processes need for it."""

import subprocess
import sys
import time
from pathlib import Path

from tests.load import wire
from tests.load.figures import Line
from zi_portal import BASE_DIR

MEGABYTES = 600
NAME = "decree/2026/besar.pdf"
BAR = 200
"""MB of memory that no web process may reach."""

ROW = f"""\
from plans.models import Decree, Document
decree = Decree.objects.filter(satker__memberships__user__email="sari@demo.test").first()
row = Document.objects.create(
    decree=decree, edition="asli", is_draft=True, source_sha256="0" * 64, file="{NAME}", size=1
)
print("row", row.pk)
"""


def place(portal, size):
    """Path of the download: a row, and a file that has the size but takes no disk."""
    if not portal.stack.env.get("S3_BUCKET"):
        file = portal.media / NAME
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as opened:
            opened.truncate(size)
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", ROW]
    completed = subprocess.run(command, cwd=BASE_DIR, env=portal.stack.env, check=True, capture_output=True, text=True)
    return f"/keputusan/dokumen/{completed.stdout.split()[-1]}/"


def peak(processes):
    """The largest VmHWM of the processes in MB."""
    peaks = []
    for pid in processes:
        status = Path(f"/proc/{pid}/status").read_text()
        peaks.append(int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024)
    return max(peaks)


def fetch(portal, path):
    """(status, bytes that came, seconds)."""
    with wire.line(portal.address) as sock:
        start = time.monotonic()
        sock.sendall(wire.head(portal.person, "GET", path))
        status, headers, body = wire.answer(sock)
        received = wire.rest(sock, body, int(headers["content-length"]))
        return status, received, time.monotonic() - start


def ask(portal, path, method, *lines, address=None):
    """(status, headers, whether nothing follows the head) of a request whose body is not wanted."""
    with wire.line(address or portal.address) as sock:
        sock.sendall(wire.head(portal.person, method, path, *lines))
        status, headers, body = wire.answer(sock)
        return status, headers, not body and not wire.speaks(sock, 0.3)


def measure(portal, megabytes=MEGABYTES):
    """Lines: time, memory, HEAD, Range; in production that the web process sent none of it."""
    size = megabytes << 20
    path = place(portal, size)
    before = peak(portal.web_processes())
    status, received, seconds = fetch(portal, path)
    after = peak(portal.web_processes())
    rate = received / seconds / (1 << 20)
    title = f"download of {megabytes} MB"
    memory = f"{before:.0f} → {after:.0f} MB"
    complete = status == 200 and received == size
    lines = [
        Line(portal.profile, title, f"{seconds:.1f} s ({rate:.0f} MB/s)", "all of it", complete),
        Line(portal.profile, f"{title}: peak of a web process", memory, f"< {BAR} MB", after < BAR),
        *_heads(portal, path, size),
    ]
    if portal.profile == "production":
        status, headers, empty = ask(portal, path, "GET", address=portal.direct)
        holds = status == 200 and headers.get("x-accel-redirect") == f"/_protected/{NAME}" and empty
        lines.append(Line(portal.profile, f"{title}: sent by the web process", "nothing", "nothing", holds))
    return lines


def _heads(portal, path, size):
    """HEAD says the size and sends nothing; a range comes alone, or whole where the server knows none."""
    status, headers, empty = ask(portal, path, "HEAD")
    holds = status == 200 and headers["content-length"] == str(size) and empty
    yield Line(portal.profile, "HEAD of it", f"{status}, {'no' if empty else 'a'} body", "200, no body", holds)
    status, headers, _ = ask(portal, path, "GET", "Range: bytes=100-199")
    length = headers["content-length"]
    holds = (status, length) in {(206, "100"), (200, str(size))}
    yield Line(portal.profile, "100 bytes of its middle", f"{status}, {length} bytes", "206, or 200 and all", holds)
