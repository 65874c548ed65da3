"""What stands in a .zip of an upload, and each of its files in turn as a nameless file; nothing has a path on disk."""

import tempfile
import zipfile
import zlib
from contextlib import contextmanager

from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.sandbox import confined

MOST_FILES, MOST_NAMES = 2000, 10000
"""So many files of an archive are taken out; of one with up to so many the rest is named."""
PIECE = 1 << 18
LIMITS = confined.Limits(memory=256 << 20, cpu=20, seconds=30)
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, LookupError, EOFError, RuntimeError)


class Unreadable(Exception):
    """The archive, or one file in it, cannot be read as its directory says."""


def contents(file, room, tick):
    """What the confined look at an archive's directory says: {"entries": [...]} or {"refused": code, …}.

    room: the most unpacked bytes. Raises confined.Exhausted("killed" or "busy") where another try may do.
    """
    header = {"entries": MOST_NAMES, "room": room}
    try:
        return confined.call(
            "zi_portal.lib.sandbox.inside.inspection:contents", header, file=file, limits=LIMITS, tick=tick
        )[0]
    except confined.Exhausted as error:
        if error.what in error.AGAIN:
            raise
        return {"refused": "bomb", "found": "zip"}


@contextmanager
def opened(file):
    """The archive of an open file whose directory was looked at; raises Unreadable."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except BROKEN as error:
        raise Unreadable from error


@contextmanager
def member(archive, index, size):
    """File number index of an archive as an open nameless file of exactly so many bytes; raises Unreadable."""
    with tempfile.TemporaryFile() as target:
        try:
            _copy(archive, index, size, target)
        except BROKEN as error:
            raise Unreadable from error
        target.seek(0)
        yield target


def _copy(archive, index, size, target):
    """A file that lies about its size ends in BadZipFile or here."""
    written = 0
    with archive.open(archive.infolist()[index]) as source:
        while piece := source.read(PIECE):
            written += len(piece)
            if written > size:
                raise Unreadable
            try:
                target.write(piece)
            except OSError as error:
                raise StorageFailed from error
    if written != size:
        raise Unreadable
    target.flush()
