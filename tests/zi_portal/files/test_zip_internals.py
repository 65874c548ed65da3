"""What zipfile keeps without promising it is as this Python has it; no other module uses those names."""

import io
from zipfile import ZipFile, ZipInfo

from tests.house.test_architecture import lines_that_match, python_files
from zi_portal.lib.files import zip_internals


def test_zipfile_still_has_the_names():
    assert zip_internals.NAMES <= vars(ZipFile(io.BytesIO(), "w")).keys()


def test_an_entry_that_is_taken_back_leaves_the_bytes_of_a_zip_without_it():
    shortened, plain = io.BytesIO(), io.BytesIO()
    with ZipFile(shortened, "w") as archive, ZipFile(plain, "w") as other:
        for target in (archive, other):
            target.writestr(ZipInfo("a.txt"), b"A")
        start, info = zip_internals.next_start(archive), ZipInfo("b.txt")
        archive.writestr(info, b"BBBB")
        zip_internals.take_back(archive, info, start)
        for target in (archive, other):
            target.writestr(ZipInfo("c.txt"), b"C")
    assert shortened.getvalue() == plain.getvalue()


def test_an_abandoned_zip_is_not_written_on():
    file = io.BytesIO()
    archive = ZipFile(file, "w")
    archive.writestr(ZipInfo("a.txt"), b"A")
    size = len(file.getvalue())
    zip_internals.abandon(archive)
    archive.close()
    assert len(file.getvalue()) == size and not file.closed


def test_no_other_module_uses_those_names():
    users = lines_that_match(python_files(tests=False), r"\.(start_dir|NameToInfo|filelist|fp)\b")
    assert [line for line in users if not line.startswith("zi_portal/lib/files/zip_internals.py")] == []
