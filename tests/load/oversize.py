"""Requests that are too large: refused before they are read, with a sentence that the sender understands."""

import time

from tests.load import wire
from tests.load.figures import Line

LIMIT = 11 << 20
"""Bytes of a request that are taken (settings.REQUEST_MAX_BYTES; a test compares them)."""

UNREAD = 1 << 20
SENTENCE = "lebih besar dari yang dapat diterima"


def claimed(portal, size):
    """(status, page, bytes sent until the answer, seconds) of an upload that says its size beforehand."""
    top, start = wire.upload_head(portal.person, f"Content-Length: {size}")
    return _send(portal, top + start, b"x" * 16384, min(size, 4 * LIMIT))


def endless(portal):
    """The same of one that says no size and goes on and on."""
    top, start = wire.upload_head(portal.person, "Transfer-Encoding: chunked")
    first = f"{len(start):x}\r\n".encode() + start + b"\r\n"
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    return _send(portal, top + first, piece, 8 * LIMIT)


def polite(portal):
    """Status of one that asks before it sends (Expect: 100-continue)."""
    top, _ = wire.upload_head(portal.person, f"Content-Length: {2 << 30}", "Expect: 100-continue")
    with wire.line(portal.address) as sock:
        sock.sendall(top)
        return wire.answer(sock)[0]


def _send(portal, begin, piece, limit):
    with wire.line(portal.address) as sock:
        start = time.monotonic()
        sock.sendall(begin)
        pushed = wire.push(sock, piece, limit)
        status, headers, body = wire.answer(sock)
        return status, wire.text(sock, headers, body), pushed, time.monotonic() - start


def measure(portal):
    """Lines for each way to send too much."""
    lines = []
    for claim, size in (("2 GB", 2 << 30), ("1 byte above the limit", LIMIT + 1)):
        status, page, pushed, _ = claimed(portal, size)
        holds = status == 413 and SENTENCE in page and pushed < UNREAD
        value = f"{status} after {pushed / 1024:.0f} kB sent"
        lines.append(Line(portal.profile, f"upload that says {claim}", value, "413, < 1 MB read", holds))
    status, page, pushed, _ = endless(portal)
    holds = status == 413 and SENTENCE in page and pushed < LIMIT + (8 << 20)
    value = f"{status} after {pushed / (1 << 20):.1f} MB sent"
    lines.append(Line(portal.profile, "upload without a size, endless", value, "413 at the limit (11 MB)", holds))
    status = polite(portal)
    lines.append(Line(portal.profile, "2 GB that asks first (Expect)", str(status), "413, nothing sent", status == 413))
    return lines
