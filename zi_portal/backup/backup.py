"""Making a backup: files, snapshot, the files of the snapshot, manifest; whole under its name or not there at all."""

import os
import re
import shutil
import time
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from zi_portal.backup import files, manifest, postgresql, rows, sqlite
from zi_portal.backup.refusals import TROUBLE, Refused, refusal_of

VENDORS = {"sqlite": sqlite, "postgresql": postgresql}
"""The databases that can be backed up: each module has DUMP, snapshot, check, busy and Beside."""

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ROUNDS = 4
"""So many more snapshots are taken when a file came and went around one."""

MOMENTS = 5
"""Seconds between the deletion of a file and of its row, at most."""

UNFINISHED = 24 * 3600
"""Seconds after which a backup that is not finished was killed."""

OURS = re.compile(r"portal-zi-\d{8}-\d{6}")


def make(folder, *, keep=0, using=DEFAULT_DB_ALIAS, storage=default_storage):
    """Make a backup below the folder; returns (its path, its manifest, paths of older ones removed).

    keep: how many whole backups stay there, 0 for all. Raises Refused; nothing of this backup is left then.
    """
    folder = _checked(Path(folder).absolute(), storage)
    _forget_unfinished(folder)
    now = timezone.now()
    whole = folder / f"portal-zi-{timezone.localtime(now):%Y%m%d-%H%M%S}"
    partial = whole.with_name(whole.name + manifest.PARTIAL)
    _begin(partial, whole)
    try:
        content = _fill(partial, now, using, storage)
        os.sync()
        partial.rename(whole)
    except Refused:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    except TROUBLE as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise refusal_of(error) from error
    return whole, content, _retire(folder, keep)


def _forget_unfinished(folder):
    """Remove what killed backups left: night after night they would fill the disk."""
    for path in folder.glob(f"*{manifest.PARTIAL}"):
        ours = OURS.fullmatch(path.name.removesuffix(manifest.PARTIAL))
        if ours and time.time() - path.stat().st_mtime > UNFINISHED:
            shutil.rmtree(path, ignore_errors=True)


def _begin(partial, whole):
    """Make the folder of this backup alone; another one's of the same second is left in peace."""
    if whole.exists():
        raise Refused("twice", whole)
    try:
        partial.mkdir(mode=0o700)
    except FileExistsError as error:
        raise Refused("twice", partial) from error
    except OSError as error:
        raise refusal_of(error) from error


def _checked(folder, storage):
    """The folder, made when missing; Refused inside the portal's own files or where it cannot be written."""
    root = files.local_root(storage)
    if root and folder.resolve().is_relative_to(root.resolve()):
        raise Refused("place", folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("place", folder) from error
    if not os.access(folder, os.W_OK):
        raise Refused("place", folder)
    return folder


def _fill(partial, now, using, storage):
    """Files first, snapshot, at once the rest of its files, then the dump: what is deleted was copied before.

    A file that came and went in between is in no copy: then another snapshot is taken, which does not name it.
    """
    if unknown := rows.unknown_migrations(using):
        raise Refused("newer", unknown[0])
    vendor = connections[using].vendor
    target, have = partial / manifest.FILES, {}
    target.mkdir()
    for patient in (*[True] * ROUNDS, False):
        files.copy_out(storage, rows.file_names(using), target, have)
        with VENDORS[vendor].snapshot(using, partial) as (shown, dump):
            names = rows.file_names(shown)
            files.copy_out(storage, names, target, have)
            files.drop_all_but(names, target, have)
            lost = {name for name in names if not have[name]}
            if not (patient and lost and _settled(lost, using)):
                return manifest.write(partial, created_at=now, vendor=vendor, using=shown, dump=dump(), files=have)
        (partial / VENDORS[vendor].DUMP).unlink(missing_ok=True)


def _settled(lost, using):
    """The lost files that no row names any more a moment later: they were being deleted just then."""
    for _ in range(MOMENTS):
        if gone := lost - rows.file_names(using):
            return gone
        time.sleep(1)
    return set()


def _retire(folder, keep):
    """Remove the oldest whole backups of ours beyond so many; nothing else in the folder is touched."""
    if not keep:
        return []
    ours = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name) and (path / manifest.NAME).is_file())
    for path in ours[:-keep]:
        shutil.rmtree(path)
    return ours[:-keep]
