"""Asking for a PDF and downloading it."""

from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.decree import clauses
from plans.decree.payload import decree_payload, digest
from plans.models import Document
from tests.plans.approval import a_decree, in_state
from zi_portal.jobs.models import Job
from zi_portal.lib.files.storage import StorageDown


def at(name, *args):
    return reverse(f"decrees:{name}", args=args)


def printed(decree, edition="asli", *, draft=True):
    """A finished document of the decree's present text."""
    text = digest(decree_payload(decree))
    document = Document.objects.create(decree=decree, edition=edition, is_draft=draft, source_sha256=text, pages=3)
    document.file.save("satu.pdf", ContentFile(b"%PDF-1.7 satu"))
    return document


def test_asking_makes_a_document_and_a_job_once(world):
    decree = a_decree(world.kabupaten)
    for name in ("sari", "rian"):
        response = world.client(name).post(at("document", decree.pk, "asli"))
        assert response["Location"] == f"{at('detail', decree.pk)}#dokumen"
    assert (Document.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "edition", "status"), [("dewi", "asli", 404), ("sari", "lain", 404), ("lama", "asli", 404)]
)
def test_no_document_for_strangers_and_unknown_editions(world, name, edition, status):
    decree = a_decree(world.kabupaten)
    assert world.client(name).post(at("document", decree.pk, edition)).status_code == status
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("draft", "KONSEP SK 2026 KPU Kabupaten Teluk Jernih (asli).pdf"),
        ("enacted", "SK 17-2026 KPU Kabupaten Teluk Jernih (asli).pdf"),
    ],
)
def test_a_download_is_an_attachment_with_a_name_that_tells_what_it_is(world, state, name):
    decree = in_state(a_decree(world.kabupaten), state, world.sari)
    response = world.client("sari").get(at("download", printed(decree, draft=state == "draft").pk))
    assert response.getvalue() == b"%PDF-1.7 satu"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("name", "status"), [("dewi", 404), ("tari", 404), ("rian", 200), ("kirana", 200), ("", 302)])
def test_a_document_is_read_by_those_who_see_the_decree(world, name, status):
    document = printed(a_decree(world.kabupaten))
    response = world.client(name).get(at("download", document.pk))
    response.close()
    assert response.status_code == status


def test_a_file_that_is_gone_can_be_made_again(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    decree = a_decree(world.kabupaten)
    document = printed(decree)
    document.file.storage.delete(document.file.name)
    page = world.client("sari").get(at("documents", decree.pk)).content.decode()
    assert "tidak ada lagi di penyimpanan" in page and "Buat PDF asli" in page
    assert at("download", document.pk) not in page
    world.client("sari").post(at("document", decree.pk, "asli"))
    assert Job.objects.get().payload == {"document": document.pk}


def test_while_the_storage_does_not_answer_the_page_shows_what_there_was(world):
    decree = a_decree(world.kabupaten)
    document = printed(decree)
    with mock.patch("zi_portal.lib.files.storage.WholeFileStorage.exists", side_effect=StorageDown):
        assert at("download", document.pk) in world.client("sari").get(at("documents", decree.pk)).content.decode()


def test_what_is_not_printed_yet_cannot_be_downloaded(world):
    decree = a_decree(world.kabupaten)
    world.client("sari").post(at("document", decree.pk, "asli"))
    assert world.client("sari").get(at("download", Document.objects.get().pk)).status_code == 404


def test_the_one_who_asked_sees_the_progress_and_a_colleague_that_it_is_under_way(world):
    decree = a_decree(world.kabupaten)
    world.client("sari").post(at("document", decree.pk, "asli"))
    status = reverse("jobs:status", args=[Job.objects.get().pk])
    assert status in world.client("sari").get(at("documents", decree.pk)).content.decode()
    page = world.client("bima").get(at("documents", decree.pk)).content.decode()
    assert status not in page
    assert "rekan Anda" in page


def test_a_draft_printed_before_a_change_is_marked_as_old(world):
    decree = a_decree(world.kabupaten)
    document = printed(decree)
    client, url = world.client("sari"), at("documents", decree.pk)
    assert "Konsep lama" not in client.get(url).content.decode()
    clauses.add_clause(decree, section="diktum", text="Baru.", user=world.sari)
    page = client.get(url).content.decode()
    assert "Konsep lama" in page
    assert at("download", document.pk) in page
    assert "Buat PDF asli" in page


def test_an_enacted_decree_shows_no_drafts(world):
    decree = a_decree(world.kabupaten)
    draft = printed(decree)
    in_state(decree, "enacted", world.sari)
    assert at("download", draft.pk) not in world.client("sari").get(at("documents", decree.pk)).content.decode()


def test_a_failed_print_tells_why_and_offers_another(world):
    decree = a_decree(world.kabupaten)
    world.client("sari").post(at("document", decree.pk, "asli"))
    Job.objects.update(state="failed", reason="Huruf tidak ditemukan.")
    page = world.client("bima").get(at("documents", decree.pk)).content.decode()
    assert "Huruf tidak ditemukan." in page
    assert "Buat PDF asli" in page


def test_the_documents_ask_at_most_12_queries(world):
    decree = a_decree(world.kabupaten)
    printed(decree)
    client = world.client("sari")
    with CaptureQueriesContext(connection) as queries:
        client.get(at("documents", decree.pk), headers={"HX-Request": "true"})
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)


def decree_in_print(world, **fields):
    """A decree of which sari asked for the original; fields of its job."""
    decree = a_decree(world.kabupaten)
    world.client("sari").post(at("document", decree.pk, "asli"))
    Job.objects.update(**fields)
    return decree


def documents_page(world, name, decree):
    return world.client(name).get(at("documents", decree.pk)).content.decode()


def test_a_print_whose_job_is_forgotten_can_be_asked_for_again(world):
    decree = decree_in_print(world)
    Job.objects.all().delete()
    page = documents_page(world, "sari", decree)
    assert "Buat PDF asli" in page and "sedang dibuat" not in page
    world.client("sari").post(at("document", decree.pk, "asli"))
    assert Document.objects.get().job == Job.objects.get()


def test_a_cancelled_print_says_so_and_may_be_asked_for_by_a_colleague(world):
    decree = decree_in_print(world, state="cancelled", reason="Dibatalkan atas permintaan pemiliknya.")
    page = documents_page(world, "bima", decree)
    assert "Dibatalkan atas permintaan pemiliknya." in page and "Buat PDF asli" in page
    world.client("bima").post(at("document", decree.pk, "asli"))
    job = Job.objects.get()
    assert (job.state, job.owner) == ("waiting", world.bima)


def test_a_dead_print_waits_for_an_administrator(world):
    decree = decree_in_print(world, state="dead", reason="Rusak.")
    page = documents_page(world, "sari", decree)
    assert "Administrator dapat menjalankannya lagi." in page and "Buat PDF asli" not in page
    answer = world.client("sari").post(at("document", decree.pk, "asli"), follow=True)
    assert "berhenti dicoba" in answer.content.decode()


def test_the_message_leads_to_my_jobs_and_a_colleague_is_told_who_waits(world):
    decree = a_decree(world.kabupaten)
    client = world.client("sari")
    assert f'<a href="{reverse("jobs:mine")}">Pekerjaan saya</a>.' in (
        client.post(at("document", decree.pk, "asli"), follow=True).content.decode()
    )
    answer = world.client("bima").post(at("document", decree.pk, "asli"), follow=True)
    assert "atas permintaan rekan Anda" in answer.content.decode()
