"""Checks that an MP4 is complete: a chain of boxes from the first byte to the last, with its table of contents."""

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

MOST_BOXES = 100_000


def check(path):
    """Raise Unfit where the boxes do not fill the file exactly, or it has no "moov"."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        position, kinds = 0, set()
        for _ in range(MOST_BOXES):
            if position == end:
                break
            file.seek(position)
            head = file.read(16)
            size = int.from_bytes(head[:4], "big")
            size = int.from_bytes(head[8:16], "big") if size == 1 else size or end - position
            if len(head) < 8 or size < 8 or position + size > end:
                raise Unfit("truncated" if position else "unreadable")
            kinds.add(head[4:8])
            position += size
    if position != end or not {b"ftyp", b"moov"} <= kinds:
        raise Unfit("unreadable")
