"""Stored files are whole or not there."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from unittest import mock

import pytest
from django.core.files.base import ContentFile

from zi_portal.lib.files.storage import StorageFailed, WholeFileStorage, delete_on_failure, nameless


@pytest.fixture
def storage(tmp_path):
    return WholeFileStorage(location=tmp_path / "media")


def files(storage):
    root = Path(storage.location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


class Filling(ContentFile):
    """A file during whose writing the disk fills up."""

    def chunks(self, chunk_size=None):
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_is_stored_under_its_name_alone(storage):
    assert storage.save("decree/2026/a.pdf", ContentFile(b"isi")) == "decree/2026/a.pdf"
    assert files(storage) == ["decree/2026/a.pdf"]
    with storage.open("decree/2026/a.pdf") as file:
        assert file.read() == b"isi"


@pytest.mark.case("A19")
def test_a_full_disk_leaves_no_part_of_a_file(storage):
    with pytest.raises(StorageFailed, match="Penyimpanan penuh"):
        storage.save("emblem/a.png", Filling(b""))
    assert files(storage) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "media").write_text("no folder")
    with pytest.raises(StorageFailed):
        WholeFileStorage(location=tmp_path / "media").save("a.pdf", ContentFile(b"isi"))


@pytest.mark.case("A20")
def test_a_file_whose_row_was_not_written_goes_away(storage):
    name = storage.save("import/a.xlsx", ContentFile(b"isi"))
    with pytest.raises(LookupError), delete_on_failure(storage, name):
        raise LookupError
    assert files(storage) == []


def test_a_file_whose_row_was_written_stays(storage):
    name = storage.save("import/a.xlsx", ContentFile(b"isi"))
    with delete_on_failure(storage, name):
        pass
    assert files(storage) == ["import/a.xlsx"]


@pytest.mark.case("A20")
def test_a_nameless_file_gets_its_name_without_a_copy_and_only_when_it_is_saved(tmp_path):
    media = WholeFileStorage(location=tmp_path, file_permissions_mode=0o644)
    with nameless(media) as file:
        file.write(b"isi")
        assert list(tmp_path.iterdir()) == []
        inode = os.fstat(file.fileno()).st_ino
        name = media.save("paket/a.zip", file)
    stored = tmp_path / name
    assert (stored.read_bytes(), stored.stat().st_ino, stored.stat().st_mode & 0o777) == (b"isi", inode, 0o644)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [stored]


def test_a_nameless_file_that_cannot_be_named_is_copied(tmp_path, monkeypatch):
    media = WholeFileStorage(location=tmp_path / "media")
    monkeypatch.setattr(os, "link", mock.Mock(side_effect=OSError(18, "Invalid cross-device link")))
    monkeypatch.setattr(os, "O_TMPFILE", 0)
    with nameless(media) as file:
        file.write(b"isi")
        assert (tmp_path / "media" / media.save("a.zip", file)).read_bytes() == b"isi"


class Meeting(ContentFile):
    """A file whose writer waits until all others have asked for a free name too."""

    def __init__(self, content, barrier):
        super().__init__(content)
        self.barrier = barrier

    def chunks(self, chunk_size=None):
        self.barrier.wait(timeout=30)
        return super().chunks(chunk_size)


def saved_at_once(storage, texts):
    """{name: bytes} of files that were saved at once under one name."""
    barrier = Barrier(len(texts))
    with ThreadPoolExecutor(len(texts)) as pool:
        names = list(pool.map(lambda text: storage.save("a/b.pdf", Meeting(text, barrier)), texts))
    return {name: (Path(storage.location) / name).read_bytes() for name in names}


@pytest.mark.parametrize("links", [True, False], ids=["links", "no_links"])
@pytest.mark.case("A22")
def test_a_name_is_given_once_however_many_save_under_it(storage, links, monkeypatch):
    if not links:
        monkeypatch.setattr(os, "link", mock.Mock(side_effect=OSError(errno.EPERM, "Operation not permitted")))
    for _ in range(50):
        stored = saved_at_once(storage, [b"satu", b"dua", b"tiga"])
        assert sorted(stored.values()) == [b"dua", b"satu", b"tiga"]
    assert len(files(storage)) == 150


def test_a_disk_without_links_that_fills_up_leaves_no_empty_file(storage, monkeypatch):
    monkeypatch.setattr(os, "link", mock.Mock(side_effect=OSError(errno.EPERM, "Operation not permitted")))
    monkeypatch.setattr(Path, "replace", mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(StorageFailed):
        storage.save("a.pdf", ContentFile(b"isi"))
    assert files(storage) == []
