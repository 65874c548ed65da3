"""Making a backup: files, snapshot, the files of the snapshot, manifest; it is complete or not there at all."""

import os
import re
import shutil
import time
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from zi_portal.backup import files, manifest, postgresql, rows, sqlite
from zi_portal.backup.refusals import TROUBLE, BackupRefused, refusal_of

VENDORS = {"sqlite": sqlite, "postgresql": postgresql}
"""The databases that can be backed up: each module has DUMP, snapshot, check, busy and NewDatabase."""

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MORE_SNAPSHOTS = 4
"""Snapshots that are taken again, at most, because a file came and went during one."""

DELETION_SECONDS = 5
"""Seconds, at most, between the deletion of a file and that of its row."""

KILLED_AFTER = 24 * 3600
"""Seconds after which an unfinished backup counts as killed."""

FOLDER_NAME = re.compile(r"portal-zi-\d{8}-\d{6}")


def make(folder, *, keep=0, using=DEFAULT_DB_ALIAS, storage=default_storage):
    """Make a backup below the folder and return (its path, its manifest, paths of the older ones that were removed).

    keep: number of complete backups that stay, 0 for all. Raises BackupRefused; nothing of this backup is left then.
    """
    folder = _prepared(Path(folder).absolute(), storage)
    _remove_unfinished(folder)
    now = timezone.now()
    path = folder / f"portal-zi-{timezone.localtime(now):%Y%m%d-%H%M%S}"
    partial = path.with_name(path.name + manifest.PARTIAL)
    _make_folder(partial, path)
    try:
        content = _fill(partial, now, using, storage)
        os.sync()
        partial.rename(path)
    except BackupRefused:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    except TROUBLE as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise refusal_of(error) from error
    return path, content, _remove_oldest(folder, keep)


def _remove_unfinished(folder):
    """Remove what killed backups left behind: night after night it would fill the disk."""
    for path in folder.glob(f"*{manifest.PARTIAL}"):
        is_backup = FOLDER_NAME.fullmatch(path.name.removesuffix(manifest.PARTIAL))
        if is_backup and time.time() - path.stat().st_mtime > KILLED_AFTER:
            shutil.rmtree(path, ignore_errors=True)


def _make_folder(partial, path):
    """Make the folder of this backup; BackupRefused when another backup of the same second has it."""
    if path.exists():
        raise BackupRefused("twice", path)
    try:
        partial.mkdir(mode=0o700)
    except FileExistsError as error:
        raise BackupRefused("twice", partial) from error
    except OSError as error:
        raise refusal_of(error) from error


def _prepared(folder, storage):
    """Make the folder when it is missing and return it; BackupRefused unless it is writable and not the portal's."""
    root = files.local_root(storage)
    if root and folder.resolve().is_relative_to(root.resolve()):
        raise BackupRefused("place", folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused("place", folder) from error
    if not os.access(folder, os.W_OK):
        raise BackupRefused("place", folder)
    return folder


def _fill(partial, now, using, storage):
    """Copy the files, take a snapshot, copy its remaining files at once, then dump it; return the manifest.

    A file that is deleted meanwhile was copied before the snapshot. One that came and went in between is in no copy:
    then another snapshot is taken, which does not name it.
    """
    if unknown := rows.unknown_migrations(using):
        raise BackupRefused("newer", unknown[0])
    vendor = connections[using].vendor
    target, facts = partial / manifest.FILES, {}
    target.mkdir()
    for may_repeat in (*[True] * MORE_SNAPSHOTS, False):
        files.copy_out(storage, rows.file_names(using), target, facts)
        with VENDORS[vendor].snapshot(using, partial) as (snapshot, dump):
            names = rows.file_names(snapshot)
            files.copy_out(storage, names, target, facts)
            files.drop_all_but(names, target, facts)
            lost_names = {name for name in names if not facts[name]}
            if not (may_repeat and lost_names and _just_deleted(lost_names, using)):
                return manifest.write(partial, created_at=now, vendor=vendor, using=snapshot, dump=dump(), files=facts)
        (partial / VENDORS[vendor].DUMP).unlink(missing_ok=True)


def _just_deleted(lost_names, using):
    """Return the names that no row refers to a moment later: these files were just being deleted."""
    for _ in range(DELETION_SECONDS):
        if deleted := lost_names - rows.file_names(using):
            return deleted
        time.sleep(1)
    return set()


def _remove_oldest(folder, keep):
    """Remove the oldest complete backups but the newest `keep`; nothing else in the folder is touched."""
    if not keep:
        return []
    complete = (path.parent for path in folder.glob(f"*/{manifest.NAME}"))
    backups = sorted(path for path in complete if FOLDER_NAME.fullmatch(path.name))
    for path in backups[:-keep]:
        shutil.rmtree(path)
    return backups[:-keep]
