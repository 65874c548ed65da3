"""Stored files out of and back into any storage of Django: here one in memory, as S3 without a path on disk."""

from contextlib import ExitStack

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from zi_portal.backup import files
from zi_portal.backup.refusals import BackupRefused

NAMES = ["decree/2026/a.pdf", "import/2026/b.xlsx"]


@pytest.fixture
def storage():
    media = InMemoryStorage()
    for name in NAMES:
        media.save(name, ContentFile(name.encode() * 1000))
    return media


@pytest.fixture
def copied(storage, tmp_path):
    """(folder of copies, {name: facts})."""
    have = {}
    files.copy_out(storage, NAMES, tmp_path, have)
    return tmp_path, have


def read(storage, name):
    with storage.open(name) as file:
        return file.read()


@pytest.mark.case("G6")
def test_files_are_copied_once_and_a_missing_one_is_looked_for_again(storage, tmp_path):
    have = {}
    files.copy_out(storage, [*NAMES, "import/2026/c.xlsx"], tmp_path, have)
    assert have["import/2026/c.xlsx"] is None and have[NAMES[0]] == files.facts(tmp_path / NAMES[0])
    storage.delete(NAMES[0])
    storage.save("import/2026/c.xlsx", ContentFile(b"c"))
    files.copy_out(storage, [*NAMES, "import/2026/c.xlsx"], tmp_path, have)
    assert have["import/2026/c.xlsx"]["size"] == 1 and have[NAMES[0]]


@pytest.mark.case("G6")
def test_copies_that_the_snapshot_does_not_name_are_dropped(copied):
    folder, have = copied
    files.drop_all_but(NAMES[:1], folder, have)
    assert list(have) == NAMES[:1] and not (folder / NAMES[1]).exists()


@pytest.mark.case("G7")
def test_a_new_storage_gets_every_file_back_under_its_name(copied):
    new = InMemoryStorage()
    with ExitStack() as undo:
        files.bring_back(new, *copied, "kini", undo)
        undo.pop_all()
    assert [read(new, name) for name in NAMES] == [name.encode() * 1000 for name in NAMES]


@pytest.mark.case("G8")
def test_a_restore_that_fails_takes_back_what_it_stored_and_replaced(storage, copied):
    storage.delete(NAMES[0])
    storage.delete(NAMES[1])
    storage.save(NAMES[1], ContentFile(b"rusak"))
    with ExitStack() as undo:
        files.bring_back(storage, *copied, "kini", undo)
        assert read(storage, NAMES[1]) == NAMES[1].encode() * 1000
        assert read(storage, f"sebelum-kini/{NAMES[1]}") == b"rusak"
    assert not storage.exists(NAMES[0]) and read(storage, NAMES[1]) == b"rusak"
    assert not storage.exists(f"sebelum-kini/{NAMES[1]}")


@pytest.mark.case("G8")
@pytest.mark.parametrize("name", ["../luar", "/etc/passwd", "a/../../luar"])
def test_a_name_that_leads_out_of_the_backup_is_refused(tmp_path, name):
    with pytest.raises(BackupRefused, match="rusak"):
        files.path_of(tmp_path, name)
