"""Stored files are whole or not there."""

import errno
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from zi_portal.lib.storage import StorageFailed, WholeFileStorage, kept_only_if_done


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
