"""Whether an MP4 is whole: a chain of boxes from the first byte to the last, with its table of contents."""

from zi_portal.lib.sandbox.inside.inspection.unfit import Unfit

MOST_BOXES = 100_000


def check(path):
    """Raise Unfit where the boxes do not fill the file exactly, or it has no "moov"."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        place, kinds = 0, set()
        for _ in range(MOST_BOXES):
            if place == end:
                break
            file.seek(place)
            head = file.read(16)
            size = int.from_bytes(head[:4], "big")
            size = int.from_bytes(head[8:16], "big") if size == 1 else size or end - place
            if len(head) < 8 or size < 8 or place + size > end:
                raise Unfit("truncated" if place else "unreadable")
            kinds.add(head[4:8])
            place += size
    if place != end or not {b"ftyp", b"moov"} <= kinds:
        raise Unfit("unreadable")
