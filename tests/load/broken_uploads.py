"""Uploads that end midway: the sender leaves, or the web process is killed. Nothing of them may stay."""

import re
import time

from tests.load import wire
from tests.load.figures import Line
from zi_portal import BASE_DIR

WORKBOOK = BASE_DIR / "fixtures" / "demo" / "rencana-aksi-teluk-jernih.xlsx"
HALF, WHOLE = 4 << 20, 8 << 20
SETTLE = 5.0
"""Seconds in which a portal must have noticed that a sender is gone."""


def half(portal, address):
    """An open line on which half of an upload was sent."""
    sock = wire.line(address)
    sock.sendall(b"".join(wire.upload_head(portal.person, f"Content-Length: {WHOLE}")))
    wire.push(sock, b"x" * 65536, HALF)
    time.sleep(0.3)
    return sock


def abort(portal):
    """Whether nothing stays of an upload whose sender leaves; through the front door and at the web process itself."""
    before = portal.leavings()
    for address in (portal.address, portal.direct):
        half(portal, address).close()
    return _becomes(portal, before)


def kill(portal):
    """Whether nothing stays of an upload whose web process is killed."""
    before = portal.leavings()
    with half(portal, portal.direct):
        portal.kill_web()
    return _becomes(portal, before)


def whole(portal):
    """Whether the same request, sent to its end, makes one row and one file: that the others were real uploads."""
    rows, files = portal.leavings()
    office = re.search(r'<option value="(\d+)"', portal.person.get(wire.UPLOAD).text)[1]
    file = ("file", WORKBOOK.name, WORKBOOK.read_bytes())
    answer = portal.person.post(wire.UPLOAD, {"satker": office, "year": 2031}, file)
    now, stored = portal.leavings()
    return answer.status == 302 and now == rows + 1 and len(set(stored) - set(files)) == 1


def _nothing_new(portal, before):
    """Whether there are no more rows and files than before; less there may be: who is killed takes along their own."""
    (rows, files), (rows_before, files_before) = portal.leavings(), before
    return rows == rows_before and set(files) <= set(files_before)


def _becomes(portal, before):
    end = time.monotonic() + SETTLE
    while not _nothing_new(portal, before):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def measure(portal):
    """Lines of the three."""
    words = {True: "nothing stays", False: "something stays"}
    portal.settle()
    aborted, killed, arrived = abort(portal), kill(portal), whole(portal)
    return [
        Line(portal.profile, "upload whose sender leaves midway", words[aborted], "nothing stays", aborted),
        Line(portal.profile, "upload whose web process is killed", words[killed], "nothing stays", killed),
        Line(portal.profile, "upload that is sent to its end", "taken" if arrived else "refused", "taken", arrived),
    ]
