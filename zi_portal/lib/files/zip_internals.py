"""What zipfile keeps without promising it: where the next entry begins. Only this module uses these names.

They allow an entry to be taken back after it was copied and hashed, which no public method of zipfile and no streaming
writer of ZIPs can do. A test compares NAMES and the effects with the installed Python.
"""

NAMES = frozenset({"fp", "start_dir", "filelist", "NameToInfo"})


def next_start(archive):
    """Return the offset at which the next entry of a ZipFile begins."""
    return archive.start_dir


def take_back(archive, info, start):
    """Remove the last entry (its ZipInfo), which began at this offset, from a ZipFile and its file."""
    archive.filelist.remove(info)
    del archive.NameToInfo[info.filename]
    archive.start_dir = start
    archive.fp.seek(start)
    archive.fp.truncate()


def abandon(archive):
    """End a ZipFile without writing anything more; its file stays open."""
    archive.fp = None
