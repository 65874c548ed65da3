"""Large ZIPs entry by entry: from pieces, hashed while copied, ZIP64, and an entry that proves wrong taken back."""

import hashlib
from contextlib import contextmanager
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PIECE = 1 << 20
PACKED = frozenset({"pdf", "jpg", "jpeg", "png", "webp", "docx", "xlsx", "pptx", "mp4", "zip"})
"""Extensions of what would only cost time to compress."""

READABLE = 0o644 << 16
LARGE = 1 << 31
OLDEST = (1980, 1, 1, 0, 0, 0)


class Mismatch(Exception):
    """The bytes that came are not those that were expected; the entry is not in the ZIP."""


class Zip:
    """A ZIP on its way into an open, seekable binary file. tick(bytes) is called after each piece that was copied."""

    def __init__(self, target, tick=lambda size: None):
        self._zip = ZipFile(target, "w", ZIP_STORED, allowZip64=True)
        self._tick = tick
        self.entries = []

    def copy(self, name, pieces, *, size, at=None, sha256=None):
        """Add an entry from an iterable of bytes: its SHA-256 as hex, and its bytes.

        size: how many bytes come; what is longer is cut off. at: its date (aware or not). sha256: what it must be.
        Raises Mismatch where it is another, and what pieces raise; after FileNotFoundError the ZIP is as before too.
        """
        begun, info = self._zip.start_dir, self._info(name, at)
        try:
            digest, copied = self._copied(info, pieces, size)
        except FileNotFoundError:
            self._take_back(info, begun)
            raise
        if sha256 not in (None, digest):
            self._take_back(info, begun)
            raise Mismatch(name)
        self.entries.append((name, digest, copied))
        return digest, copied

    def _copied(self, info, pieces, size):
        seen, copied = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=size >= LARGE) as entry:
            for piece in pieces:
                seen.update(piece)
                entry.write(piece)
                copied += len(piece)
                self._tick(len(piece))
                if copied > size:
                    break  # longer than it may be: whatever else comes, it is another file
        return seen.hexdigest(), copied

    def write(self, name, content, at=None):
        """Add an entry that is at hand as text or bytes: (SHA-256, bytes)."""
        data = content.encode() if isinstance(content, str) else content
        return self.copy(name, [data], size=len(data), at=at)

    def close(self):
        """Write the directory; nothing can be added any more."""
        self._zip.close()

    def let_go(self):
        """Write nothing more, whatever is not finished."""
        self._zip.fp = None

    def _info(self, name, at):
        moment = (at or datetime(*OLDEST)).timetuple()[:6]
        info = ZipInfo(name, max(moment, OLDEST))
        info.compress_type = ZIP_STORED if name.rpartition(".")[2].lower() in PACKED else ZIP_DEFLATED
        info.external_attr = READABLE
        return info

    def _take_back(self, info, begun):
        """Cut off the entry that was written last."""
        self._zip.filelist.remove(info)
        del self._zip.NameToInfo[info.filename]
        self._zip.start_dir = begun
        self._zip.fp.seek(begun)
        self._zip.fp.truncate()


@contextmanager
def opened(target, tick=lambda size: None):
    """A Zip that is closed when the block ends well; after anything else the target holds no ZIP."""
    made = Zip(target, tick)
    try:
        yield made
        made.close()
    finally:
        made.let_go()


def digest_of(file, tick=lambda size: None):
    """(SHA-256 as hex, bytes) of an open file from its beginning, read in pieces."""
    file.seek(0)
    seen, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        seen.update(piece)
        size += len(piece)
        tick(len(piece))
    return seen.hexdigest(), size
