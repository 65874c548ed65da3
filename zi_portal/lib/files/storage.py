"""Files on disk: written aside and named when whole, so that nothing is half and no name is given twice."""

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

ASIDE = "sementara"
"""Folder under the storage where files stand until they are whole."""

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
    """Django's storage on disk; raises StorageFailed where a file cannot be stored whole."""

    def _save(self, name, content):
        aside = f"{ASIDE}/{uuid4().hex}"
        try:
            if not self._taken_over(content, Path(self.path(aside))):
                super()._save(aside, content)
            return self._named(Path(self.path(aside)), name)
        except OSError as error:
            raise StorageFailed from error
        finally:
            _remove(Path(self.path(aside)))

    def _taken_over(self, content, target):
        """Give a Nameless file of this very disk its name, without a copy; False for any other."""
        if not isinstance(content, Nameless):
            return False
        content.file.flush()
        number = content.file.fileno()
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(f"/proc/self/fd/{number}", target, src_dir_fd=number)  # with a dir_fd links are followed
        except OSError:
            return False  # another disk, or one that knows no nameless files that can be named
        target.chmod(self.file_permissions_mode or 0o600)
        return True

    def _named(self, source, name):
        """Give the whole file its name, or another where somebody was faster; the name that it got."""
        Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())  # on the disk itself before anybody hears of it
        while True:
            try:
                _link(source, Path(self.path(name)))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name


def _link(source, target):
    """A second name for a file; raises FileExistsError where it is taken, whoever took it and when."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links: an empty file takes the name first
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            source.replace(target)
        except OSError:
            _remove(target)
            raise


class Nameless(File):
    """A file without a name, which is gone with the program that writes it; a storage on its disk can name it."""


@contextmanager
def nameless(storage):
    """A Nameless file on the storage's disk (else on that of ZI_VAR), open to write, read and save."""
    folder = Path(storage.location if isinstance(storage, FileSystemStorage) else settings.VAR)
    folder.mkdir(parents=True, exist_ok=True)
    with _opened(folder) as file:
        yield Nameless(file)


def _opened(folder):
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), "w+b")
    except OSError:  # a disk that knows no such files: Python makes one and takes its name away
        return TemporaryFile(dir=folder)


def pieces(storage, name):
    """Iterator over the bytes of a stored file; the first one raises FileNotFoundError, any StorageDown."""
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
        return  # it was never made, or has its name


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
