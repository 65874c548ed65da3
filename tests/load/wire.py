"""Plain sockets for what no HTTP client does: requests that trickle, claim too much, or end in the middle."""

import select
import socket
import ssl
import time
from urllib.parse import urlsplit

from deploy.trial.answers import trusting

UPLOAD = "/rencana/impor/"
BOUNDARY = "batas-unggahan"
SECONDS = 60


def line(address):
    """A connected socket, with TLS where the address has it.

    TLS 1.2, because in 1.3 a server speaks unasked (session tickets), and here it counts who speaks when.
    """
    parts = urlsplit(address)
    plain = socket.create_connection((parts.hostname, parts.port), timeout=SECONDS)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if parts.scheme == "http":
        return plain
    context = trusting()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(plain, server_hostname=parts.hostname)


def head(visitor, method, path, *lines):
    """Bytes of a request's head in the visitor's session, as the browser behind a proxy sends it."""
    host = urlsplit(visitor.address).netloc
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    token = next(cookie.value for cookie in visitor.cookies if "csrftoken" in cookie.name)
    fixed = [f"Host: {host}", f"Cookie: {cookies}", f"X-CSRFToken: {token}", f"Referer: {visitor.address}{path}"]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *fixed, "X-Forwarded-Proto: https", *lines, "", ""]).encode()


def upload_head(visitor, *lines):
    """Head of an upload, and the beginning of its body: the field of the file is open."""
    kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"
    about = 'Content-Disposition: form-data; name="file"; filename="rencana.xlsx"'
    start = f"--{BOUNDARY}\r\n{about}\r\nContent-Type: application/octet-stream\r\n\r\n"
    return head(visitor, "POST", UPLOAD, kind, *lines), start.encode()


def speaks(sock, seconds):
    """Whether the other side has sent something, or closed, within the seconds."""
    return bool(hasattr(sock, "pending") and sock.pending()) or bool(select.select([sock], [], [], seconds)[0])


def answer(sock):
    """(status, headers with small names, first bytes of the body); status 0 when the line ended without a head."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = _piece(sock)
        if not piece:
            return 0, {}, received
        received += piece
    top, body = received.split(b"\r\n\r\n", 1)
    first, *lines = top.decode("latin1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body


def rest(sock, body_start, length):
    """Read the body to its length, keeping nothing; how many bytes came."""
    received, room = len(body_start), bytearray(1 << 18)
    while received < length:
        count = sock.recv_into(room)
        if not count:
            break
        received += count
    return received


def text(sock, headers, body):
    """The whole body of a small page."""
    length = int(headers.get("content-length", 0))
    while len(body) < length:
        piece = _piece(sock)
        if not piece:
            break
        body += piece
    return body.decode("utf8", "replace")


def _piece(sock):
    try:
        return sock.recv(65536)
    except OSError:
        return b""


def push(sock, piece, total, pause=0.002):
    """Send up to total bytes in such pieces until the other side speaks; how many were sent."""
    count = 0
    while count < total:
        if speaks(sock, 0):
            break
        try:
            sock.sendall(piece)
        except OSError:
            break
        count += len(piece)
        time.sleep(pause)
    return count
