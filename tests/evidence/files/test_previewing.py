"""Pages of stored files: every kind, limits, what stays after a killed worker."""

from unittest import mock

import pytest
from django.core.files.storage import default_storage

from evidence.files import previewing
from evidence.models import FilePage, StoredFile
from evidence.states import Preview, Scan
from tests.evidence.files.papers import a_docx, a_pdf, a_photo
from tests.evidence.ground import a_file
from zi_portal.jobs.registry import Cancelled, JobFailed
from zi_portal.lib.files import strays
from zi_portal.lib.sandbox import confined, office

pytestmark = pytest.mark.django_db
CALL = confined.call


@pytest.fixture
def world(staged):
    return staged


def ignored(percent=None):
    """Progress that nobody looks at."""


def previewed(row, progress=ignored):
    """(result, the row as it is now) after its pages were made."""
    result = previewing.make(row.pk, progress)
    row.refresh_from_db()
    return result, row


def content_of(page):
    """Bytes of its picture."""
    with page.image.open("rb") as file:
        return file.read()


def test_a_pdf_becomes_pictures_and_texts_of_its_pages(world):
    result, row = previewed(a_file(world.kabupaten, a_pdf("Notula rapat satu", "Daftar hadir")))
    assert result == {"file": row.pk, "pages": 2, "reason": ""} and row.preview == Preview.IMAGES
    first, second = row.page_set.all()
    assert (first.width, first.height, second.text) == (1400, 1982, "Daftar hadir")
    assert content_of(first)[8:12] == b"WEBP"


