"""Stored files into a folder and back, through Django's storage alone (disk or S3), with size and hash of each."""

import hashlib
import os
from pathlib import Path
from stat import S_ISREG

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

from zi_portal.backup.refusals import Refused

CHUNK = 1 << 20


def place(folder, name):
    """Path of a file of this name below the folder; Refused for a name that leads out of it."""
    try:
        return Path(safe_join(folder, name))
    except SuspiciousFileOperation as error:
        raise Refused("damaged", name) from error


def facts(path):
    """{"size": bytes, "sha256": hex} of a file on disk."""
    with open(path, "rb") as file:
        return {"size": os.fstat(file.fileno()).st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def copy_out(storage, names, folder, have):
    """Copy the stored files of these names that are not copied yet; have: name → facts, None for a missing one."""
    for name in sorted(name for name in names if not have.get(name)):
        have[name] = _copy(storage, name, place(folder, name))


def _copy(storage, name, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source = storage.open(name, "rb")
    except FileNotFoundError:
        return None
    seen, size = hashlib.sha256(), 0
    with source, open(target, "wb") as copy:
        while chunk := source.read(CHUNK):
            seen.update(chunk)
            size += len(chunk)
            copy.write(chunk)
    return {"size": size, "sha256": seen.hexdigest()}


def drop_all_but(names, folder, have):
    """Remove the copies that are not among the names (rows that went while the backup began)."""
    for name in sorted(set(have) - set(names)):
        if have.pop(name):
            place(folder, name).unlink()


def compare(path, expected, name):
    """Refused (missing, cut, damaged) unless the file on disk has the expected facts; a link is no file."""
    try:
        found = path.lstat()
    except OSError as error:
        raise Refused("missing", name) from error
    if not S_ISREG(found.st_mode):
        raise Refused("damaged", name)
    if found.st_size != expected["size"]:
        raise Refused("cut" if found.st_size < expected["size"] else "damaged", name)
    if facts(path)["sha256"] != expected["sha256"]:
        raise Refused("damaged", name)


def stored_facts(storage, name):
    """facts() of a stored file, None when there is none."""
    if not storage.exists(name):
        return None
    with storage.open(name, "rb") as file:
        seen, size = hashlib.sha256(), 0
        while chunk := file.read(CHUNK):
            seen.update(chunk)
            size += len(chunk)
    return {"size": size, "sha256": seen.hexdigest()}


def bring_back(storage, folder, wanted, stamp, undo):
    """Store the files that the storage does not have as wanted ({name: facts}); undo: ExitStack that takes it back.

    Names are random or made of the content, so a new file is in nobody's way. Where another content stands under
    the name (a damaged file), that is kept below sebelum-STAMP/.
    """
    for name, expected in sorted(wanted.items()):
        present = stored_facts(storage, name)
        if present == expected:
            continue
        aside = _put_aside(storage, name, f"sebelum-{stamp}/{name}") if present else None
        undo.callback(_undo, storage, name, aside)
        _store(storage, name, place(folder, name))
        if stored_facts(storage, name) != expected:
            raise Refused("unequal", name)


def _put_aside(storage, name, aside):
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
    """Folder of a storage on this machine's disk, None for one elsewhere."""
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None
