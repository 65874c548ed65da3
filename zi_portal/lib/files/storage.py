"""Files on disk: written under a temporary name and renamed when complete; no name is given twice."""

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

ASIDE = "sementara"
"""Folder of the storage where files lie until they are complete."""

PIECE = 1 << 20


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
    """Django's storage on disk; raises StorageFailed where a file cannot be stored completely."""

    def _save(self, name, content):
        temporary = f"{ASIDE}/{uuid4().hex}"
        try:
            if not self._link_nameless(content, Path(self.path(temporary))):
                super()._save(temporary, content)
            return self._give_name(Path(self.path(temporary)), name)
        except OSError as error:
            raise StorageFailed from error
        finally:
            _remove(Path(self.path(temporary)))

    def _link_nameless(self, content, target):
        """Link a Nameless file of this disk to the target without a copy; return False for any other."""
        if not isinstance(content, Nameless):
            return False
        content.file.flush()
        number = content.file.fileno()
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(f"/proc/self/fd/{number}", target, src_dir_fd=number)  # with a dir_fd links are followed
        except OSError:
            return False  # another disk, or one on which nameless files cannot be named
        target.chmod(self.file_permissions_mode or 0o600)
        return True

    def _give_name(self, source, name):
        """Give the complete file its name, or another where the name was just taken; return the name."""
        Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())  # on the disk itself before anybody learns of it
        while True:
            try:
                _link(source, Path(self.path(name)))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name


def _link(source, target):
    """Give a file a second name; raise FileExistsError where it is taken, even since a moment."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: an empty file reserves the name first
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            source.replace(target)
        except OSError:
            _remove(target)
            raise


class Nameless(File):
    """A file without a name, which vanishes with the program that writes it; a storage on its disk can name it."""


@contextmanager
def nameless(storage):
    """Yield a Nameless file on the storage's disk (else on that of ZI_VAR), open to write, read and save."""
    folder = Path(storage.location if isinstance(storage, FileSystemStorage) else settings.VAR)
    folder.mkdir(parents=True, exist_ok=True)
    with _open_nameless(folder) as file:
        yield Nameless(file)


def _open_nameless(folder):
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), "w+b")
    except OSError:  # a disk without such files: Python makes one and removes its name
        return TemporaryFile(dir=folder)


def pieces(storage, name):
    """Yield the bytes of a stored file; the first step may raise FileNotFoundError, any step StorageDown."""
    if hasattr(storage, "pieces"):
        yield from storage.pieces(name)[1]
        return
    with storage.open(name, "rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _remove(path):
    try:
        path.unlink()
    except OSError:
        return  # never made, or renamed


@contextmanager
def delete_on_failure(storage, name):
    """Delete the stored file again when the block fails."""
    succeeded = False
    try:
        yield
        succeeded = True
    finally:
        if not succeeded:
            storage.delete(name)