@pytest.mark.parametrize(("kind", "encoding"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_is_one_page(world, kind, encoding):
    _, row = previewed(a_file(world.kabupaten, a_photo((2000, 1000), encoding), f"rapat.{kind}", kind))
    assert (row.preview, row.pages) == (Preview.IMAGES, 1)
    assert (row.page_set.get().width, row.page_set.get().height) == (2000, 1000)


@pytest.mark.case("A28")
def test_a_page_picture_of_a_photo_has_no_metadata(world):
    exif = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0e\x00\x02\x00\x00\x00\x08\x00\x00\x00\x1aLintang\x00"
    content = a_photo(exif=exif)
    assert b"Lintang" in content
    _, row = previewed(a_file(world.kabupaten, content, "rapat.jpg", "jpg"))
    stored = content_of(row.page_set.get())
    assert b"Lintang" not in stored and b"EXIF" not in stored


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is absent: office files as pictures are left out")
def test_an_office_file_becomes_pictures_where_libreoffice_is(world):
    result, row = previewed(a_file(world.kabupaten, a_docx("Notula rapat", "Hadir 12 orang"), "notula.docx", "docx"))
    assert (result["reason"], row.preview) == ("", Preview.IMAGES)
    assert "Hadir 12 orang" in row.page_set.get().text


def test_an_office_file_becomes_text_where_libreoffice_is_absent(world):
    content = a_docx("Satu", extra_xml="<w:p><w:r><w:lastRenderedPageBreak/><w:t>Dua</w:t></w:r></w:p>")
    with mock.patch.object(office, "program", return_value=None):
        result, row = previewed(a_file(world.kabupaten, content, "notula.docx", "docx"))
    assert (result["reason"], row.preview, row.pages) == ("no_office", Preview.TEXT, 2)
    assert [page.text for page in row.page_set.all()] == ["Satu", "Dua"]
    assert row.preview_reason == "no_office"


def test_an_office_file_that_libreoffice_cannot_convert_becomes_text(world):
    with mock.patch.object(office, "to_pdf", side_effect=office.Failed("time")):
        result, row = previewed(a_file(world.kabupaten, a_docx("Satu"), "notula.docx", "docx"))
    assert (result["reason"], row.preview, row.page_set.get().text) == ("office", Preview.TEXT, "Satu")


@pytest.mark.parametrize(("content", "kind"), [(b"%PDF-1.7 rusak", "pdf"), (b"bukan", "jpg"), (b"PK rusak", "xlsx")])
def test_a_broken_file_has_no_preview_and_says_why(world, content, kind):
    with mock.patch.object(office, "program", return_value=None):
        result, row = previewed(a_file(world.kabupaten, content, f"rusak.{kind}", kind))
    assert (result["reason"], row.preview, row.pages) == ("broken", Preview.NONE, 0)


def test_a_video_has_no_preview(world):
    result, row = previewed(a_file(world.kabupaten, b"film", "rapat.mp4", "mp4"))
    assert (result["reason"], row.preview) == ("video", Preview.NONE)


def test_a_file_that_is_gone_has_no_preview(world):
    row = a_file(world.kabupaten, b"hilang")
    default_storage.delete(row.file.name)
    result, row = previewed(row)
    assert (result["reason"], row.preview) == ("gone", Preview.NONE)


@pytest.mark.parametrize("scan", [Scan.PENDING, Scan.INFECTED, Scan.UNSCANNABLE])
@pytest.mark.case("A5")
def test_a_file_that_is_not_served_is_not_even_opened(world, scan):
    row = a_file(world.kabupaten, a_pdf("Rahasia"))
    StoredFile.objects.filter(pk=row.pk).update(scan=scan)
    _, row = previewed(row)
    assert (row.preview, row.page_set.count()) == (Preview.PENDING, 0)


def test_a_file_whose_row_is_gone_fails_for_good(db):
    with pytest.raises(JobFailed) as failed:
        previewing.make(0, ignored)
    assert failed.value.permanent


# Killed, again, at once


class Ended:
    """Progress that ends the work after so many calls, as a kill would."""

    def __init__(self, after):
        self.left = after

    def __call__(self, percent=None):
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def pictures():
    """Names of the stored page pictures."""
    return sorted(name for name in strays.stored("pratinjau/"))


def test_a_killed_worker_goes_on_where_it_was(world):
    row = a_file(world.kabupaten, a_pdf("Satu", "Dua", "Tiga"))
    with pytest.raises(Cancelled):
        previewing.make(row.pk, Ended(2))
    pages_before = list(row.page_set.values_list("pk", "image"))
    assert len(pages_before) == 2
    _, row = previewed(row)
    assert list(row.page_set.values_list("pk", "image"))[:2] == pages_before and row.page_set.count() == 3
    assert set(row.page_set.values_list("image", flat=True)) <= set(pictures())


def test_all_pages_made_but_not_said_is_finished_without_another_page(world):
    row = a_file(world.kabupaten, a_pdf("Satu", "Dua"))
    with mock.patch.object(previewing, "_update_preview", side_effect=Cancelled), pytest.raises(Cancelled):
        previewing.make(row.pk, ignored)
    _, row = previewed(row)
    assert (row.preview, row.pages, row.page_set.count()) == (Preview.IMAGES, 2, 2)


def test_a_picture_whose_row_was_never_written_is_replaced_and_not_orphaned(world):
    before = set(pictures())
    row = a_file(world.kabupaten, a_pdf("Satu"))
    with mock.patch.object(previewing, "delete_on_failure", side_effect=SystemExit), pytest.raises(SystemExit):
        previewing.make(row.pk, ignored)  # dies between picture and row
    assert row.page_set.count() == 0
    previewed(row)
    assert [row.page_set.get().image.name] == sorted(set(pictures()) - before)


def test_a_row_that_cannot_be_written_leaves_no_picture(world):
    before, row = pictures(), a_file(world.kabupaten, a_pdf("Satu"))
    with mock.patch.object(FilePage.objects, "get_or_create", side_effect=RuntimeError), pytest.raises(RuntimeError):
        previewing.make(row.pk, ignored)
    assert pictures() == before


def test_made_again_nothing_is_doubled(world):
    _, row = previewed(a_file(world.kabupaten, a_pdf("Satu", "Dua")))
    before = list(row.page_set.values())
    assert previewed(row)[0]["pages"] == 2
    assert list(row.page_set.values()) == before


# Limits


def test_of_a_long_file_the_rest_is_text(world, monkeypatch):
    monkeypatch.setattr(previewing, "PICTURES", 1)
    monkeypatch.setattr(previewing, "PAGES", 3)
    result, row = previewed(a_file(world.kabupaten, a_pdf("Satu", "Dua", "Tiga", "Empat")))
    assert (result["reason"], row.pages, row.preview) == ("long", 4, Preview.IMAGES)
    assert [(bool(page.image), page.text) for page in row.page_set.all()][1:3] == [(False, "Dua"), (False, "Tiga")]


def test_a_page_beyond_its_limits_keeps_its_text_and_the_next_its_picture(world):
    def call(name, header, **options):
        if header["first"] == 1 and header["drawn"]:
            raise confined.Exhausted("memory")
        return CALL(name, header, **options)

    with mock.patch.object(confined, "call", call):
        result, row = previewed(a_file(world.kabupaten, a_pdf("Satu", "Dua")))
    assert (result["reason"], row.pages) == ("limits", 2)
    assert [(bool(page.image), page.text) for page in row.page_set.all()] == [(False, "Satu"), (True, "Dua")]


@pytest.mark.case("A4")
def test_a_file_that_ends_every_child_ends_in_no_preview(world):
    with mock.patch.object(confined, "call", side_effect=confined.Exhausted("crash")):
        result, row = previewed(a_file(world.kabupaten, a_pdf("Satu")))
    assert (result["reason"], row.preview) == ("limits", Preview.NONE)


def test_a_child_that_somebody_ended_is_tried_again(world):
    row = a_file(world.kabupaten, a_pdf("Satu"))
    with (
        mock.patch.object(confined, "call", side_effect=confined.Exhausted("killed")),
        pytest.raises(JobFailed) as failure,
    ):
        previewing.make(row.pk, ignored)
    row.refresh_from_db()
    assert (failure.value.permanent, row.preview) == (False, Preview.PENDING)
