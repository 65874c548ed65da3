"""Asking a ClamAV daemon about a stream of bytes (INSTREAM), over its unix socket or host:port."""

import socket
import struct
from dataclasses import dataclass

PIECE = 1 << 17
CONNECT_SECONDS = 3
ANSWER_SECONDS = 120
"""The daemon scans after the last byte; its own limit (MaxScanTime) is 120 s."""
LONGEST = 4096
CLEAN, INFECTED, UNSCANNABLE = "clean", "infected", "unscannable"


class ScannerDown(Exception):
    """The scanner does not answer, or not in time: nothing is known of the file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """verdict: CLEAN, INFECTED (what: name of the signature) or UNSCANNABLE (what: the daemon's words)."""

    verdict: str
    what: str = ""


def scan(address, pieces, *, seconds=ANSWER_SECONDS):
    """Answer about the bytes of pieces (an iterable); raises ScannerDown, and what pieces raise."""
    with _line(address, seconds) as line:
        _send(line, b"zINSTREAM\0")
        _stream(line, pieces)
        return _answer(_read(line))


def _stream(line, pieces):
    """Send each piece with its length before it, and the end; a daemon that hangs up says why: that is read next."""
    for piece in pieces:
        if not _sent(line, struct.pack("!I", len(piece)) + piece):
            return
    _sent(line, struct.pack("!I", 0))


def _sent(line, content):
    try:
        line.sendall(content)
    except TimeoutError as error:
        raise ScannerDown(str(error)) from error
    except OSError:
        return False
    return True


def version(address, *, seconds=CONNECT_SECONDS):
    """What the daemon says of itself and its signatures ("ClamAV 1.4.6/27000/…"); raises ScannerDown."""
    with _line(address, seconds) as line:
        _send(line, b"zVERSION\0")
        return _read(line)


def _line(address, seconds):
    """A connected socket of "/path" or "host:port"."""
    try:
        if address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                line.settimeout(CONNECT_SECONDS)
                line.connect(address)
            except OSError:
                line.close()
                raise
        else:
            host, _, port = address.rpartition(":")
            line = socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise ScannerDown(str(error)) from error
    line.settimeout(seconds)
    return line


def _send(line, content):
    try:
        line.sendall(content)
    except OSError as error:
        raise ScannerDown(str(error)) from error


def _read(line):
    """What it says up to a zero byte or its end."""
    said = b""
    try:
        while not said.endswith(b"\0") and len(said) < LONGEST and (piece := line.recv(LONGEST)):
            said += piece
    except OSError as error:
        raise ScannerDown(str(error)) from error
    if not said:
        raise ScannerDown("no answer")
    return said.rstrip(b"\0\n").decode("utf8", "replace")


def _answer(said):
    """Answer of "stream: OK", "stream: NAME FOUND", "INSTREAM size limit exceeded. ERROR"."""
    words = said.removeprefix("stream: ")
    if words == "OK":
        return Answer(CLEAN)
    if words.endswith(" FOUND"):
        name = words.removesuffix(" FOUND")
        return Answer(UNSCANNABLE if name.startswith("Heuristics.Limits.Exceeded") else INFECTED, name)
    if "size limit" in words or words.endswith("ERROR") and "Can't" not in words:
        return Answer(UNSCANNABLE, words)
    raise ScannerDown(words)
