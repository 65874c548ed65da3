"""Files on disk: written aside and moved into place when whole, so that a full disk leaves nothing half."""

import os
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

ASIDE = "sementara"
"""Folder under the storage where files stand until they are whole."""


class StorageFailed(Exception):
    """The file could not be stored (disk full, folder closed); nothing of it is left."""

    status = 507
    message = (
        "Penyimpanan penuh atau tidak dapat ditulis, jadi berkas tidak disimpan. "
        "Isian lain tetap ada. Coba lagi nanti; bila terulang, hubungi administrator."
    )

    def __init__(self):
        super().__init__(self.message)


class StorageDown(StorageFailed):
    """The storage does not answer, so that a file can be neither read nor looked for."""

    status = 503
    message = (
        "Penyimpanan berkas sedang tidak dapat dihubungi. Yang sudah tersimpan tetap aman. "
        "Coba lagi beberapa menit lagi; bila terulang, hubungi administrator."
    )


class WholeFileStorage(FileSystemStorage):
    """Django's storage on disk; raises StorageFailed where a file cannot be stored whole."""

    def _save(self, name, content):
        aside = f"{ASIDE}/{uuid4().hex}"
        try:
            super()._save(aside, content)
            self._move(Path(self.path(aside)), Path(self.path(name)))
        except OSError as error:
            _remove(Path(self.path(aside)))
            raise StorageFailed from error
        return name

    def _move(self, source, target):
        """Put the whole file under its name, on the disk itself before anybody hears of it."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.replace(target)


def _remove(path):
    try:
        path.unlink()
    except OSError:
        return  # it was never made


@contextmanager
def kept_only_if_done(storage, name):
    """Take the stored file away again when what is done with it in this block fails."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            storage.delete(name)
