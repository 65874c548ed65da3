"""Stored files are sent in one safe way: by nginx's name for them, from disk or from a bucket."""

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from plans.models import Document
from tests.factories import DecreeFactory
from zi_portal.lib.files import downloads
from zi_portal.lib.files.storage import StorageDown, WholeFileStorage

PDF = b"%PDF-1.7 isi"


@pytest.fixture
def document(world):
    """A printed document of the kabupaten, with its file."""
    decree = DecreeFactory(satker=world.kabupaten)
    name = default_storage.save("decree/2026/naskah è.pdf", ContentFile(PDF))
    return Document.objects.create(decree=decree, edition="salinan", is_draft=True, source_sha256="0" * 64, file=name)


def get(world, document):
    return world.client("sari").get(f"/keputusan/dokumen/{document.pk}/")


@pytest.mark.case("A25")
def test_a_file_is_sent_as_an_attachment_that_never_runs_and_is_never_kept(world, document):
    response = get(world, document)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf" and response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert {name: response[name] for name in downloads.SAFE} == downloads.SAFE


@pytest.mark.case("A25", "A26")
def test_behind_nginx_the_answer_is_empty_and_names_the_file_quoted(world, document, settings):
    settings.INTERNAL_LOCATION = "/_protected/"
    response = get(world, document)
    assert response.content == b""
    assert response["X-Accel-Redirect"] == "/_protected/" + document.file.name.replace("è", "%C3%A8").replace(
        " ", "%20"
    )
    assert response["Content-Type"] == "application/pdf" and "attachment" in response["Content-Disposition"]
    assert {name: response[name] for name in downloads.SAFE} == downloads.SAFE


@pytest.mark.case("A26")
def test_a_name_that_leaves_the_storage_is_never_given_to_nginx(world, document, settings, monkeypatch):
    settings.INTERNAL_LOCATION = "/_protected/"
    monkeypatch.setattr(WholeFileStorage, "exists", lambda *_: True)
    document.file.name = "../secret_key"
    with pytest.raises(SuspiciousFileOperation):
        downloads.stored(document.file, filename="a.pdf", content_type="application/pdf")


@pytest.mark.parametrize("location", ["", "/_protected/"])
def test_a_file_that_is_gone_is_404_with_a_sentence(world, document, settings, location):
    settings.INTERNAL_LOCATION = location
    default_storage.delete(document.file.name)
    response = get(world, document)
    assert response.status_code == 404
    assert "berkasnya tidak ada lagi di penyimpanan" in response.content.decode()
    assert "X-Accel-Redirect" not in response


@pytest.mark.parametrize(("location", "operation"), [("", "open"), ("/_protected/", "exists")])
def test_a_storage_that_is_down_is_503_with_a_sentence(world, document, settings, monkeypatch, location, operation):
    settings.INTERNAL_LOCATION = location

    def down(*_):
        raise StorageDown

    monkeypatch.setattr(WholeFileStorage, operation, down)
    response = get(world, document)
    assert response.status_code == 503
    assert "sedang tidak dapat dihubungi" in response.content.decode()


@pytest.mark.case("A26")
def test_who_may_not_see_the_row_learns_nothing_of_the_file(world, document, settings):
    settings.INTERNAL_LOCATION = "/_protected/"
    response = world.client("dewi").get(f"/keputusan/dokumen/{document.pk}/")
    assert response.status_code == 404 and "X-Accel-Redirect" not in response


def test_the_emblem_goes_the_same_way(world, settings):
    world.kabupaten.emblem = default_storage.save("emblem/a.png", ContentFile(b"png"))
    world.kabupaten.save(update_fields=["emblem"])
    settings.INTERNAL_LOCATION = "/_protected/"
    response = world.client("sari").get(f"/satker/{world.kabupaten.pk}/lambang/")
    assert response["X-Accel-Redirect"] == f"/_protected/{world.kabupaten.emblem.name}"
    assert response["Content-Type"] == "image/png"
