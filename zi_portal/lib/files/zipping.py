"""Large ZIPs written entry by entry: from pieces, hashed while copied, with ZIP64; a wrong entry is taken back."""

import hashlib
from contextlib import contextmanager
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from zi_portal.lib.files import zip_internals

PIECE = 1 << 20
COMPRESSED = frozenset({"pdf", "jpg", "jpeg", "png", "webp", "docx", "xlsx", "pptx", "mp4", "zip"})
"""Extensions of files that are compressed already."""

READABLE = 0o644 << 16
LARGE = 1 << 31
OLDEST = (1980, 1, 1, 0, 0, 0)


class Mismatch(Exception):
    """The bytes are not the expected ones; the entry is not in the ZIP."""


class Zip:
    """Writes a ZIP into an open, seekable binary file; tick(bytes) is called after each copied piece."""

    def __init__(self, target, tick=lambda size: None):
        self._zip = ZipFile(target, "w", ZIP_STORED, allowZip64=True)
        self._tick = tick
        self.entries = []

    def copy(self, name, pieces, *, size, at=None, sha256=None):
        """Add an entry from an iterable of bytes and return (its SHA-256 as hex, number of bytes).

        size: number of expected bytes; reading stops beyond it. at: its date (aware or not). sha256: the expected hash.
        Raises Mismatch for another hash, and what pieces raise; after both and FileNotFoundError the ZIP is as before.
        """
        start, info = zip_internals.next_start(self._zip), self._info(name, at)
        try:
            digest, copied = self._copied(info, pieces, size)
        except FileNotFoundError:
            zip_internals.take_back(self._zip, info, start)
            raise
        if sha256 not in (None, digest):
            zip_internals.take_back(self._zip, info, start)
            raise Mismatch(name)
        self.entries.append((name, digest, copied))
        return digest, copied

    def _copied(self, info, pieces, size):
        hasher, copied = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=size >= LARGE) as entry:
            for piece in pieces:
                hasher.update(piece)
                entry.write(piece)
                copied += len(piece)
                self._tick(len(piece))
                if copied > size:
                    break  # longer than announced: this is another file
        return hasher.hexdigest(), copied

    def write(self, name, content, at=None):
        """Add an entry from a text or bytes and return (SHA-256, number of bytes)."""
        data = content.encode() if isinstance(content, str) else content
        return self.copy(name, [data], size=len(data), at=at)

    def close(self):
        """Write the directory; nothing can be added afterwards."""
        self._zip.close()

    def abandon(self):
        """Abandon the ZIP without writing anything more."""
        zip_internals.abandon(self._zip)

    def _info(self, name, at):
        moment = (at or datetime(*OLDEST)).timetuple()[:6]
        info = ZipInfo(name, max(moment, OLDEST))
        info.compress_type = ZIP_STORED if name.rpartition(".")[2].lower() in COMPRESSED else ZIP_DEFLATED
        info.external_attr = READABLE
        return info


@contextmanager
def opened(target, tick=lambda size: None):
    """Yield a Zip that is closed when the block succeeds; after an exception the target holds no ZIP."""
    archive = Zip(target, tick)
    try:
        yield archive
        archive.close()
    finally:
        archive.abandon()


def digest_of(file, tick=lambda size: None):
    """Return (SHA-256 as hex, number of bytes) of an open file, read in pieces from its beginning."""
    file.seek(0)
    hasher, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        hasher.update(piece)
        size += len(piece)
        tick(len(piece))
    return hasher.hexdigest(), size
