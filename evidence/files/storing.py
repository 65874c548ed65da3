"""Keeping a file of an office: once whatever uses it, under a random name; then it is scanned and shown as pages."""

import hashlib
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from evidence.models import StoredFile, UploadItem
from evidence.states import Scan
from zi_portal.jobs.queue import enqueue
from zi_portal.lib.files.storage import kept_only_if_done

PIECE = 1 << 20


def digest(content):
    """(SHA-256 as hex, bytes) of an open file, read in pieces and set back to its beginning."""
    content.seek(0)
    summer, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        summer.update(piece)
        size += len(piece)
    content.seek(0)
    return summer.hexdigest(), size


def keep(satker, content, *, name, kind, received_sha256, owner=None, resized=()):
    """(StoredFile, whether it is new) of a checked file; content: an open Django File, name: its shown name.

    kind: extension of its detected type. received_sha256: hash of the bytes as sent, by which the same file of the
    office is found again; one whose bytes the storage lost gets these. resized: see StoredFile. Row, stored bytes and
    the job that goes on with it appear together or not at all.
    """
    known = StoredFile.objects.filter(satker=satker, received_sha256=received_sha256).first()
    if known and not lost(known):
        return known, False
    sha256, size = digest(content)
    wanted = StoredFile._meta.get_field("file").generate_filename(None, f"{uuid4().hex}.{kind}")
    stored = default_storage.save(str(PurePosixPath(wanted)), content)
    fields = {"name": name, "kind": kind, "size": size, "sha256": sha256, "resized": list(resized)}
    with kept_only_if_done(default_storage, stored):
        return _row(satker, stored, owner, received=received_sha256, **fields)


@transaction.atomic
def _row(satker, stored, owner, *, received, **fields):
    scan = Scan.PENDING if settings.CLAMD_SOCKET else Scan.OFF
    row, created = StoredFile.objects.get_or_create(
        satker=satker, received_sha256=received, defaults={"file": stored, "scan": scan, **fields}
    )
    if created:
        follow_up(row, owner)
    elif lost(row):  # the storage lost it, and somebody sent it again
        StoredFile.objects.filter(pk=row.pk).update(file=stored, size=fields["size"], sha256=fields["sha256"])
        row.refresh_from_db()
    else:  # somebody stored the same file at this very moment: theirs stays
        transaction.on_commit(lambda: default_storage.delete(stored))
    return row, created


def lost(row):
    """Whether the storage has the bytes of a stored file no more that it should have. Raises StorageDown."""
    return bool(row.file) and not default_storage.exists(row.file.name)


def follow_up(row, owner=None):
    """The job that goes on with a stored file: the scanner where it waits for that, else its pages."""
    scan = row.scan == Scan.PENDING
    kind = "scan_evidence" if scan else "preview_evidence"  # pages come after what people wait for: the checks
    enqueue(
        kind, key=f"{kind}:{row.pk}", payload={"file": row.pk}, owner=owner, satker_code=row.satker.code, urgent=scan
    )


def forget_unused(row):
    """Take a stored file away that nothing uses: no revision, no upload; one with a virus stays. In a transaction."""
    held = StoredFile.objects.select_for_update().filter(pk=row.pk).first()
    if held is None or held.bad or held.revisions.exists() or UploadItem.objects.filter(file=held).exists():
        return
    names = [name for name in (held.file.name, *held.page_set.values_list("image", flat=True)) if name]
    held.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
