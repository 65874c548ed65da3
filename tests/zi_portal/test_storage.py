"""Stored files are whole or not there."""

import errno
import os
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.base import ContentFile

from zi_portal.lib.storage import StorageFailed, WholeFileStorage, kept_only_if_done, nameless


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
    with pytest.raises(LookupError), kept_only_if_done(storage, name):
        raise LookupError
    assert files(storage) == []


def test_a_file_whose_row_was_written_stays(storage):
    name = storage.save("import/a.xlsx", ContentFile(b"isi"))
    with kept_only_if_done(storage, name):
        pass
    assert files(storage) == ["import/a.xlsx"]


@pytest.mark.case("A20")
def test_a_nameless_file_gets_its_name_without_a_copy_and_only_when_it_is_saved(tmp_path):
    kept = WholeFileStorage(location=tmp_path, file_permissions_mode=0o644)
    with nameless(kept) as file:
        file.write(b"isi")
        assert list(tmp_path.iterdir()) == []
        inode = os.fstat(file.fileno()).st_ino
        name = kept.save("paket/a.zip", file)
    stored = tmp_path / name
    assert (stored.read_bytes(), stored.stat().st_ino, stored.stat().st_mode & 0o777) == (b"isi", inode, 0o644)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [stored]


def test_a_nameless_file_that_cannot_be_named_is_copied(tmp_path, monkeypatch):
    kept = WholeFileStorage(location=tmp_path / "media")
    monkeypatch.setattr(os, "link", mock.Mock(side_effect=OSError(18, "Invalid cross-device link")))
    monkeypatch.setattr(os, "O_TMPFILE", 0)
    with nameless(kept) as file:
        file.write(b"isi")
        assert (tmp_path / "media" / kept.save("a.zip", file)).read_bytes() == b"isi"
