"""Parts of a file on its way: kept in the storage, put together in a nameless file, given back."""

import hashlib
import tempfile
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from evidence.models import UploadItem, UploadPart
from evidence.states import Arrival
from zi_portal.lib.files.storage import StorageFailed, kept_only_if_done

PIECE = 1 << 18


class Damaged(Exception):
    """The part did not arrive as it was sent."""


class Closed(Exception):
    """The file takes no more parts."""


class Lost(Exception):
    """A part is not in the storage any more."""


def count(item):
    """Number of parts of a file."""
    return -(-item.size // item.part_size)


def numbers(item):
    """Numbers of the parts that are here, in order."""
    return list(item.parts.order_by("number").values_list("number", flat=True))


def missing(item):
    """Numbers of the parts that are not here."""
    return sorted(set(range(1, count(item) + 1)) - set(numbers(item)))


def size_of(item, number):
    """Bytes of one part; 0 for a number that the file does not have."""
    if not 1 <= number <= count(item):
        return 0
    return min(item.part_size, item.size - (number - 1) * item.part_size)


def keep(item, number, stream, sha256=""):
    """Store a part that arrives from stream (with read(bytes)), once, whole or not at all.

    sha256: what it must be, "" where the sender cannot tell. Raises Damaged, Closed, StorageFailed; what is read from
    the stream stands in a nameless file, so that nothing stays of a sender that breaks off.
    """
    wanted = size_of(item, number)
    with tempfile.TemporaryFile() as aside:
        found, size = _copy(_sent(stream, wanted + 1), aside)
        if not wanted or size != wanted or sha256 and found != sha256.lower():
            raise Damaged
        aside.seek(0)
        _store(item, number, File(aside), size)


def _copy(pieces, target):
    """(SHA-256 as hex, bytes) of pieces written into target; raises StorageFailed."""
    summer, size = hashlib.sha256(), 0
    for piece in pieces:
        summer.update(piece)
        size += len(piece)
        try:
            target.write(piece)
        except OSError as error:
            raise StorageFailed from error
    return summer.hexdigest(), size


def _sent(stream, most):
    """What the stream gives, in pieces, at most so many bytes."""
    while most and (piece := stream.read(min(PIECE, most))):
        most -= len(piece)
        yield piece


def _store(item, number, content, size):
    name = UploadPart._meta.get_field("file").generate_filename(None, f"{item.pk}-{number}-{uuid4().hex}")
    stored = default_storage.save(str(name), content)
    with kept_only_if_done(default_storage, stored), transaction.atomic():
        held = UploadItem.objects.select_for_update().get(pk=item.pk)
        if held.state != Arrival.ANNOUNCED:
            raise Closed
        _, new = UploadPart.objects.get_or_create(item=held, number=number, defaults={"size": size, "file": stored})
        if not new:  # it was here already: the other one stays
            transaction.on_commit(lambda: default_storage.delete(stored))


def join(item, target, tick):
    """SHA-256 (hex) of the whole file, written into target from its parts; raises Lost, StorageFailed."""
    found, size = _copy(_whole(item, tick), target)
    if size != item.size:
        raise Lost
    target.flush()
    target.seek(0)
    return found


def _whole(item, tick):
    for part in item.parts.order_by("number"):
        yield from _pieces(part)
        tick()


def _pieces(part):
    try:
        with default_storage.open(part.file.name, "rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except FileNotFoundError as error:
        raise Lost from error


def forget_lost(item):
    """Forget the parts of an item that the storage has no more, or not whole; raises StorageDown."""
    lost = [part for part in item.parts.order_by("number") if not _whole_part(part)]
    with transaction.atomic():
        _forget(UploadPart.objects.filter(pk__in=[part.pk for part in lost]))


def _whole_part(part):
    try:
        return default_storage.size(part.file.name) == part.size
    except FileNotFoundError:
        return False


def drop(items):
    """Forget all parts of some items: rows now, the stored bytes once that is for good. In a transaction."""
    _forget(UploadPart.objects.filter(item__in=items))


def _forget(rows):
    names = list(rows.values_list("file", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _delete(names))


def _delete(names):
    for name in names:
        default_storage.delete(name)
