"""Storing a file of an office: once however often it is used, under a random name; then it is scanned and previewed."""

import hashlib
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from evidence.models import StoredFile, UploadItem
from evidence.states import Scan
from zi_portal.jobs.queue import enqueue
from zi_portal.lib.files.storage import delete_on_failure

PIECE = 1 << 20


def digest(content):
    """Return (SHA-256 as hex, bytes) of an open file, which is read in pieces and rewound."""
    content.seek(0)
    sha256, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        sha256.update(piece)
        size += len(piece)
    content.seek(0)
    return sha256.hexdigest(), size


def keep(satker, content, *, name, kind, received_sha256, owner=None, resized=()):
    """Store a checked file and return (StoredFile, whether it is new); content: an open Django File, name: to show.

    kind: extension of its detected type. received_sha256: hash of the bytes as sent, which identifies the same file of
    the office; a row whose bytes the storage lost gets these bytes. resized: see StoredFile. The row, the stored bytes
    and the job that goes on with them appear together or not at all.
    """
    stored_file = StoredFile.objects.filter(satker=satker, received_sha256=received_sha256).first()
    if stored_file and not is_lost(stored_file):
        return stored_file, False
    sha256, size = digest(content)
    generated_name = StoredFile._meta.get_field("file").generate_filename(None, f"{uuid4().hex}.{kind}")
    storage_name = default_storage.save(str(PurePosixPath(generated_name)), content)
    fields = {"name": name, "kind": kind, "size": size, "sha256": sha256, "resized": list(resized)}
    with delete_on_failure(default_storage, storage_name):
        return _row(satker, storage_name, owner, received_sha256=received_sha256, **fields)


@transaction.atomic
def _row(satker, storage_name, owner, *, received_sha256, **fields):
    scan = Scan.PENDING if settings.CLAMD_SOCKET else Scan.OFF
    stored_file, created = StoredFile.objects.get_or_create(
        satker=satker, received_sha256=received_sha256, defaults={"file": storage_name, "scan": scan, **fields}
    )
    if created:
        follow_up(stored_file, owner)
    elif is_lost(stored_file):  # the storage lost it, and somebody sent it again
        changes = {"file": storage_name, "size": fields["size"], "sha256": fields["sha256"]}
        StoredFile.objects.filter(pk=stored_file.pk).update(**changes)
        stored_file.refresh_from_db()
    else:  # somebody else stored the same file at this moment: theirs stays
        transaction.on_commit(lambda: default_storage.delete(storage_name))
    return stored_file, created


def is_lost(stored_file):
    """Return whether the storage has lost the bytes of a stored file; raises StorageDown."""
    return bool(stored_file.file) and not default_storage.exists(stored_file.file.name)


def follow_up(stored_file, owner=None):
    """Ask for the job that goes on with a stored file: the scan if it waits for one, else the preview."""
    needs_scan = stored_file.scan == Scan.PENDING
    kind = (
        "scan_evidence" if needs_scan else "preview_evidence"
    )  # previews come after the checks, which people wait for
    enqueue(
        kind,
        key=f"{kind}:{stored_file.pk}",
        payload={"file": stored_file.pk},
        owner=owner,
        satker_code=stored_file.satker.code,
        urgent=needs_scan,
    )


def forget_unused(stored_file):
    """Delete a stored file that no revision and no upload uses; one with a virus stays. In a transaction."""
    locked_file = StoredFile.objects.select_for_update().filter(pk=stored_file.pk).first()
    if locked_file is None or locked_file.bad or locked_file.revisions.exists():
        return
    if UploadItem.objects.filter(file=locked_file).exists():
        return
    names = [name for name in (locked_file.file.name, *locked_file.page_set.values_list("image", flat=True)) if name]
    locked_file.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
