"""Client of a ClamAV daemon for a stream of bytes (INSTREAM), over its unix socket or host:port."""

import socket
import struct
from dataclasses import dataclass

PIECE = 1 << 17
CONNECT_SECONDS = 3
ANSWER_SECONDS = 120
"""Seconds for the answer: the daemon scans after the last byte; its own limit (MaxScanTime) is 120 s."""
LONGEST = 4096
CLEAN, INFECTED, UNSCANNABLE = "clean", "infected", "unscannable"


class ScannerDown(Exception):
    """The scanner does not answer, or not in time: nothing is known about the file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. verdict: CLEAN, INFECTED or UNSCANNABLE; detail: name of the signature, or the daemon's words."""

    verdict: str
    detail: str = ""


def scan(address, pieces, *, seconds=ANSWER_SECONDS):
    """Return the Answer about the bytes of pieces (an iterable); raise ScannerDown, and what pieces raise."""
    with _connect(address, seconds) as connection:
        _send(connection, b"zINSTREAM\0")
        _stream(connection, pieces)
        return _answer(_read(connection))


def _stream(connection, pieces):
    """Send each piece preceded by its length, then the end; a daemon that hangs up has sent the reason, read next."""
    for piece in pieces:
        if not _send_piece(connection, struct.pack("!I", len(piece)) + piece):
            return
    _send_piece(connection, struct.pack("!I", 0))


def _send_piece(connection, content):
    try:
        connection.sendall(content)
    except TimeoutError as error:
        raise ScannerDown(str(error)) from error
    except OSError:
        return False
    return True


def version(address, *, seconds=CONNECT_SECONDS):
    """Return version and signatures of the daemon ("ClamAV 1.4.6/27000/…"); raise ScannerDown."""
    with _connect(address, seconds) as connection:
        _send(connection, b"zVERSION\0")
        return _read(connection)


def _connect(address, seconds):
    """Return a socket connected to "/path" or "host:port"."""
    try:
        if address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(CONNECT_SECONDS)
                connection.connect(address)
            except OSError:
                connection.close()
                raise
        else:
            host, _, port = address.rpartition(":")
            connection = socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise ScannerDown(str(error)) from error
    connection.settimeout(seconds)
    return connection


def _send(connection, content):
    try:
        connection.sendall(content)
    except OSError as error:
        raise ScannerDown(str(error)) from error


def _read(connection):
    """Return the daemon's words up to a zero byte or the end."""
    reply = b""
    try:
        while not reply.endswith(b"\0") and len(reply) < LONGEST and (piece := connection.recv(LONGEST)):
            reply += piece
    except OSError as error:
        raise ScannerDown(str(error)) from error
    if not reply:
        raise ScannerDown("no answer")
    return reply.rstrip(b"\0\n").decode("utf8", "replace")


def _answer(reply):
    """Return the Answer of "stream: OK", "stream: NAME FOUND", "INSTREAM size limit exceeded. ERROR"."""
    words = reply.removeprefix("stream: ")
    if words == "OK":
        return Answer(CLEAN)
    if words.endswith(" FOUND"):
        name = words.removesuffix(" FOUND")
        return Answer(UNSCANNABLE if name.startswith("Heuristics.Limits.Exceeded") else INFECTED, name)
    if "size limit" in words or words.endswith("ERROR") and "Can't" not in words:
        return Answer(UNSCANNABLE, words)
    raise ScannerDown(words)
