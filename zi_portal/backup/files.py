"""Stored files, copied into a folder and back through Django's storage (disk or S3), with size and hash of each."""

import hashlib
import os
from pathlib import Path
from stat import S_ISREG

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

from zi_portal.backup.refusals import BackupRefused

CHUNK = 1 << 20


def path_of(folder, name):
    """Return the path of this name below the folder; BackupRefused for a name that leads out of it."""
    try:
        return Path(safe_join(folder, name))
    except SuspiciousFileOperation as error:
        raise BackupRefused("damaged", name) from error


def facts(path):
    """Return {"size": bytes, "sha256": hex} of a file on disk."""
    with open(path, "rb") as file:
        return {"size": os.fstat(file.fileno()).st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def copy_out(storage, names, folder, facts_by_name):
    """Copy the stored files of these names that have no copy yet; facts_by_name gets facts, None for a missing file."""
    for name in sorted(name for name in names if not facts_by_name.get(name)):
        facts_by_name[name] = _copy(storage, name, path_of(folder, name))


def _copy(storage, name, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source = storage.open(name, "rb")
    except FileNotFoundError:
        return None
    hasher, size = hashlib.sha256(), 0
    with source, open(target, "wb") as copy:
        while chunk := source.read(CHUNK):
            hasher.update(chunk)
            size += len(chunk)
            copy.write(chunk)
    return {"size": size, "sha256": hasher.hexdigest()}


def drop_all_but(names, folder, facts_by_name):
    """Remove the copies of other names (of rows that were deleted since the backup began)."""
    for name in sorted(set(facts_by_name) - set(names)):
        if facts_by_name.pop(name):
            path_of(folder, name).unlink()


def compare(path, expected, name):
    """Raise BackupRefused (missing, cut, damaged) unless the file on disk has the expected facts; a link is no file."""
    try:
        status = path.lstat()
    except OSError as error:
        raise BackupRefused("missing", name) from error
    if not S_ISREG(status.st_mode):
        raise BackupRefused("damaged", name)
    if status.st_size != expected["size"]:
        raise BackupRefused("cut" if status.st_size < expected["size"] else "damaged", name)
    if facts(path)["sha256"] != expected["sha256"]:
        raise BackupRefused("damaged", name)


def stored_facts(storage, name):
    """Return the facts() of a stored file, None when there is none."""
    if not storage.exists(name):
        return None
    with storage.open(name, "rb") as file:
        hasher, size = hashlib.sha256(), 0
        while chunk := file.read(CHUNK):
            hasher.update(chunk)
            size += len(chunk)
    return {"size": size, "sha256": hasher.hexdigest()}


def bring_back(storage, folder, facts_by_name, stamp, undo):
    """Store the files that the storage lacks or has otherwise than facts_by_name says; undo: ExitStack that reverts it.

    Names are random or made of the content, so a new file is in nobody's way. A file of the same name with other
    content (a damaged one) is moved below sebelum-STAMP/.
    """
    for name, expected in sorted(facts_by_name.items()):
        present = stored_facts(storage, name)
        if present == expected:
            continue
        aside = _move_aside(storage, name, f"sebelum-{stamp}/{name}") if present else None
        undo.callback(_undo, storage, name, aside)
        _store(storage, name, path_of(folder, name))
        if stored_facts(storage, name) != expected:
            raise BackupRefused("unequal", name)


def _move_aside(storage, name, aside):
    with storage.open(name, "rb") as file:
        aside = storage.save(aside, File(file))
    storage.delete(name)
    return aside


def _store(storage, name, path):
    with open(path, "rb") as file:
        stored = storage.save(name, File(file))
    if stored != name:
        storage.delete(stored)
        raise OSError(f"{name}: the storage chose another name")


def _undo(storage, name, aside):
    storage.delete(name)
    if aside:
        with storage.open(aside, "rb") as file:
            storage.save(name, File(file))
        storage.delete(aside)


def local_root(storage):
    """Return the folder of a storage on this machine's disk, None for one elsewhere."""
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None
