"""Parts of a file on its way: stored one by one, joined in a nameless file, deleted."""

import hashlib
import tempfile
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from evidence.models import UploadItem, UploadPart
from evidence.states import Arrival
from zi_portal.lib.files.storage import StorageFailed, delete_on_failure

PIECE = 1 << 18


class Damaged(Exception):
    """The part that arrived is not the part that was sent."""


class Closed(Exception):
    """The file takes no more parts."""


class Lost(Exception):
    """A part is no longer in the storage."""


def count(item):
    """Return the number of parts of a file."""
    return -(-item.size // item.part_size)


def numbers(item):
    """Return the numbers of the parts that have arrived, in order."""
    return list(item.parts.order_by("number").values_list("number", flat=True))


def missing(item):
    """Return the numbers of the parts that have not arrived, in order."""
    return sorted(set(range(1, count(item) + 1)) - set(numbers(item)))


def size_of(item, number):
    """Return the bytes of one part, 0 for a number that the file does not have."""
    if not 1 <= number <= count(item):
        return 0
    return min(item.part_size, item.size - (number - 1) * item.part_size)


def keep(item, number, stream, sha256=""):
    """Store a part read from stream (with read(bytes)), once, whole or not at all.

    sha256: the hash it must have, "" when the sender cannot tell. Raises Damaged, Closed, StorageFailed. The stream is
    copied to a nameless file first, so that nothing remains when the sender breaks off.
    """
    expected_size = size_of(item, number)
    with tempfile.TemporaryFile() as buffer:
        digest, size = _copy(_read(stream, expected_size + 1), buffer)
        if not expected_size or size != expected_size or sha256 and digest != sha256.lower():
            raise Damaged
        buffer.seek(0)
        _store(item, number, File(buffer), size)


def _copy(pieces, target):
    """Write pieces into target and return (SHA-256 as hex, bytes); raises StorageFailed."""
    sha256, size = hashlib.sha256(), 0
    for piece in pieces:
        sha256.update(piece)
        size += len(piece)
        try:
            target.write(piece)
        except OSError as error:
            raise StorageFailed from error
    return sha256.hexdigest(), size


def _read(stream, limit):
    """Yield what the stream holds in pieces, at most limit bytes."""
    while limit and (piece := stream.read(min(PIECE, limit))):
        limit -= len(piece)
        yield piece


def _store(item, number, content, size):
    name = UploadPart._meta.get_field("file").generate_filename(None, f"{item.pk}-{number}-{uuid4().hex}")
    stored = default_storage.save(str(name), content)
    with delete_on_failure(default_storage, stored), transaction.atomic():
        locked_item = UploadItem.objects.select_for_update().get(pk=item.pk)
        if locked_item.state != Arrival.ANNOUNCED:
            raise Closed
        _, created = UploadPart.objects.get_or_create(
            item=locked_item, number=number, defaults={"size": size, "file": stored}
        )
        if not created:  # this part had arrived already: the stored copy stays
            transaction.on_commit(lambda: default_storage.delete(stored))


def join(item, target, tick):
    """Write the parts of a file into target and return the file's SHA-256 (hex); raises Lost, StorageFailed."""
    digest, size = _copy(_read_parts(item, tick), target)
    if size != item.size:
        raise Lost
    target.flush()
    target.seek(0)
    return digest


def _read_parts(item, tick):
    for part in item.parts.order_by("number"):
        yield from _read_part(part)
        tick()


def _read_part(part):
    try:
        with default_storage.open(part.file.name, "rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except FileNotFoundError as error:
        raise Lost from error


def forget_lost(item):
    """Delete the rows of an item's parts that the storage no longer holds in full; raises StorageDown."""
    lost_parts = [part for part in item.parts.order_by("number") if not _is_stored(part)]
    with transaction.atomic():
        _forget(UploadPart.objects.filter(pk__in=[part.pk for part in lost_parts]))


def _is_stored(part):
    try:
        return default_storage.size(part.file.name) == part.size
    except FileNotFoundError:
        return False


def drop(items):
    """Delete all parts of some items: the rows now, the stored bytes once the transaction commits."""
    _forget(UploadPart.objects.filter(item__in=items))


def _forget(rows):
    names = list(rows.values_list("file", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _delete(names))


def _delete(names):
    for name in names:
        default_storage.delete(name)
