"""Large ZIPs: what is wrong or missing leaves no trace, sizes beyond 4 GB are told to the reader."""

import hashlib
import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from zi_portal.lib.files import zipping


def written(*entries):
    target = io.BytesIO()
    with zipping.opened(target) as archive:
        for name, content in entries:
            archive.write(name, content, datetime(2026, 3, 2, 10, 30))
    return ZipFile(target)


def test_an_entry_has_its_bytes_its_date_and_its_hash():
    target = io.BytesIO()
    with zipping.opened(target) as archive:
        assert archive.copy("a.pdf", [b"sa", b"tu"], size=4) == (hashlib.sha256(b"satu").hexdigest(), 4)
    assert ZipFile(target).read("a.pdf") == b"satu"
    assert written(("a", "x")).infolist()[0].date_time == (2026, 3, 2, 10, 30, 0)


def test_what_is_packed_already_is_only_stored():
    kinds = {entry.filename: entry.compress_type for entry in written(("a.PDF", b"x"), ("b.txt", b"x")).infolist()}
    assert kinds == {"a.PDF": ZIP_STORED, "b.txt": ZIP_DEFLATED}


def gone():
    yield b"sepa"
    raise FileNotFoundError


@pytest.mark.parametrize("pieces", [[b"lain"], [b"sa"], [b"satu", b"dua"], gone()])
def test_what_is_not_what_it_should_be_leaves_no_trace(pieces):
    target, sha256 = io.BytesIO(), hashlib.sha256(b"satu").hexdigest()
    with zipping.opened(target) as archive:
        archive.write("a.txt", "pertama")
        with pytest.raises((zipping.Mismatch, FileNotFoundError)):
            archive.copy("b.pdf", pieces, size=4, sha256=sha256)
        archive.copy("b.pdf", [b"satu"], size=4, sha256=sha256)
    reopened = ZipFile(target)
    assert (
        reopened.testzip() is None and reopened.namelist() == ["a.txt", "b.pdf"] and reopened.read("b.pdf") == b"satu"
    )
    assert [name for name, _, _ in archive.entries] == ["a.txt", "b.pdf"]


def test_a_long_file_that_should_be_short_is_not_read_to_its_end():
    pieces = iter([b"x" * 10] * 1000)
    with zipping.opened(io.BytesIO()) as archive, pytest.raises(zipping.Mismatch):
        archive.copy("a.pdf", pieces, size=20, sha256="0")
    assert len(list(pieces)) == 997


def test_a_block_that_breaks_off_writes_no_directory():
    target = io.BytesIO()
    with pytest.raises(LookupError), zipping.opened(target) as archive:
        archive.write("a.txt", "x" * 100)
        raise LookupError
    assert b"PK\x05\x06" not in target.getvalue()


def test_an_entry_before_the_first_possible_date_gets_that():
    target = io.BytesIO()
    with zipping.opened(target) as archive:
        archive.write("a", "x", datetime(1970, 1, 1))
    assert ZipFile(target).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_an_entry_that_may_be_large_is_zip64():
    target = io.BytesIO()
    with zipping.opened(target) as archive:
        archive.copy("a.mp4", [b"x"], size=zipping.LARGE)
    assert ZipFile(target).infolist()[0].extract_version == 45


def test_the_digest_of_a_file_is_that_of_its_whole():
    file, sizes = io.BytesIO(b"x" * (3 << 20)), []
    file.read(5)
    assert zipping.digest_of(file, sizes.append) == (hashlib.sha256(file.getvalue()).hexdigest(), 3 << 20)
    assert sizes == [1 << 20] * 3
