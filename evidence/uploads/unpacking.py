"""Reading a .zip of an upload: its directory, and each of its files as a nameless file without a path on disk."""

import tempfile
import zipfile
import zlib
from contextlib import contextmanager

from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.sandbox import confined

MAX_FILES, MAX_ENTRIES = 2000, 10000
"""Number of files extracted from an archive; number of entries that it may have (the excess is listed and refused)."""
PIECE = 1 << 18
LIMITS = confined.Limits(memory=256 << 20, cpu=20, seconds=30)
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, LookupError, EOFError, RuntimeError)


class Unreadable(Exception):
    """The archive, or one file in it, cannot be read as its directory says."""


def contents(file, room, tick):
    """Return what a confined child reads in an archive's directory: {"entries": [...]} or {"refused": code, …}.

    room: how many bytes the archive may unpack to. Raises confined.Exhausted("killed" or "busy") when another attempt
    may succeed.
    """
    header = {"entries": MAX_ENTRIES, "room": room}
    try:
        return confined.call(
            "zi_portal.lib.sandbox.inside.inspection:contents", header, file=file, limits=LIMITS, tick=tick
        )[0]
    except confined.Exhausted as error:
        if error.reason in error.TEMPORARY:
            raise
        return {"refused": "bomb", "found": "zip"}


@contextmanager
def opened(file):
    """Open the archive in a file whose directory was read before; raises Unreadable."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except BROKEN as error:
        raise Unreadable from error


@contextmanager
def member(archive, index, size):
    """Yield the archive's file number index as an open nameless file of exactly size bytes; raises Unreadable."""
    with tempfile.TemporaryFile() as target:
        try:
            _copy(archive, index, size, target)
        except BROKEN as error:
            raise Unreadable from error
        target.seek(0)
        yield target


def _copy(archive, index, size, target):
    """Copy a file of the archive into target; one that lies about its size raises BadZipFile or Unreadable."""
    written_size = 0
    with archive.open(archive.infolist()[index]) as source:
        while piece := source.read(PIECE):
            written_size += len(piece)
            if written_size > size:
                raise Unreadable
            try:
                target.write(piece)
            except OSError as error:
                raise StorageFailed from error
    if written_size != size:
        raise Unreadable
    target.flush()
