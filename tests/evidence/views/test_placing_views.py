"""The page of an upload, and files sent without JavaScript."""

from datetime import date
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Evidence, UploadBatch, UploadItem
from evidence.states import Arrival
from evidence.uploads import receiving, table
from plans.models import Decree
from plans.states import DecreeState
from tests.evidence.ground import a_proof, owing
from tests.evidence.uploads.test_placing import ready
from tests.factories import PlanFactory
from zi_portal.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


@pytest.fixture
def sari(world):
    return world.client("sari")


def begun(sari, ground, **target):
    """The page of a new upload, and what it is."""
    answer = sari.post(reverse("evidence:begin"), {"plan": ground.plan.pk, **target}).json()
    return answer["page"], UploadBatch.objects.get(pk=answer["batch"])


def send(sari, page, **fields):
    return sari.post(f"{page}tempatkan/", fields)


def test_the_page_proposes_and_saves_what_is_ticked(sari, ground):
    page, batch = begun(sari, ground)
    item, other = ready(batch), ready(batch, "AREA I/lain.pdf")
    text = sari.get(page).content.decode()
    assert "1.i SK Tim · 30 Juni 2026" in text and "Perlu dipilih (1)" in text and "Siap disimpan (1)" in text
    sure = item.proposal[0]["obligation"]
    fields = {f"{item.pk}-title": "SK Tim", f"{item.pk}-ticked": sure, f"{other.pk}-title": "Lain"}
    answer = sari.post(f"{page}tempatkan/", fields, follow=True)
    assert "1 berkas tersimpan sebagai bukti." in answer.content.decode()
    assert Evidence.objects.get().title == "SK Tim" and batch.items.get(state=Arrival.READY) == other


def test_what_was_typed_stays_beside_what_is_wrong(sari, ground):
    page, batch = begun(sari, ground)
    item, good = ready(batch), ready(batch, "AREA II/Laporan TW2.pdf")
    fields = {f"{item.pk}-title": "Judul baru", f"{item.pk}-named": "Entah", f"{item.pk}-page": "7"}
    fields |= {f"{good.pk}-title": "Laporan", f"{good.pk}-ticked": good.proposal[0]["obligation"]}
    answer = send(sari, page, **fields)
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "Tempat “Entah” tidak ada" in text
    assert 'value="Judul baru"' in text and 'value="Entah"' in text and 'value="7"' in text
    assert "1 berkas tersimpan" in text and Evidence.objects.get().title == "Laporan"


def test_a_place_is_applied_to_many_and_nothing_is_written(sari, ground):
    page, batch = begun(sari, ground)
    items = [ready(batch, f"AREA I/lain {number}.pdf") for number in range(3)]
    fields = {f"{item.pk}-title": f"Judul {item.pk}" for item in items}
    fields |= {"do": "apply", "pick": [item.pk for item in items[:2]], "everywhere": "1.I sk tim · 30 juni 2026"}
    text = send(sari, page, **fields).content.decode()
    assert text.count('value="1.i SK Tim · 30 Juni 2026">') == 3  # two rows, and the list of all places
    assert "diterapkan pada 2 berkas" in text and not Evidence.objects.exists()
    assert "Centang dahulu berkas" in send(sari, page, do="apply", everywhere="x").content.decode()


def test_picked_files_are_dropped(sari, ground):
    page, batch = begun(sari, ground)
    item, other = ready(batch), ready(batch, "AREA I/lain.pdf")
    send(sari, page, **{"do": "drop", "pick": item.pk, f"{item.pk}-title": "", f"{other.pk}-title": ""})
    assert list(batch.items.values_list("state", flat=True)) == [Arrival.CANCELLED, Arrival.READY]


def test_an_upload_says_when_nothing_waits_and_where_to_go_on(sari, ground):
    page, batch = begun(sari, ground)
    item = ready(batch)
    assert "Tidak ada lagi berkas yang menunggu" not in sari.get(page).content.decode()
    assert "<b>1</b> siap ditempatkan" in sari.get(reverse("evidence:home")).content.decode()
    send(sari, page, **{"do": "drop", "pick": item.pk, f"{item.pk}-title": ""})
    text = sari.get(page).content.decode()
    assert "Tidak ada lagi berkas yang menunggu" in text and "Lihat apa yang masih kurang" in text
    assert "Unggahan yang belum selesai" not in sari.get(reverse("evidence:home")).content.decode()


def test_a_period_that_ends_before_it_begins_says_what_to_do(sari, ground):
    page, batch = begun(sari, ground)
    item = ready(batch)
    fields = {f"{item.pk}-proves_from": "2026-07-01", f"{item.pk}-proves_until": "2026-06-01", f"{item.pk}-title": "SK"}
    text = send(sari, page, **fields, **{f"{item.pk}-ticked": item.proposal[0]["obligation"]}).content.decode()
    assert "Akhir masa mendahului awalnya. Betulkan" in text and not Evidence.objects.exists()


def test_an_upload_begun_before_an_amendment_goes_to_the_plan_in_force(sari, ground):
    begun(sari, ground)
    Decree.objects.filter(pk=ground.plan.decree.pk).update(state=DecreeState.SUPERSEDED)
    after = PlanFactory(satker=ground.satker, year=ground.plan.year)
    register = {"number": "77", "number_year": 2026, "enacted_on": date(2026, 6, 1)}
    Decree.objects.filter(pk=after.decree.pk).update(state=DecreeState.ENACTED, **register)
    assert table.current(UploadBatch.objects.get().plan) == after
    text = sari.get(reverse("evidence:plan", args=[ground.plan.pk])).content.decode()
    assert f'href="{reverse("evidence:plan", args=[after.pk])}"' in text and "Buka rencana yang berlaku" in text


def test_all_sure_ones_are_saved_with_one_button(sari, ground):
    page, batch = begun(sari, ground)
    ready(batch), ready(batch, "AREA I/lain.pdf")
    assert send(sari, page, do="sure").status_code == HTTPStatus.FOUND
    assert Evidence.objects.count() == 1


def test_an_upload_to_one_obligation_has_its_place(sari, ground):
    place = ground.obligations[0]
    page, batch = begun(sari, ground, obligation=place.pk)
    item = ready(batch, "entah apa.pdf")
    assert f'value="{place.pk}" id="place-{item.pk}-{place.pk}" checked' in sari.get(page).content.decode()
    send(sari, page, **{f"{item.pk}-title": "Apa", f"{item.pk}-ticked": place.pk})
    assert Evidence.objects.get().uses.get().obligation == place


def test_an_upload_of_a_revision_is_saved_as_such(sari, ground, world):
    evidence = a_proof(ground.obligations[:1], world.sari)
    page, batch = begun(sari, ground, evidence=evidence.pk)
    item = ready(batch, "revisi.pdf")
    assert "Simpan sebagai revisi" in sari.get(page).content.decode()
    stale = send(sari, page, do="revise", item=item.pk, revision=evidence.revision + 1)
    assert stale.status_code == HTTPStatus.CONFLICT and evidence.revisions.count() == 1
    answer = send(sari, page, do="revise", item=item.pk, revision=evidence.revision)
    assert answer.url == reverse("evidence:detail", args=[evidence.pk]) and evidence.revisions.count() == 2


def test_files_of_a_plain_form_are_taken_in_as_parts(sari, ground, settings):
    settings.EVIDENCE_PART_KB = 16
    files = [SimpleUploadedFile("SK Tim.pdf", b"%PDF-" + b"x" * 40_000), SimpleUploadedFile("x.exe", b"MZ")]
    answer = sari.post(reverse("evidence:plain-new"), {"plan": ground.plan.pk, "files": files})
    batch = UploadBatch.objects.get()
    assert answer.url == reverse("evidence:batch", args=[batch.pk])
    assert list(batch.items.values_list("state", flat=True)) == [Arrival.ARRIVED, Arrival.REFUSED]
    assert batch.items.first().parts.count() == 3 and Job.objects.filter(kind="check_upload").count() == 1


def test_two_files_of_one_name_and_size_in_a_plain_form_are_both_taken(sari, ground):
    page, batch = begun(sari, ground)
    files = [SimpleUploadedFile("image.pdf", content) for content in (b"111", b"222")]
    sari.post(reverse("evidence:plain", args=[batch.pk]), {"files": files})
    contents = [Path(item.parts.get().file.path).read_bytes() for item in batch.items.all()]
    assert contents == [b"111", b"222"]


def test_a_plain_form_with_too_many_files_is_told_so(sari, ground, monkeypatch):
    monkeypatch.setattr(receiving, "MAX_FILES", 1)
    page, batch = begun(sari, ground)
    files = [SimpleUploadedFile(name, b"1") for name in ("a.pdf", "b.pdf")]
    answer = sari.post(reverse("evidence:plain", args=[batch.pk]), {"files": files})
    assert (answer.status_code, batch.items.count()) == (302, 1)
    page = sari.get(answer["Location"]).content.decode()
    assert "Lanjutkan dengan unggahan baru. Belum ikut: b.pdf." in page and "1 berkas diterima" in page
    again = sari.post(reverse("evidence:plain", args=[batch.pk]), {"files": SimpleUploadedFile("b.pdf", b"1")})
    assert again.status_code == 422 and "Lanjutkan dengan unggahan baru" in again.text


def test_a_plain_form_without_files_says_so(sari, ground):
    answer = sari.post(reverse("evidence:plain-new"), {"plan": ground.plan.pk}, follow=True)
    assert "Pilih sedikitnya satu berkas" in answer.content.decode()


def test_a_plan_that_is_not_in_force_takes_no_plain_files(sari, ground):
    type(ground.decree).objects.filter(pk=ground.decree.pk).update(state="revoked")
    answer = sari.post(reverse("evidence:plain-new"), {"plan": ground.plan.pk})
    assert answer.status_code == HTTPStatus.CONFLICT and "tidak sedang berlaku" in answer.content.decode()


def test_two_hundred_files_ask_the_database_no_more_than_two(sari, ground):
    page, batch = begun(sari, ground)
    file = ready(batch).file
    with CaptureQueriesContext(connection) as for_one:
        sari.get(page)
    fields = {"batch": batch, "size": 9, "part_size": 9, "state": Arrival.READY, "file": file}
    UploadItem.objects.bulk_create(
        UploadItem(path=f"AREA I/{number}.pdf", fingerprint=str(number), **fields) for number in range(200)
    )
    with CaptureQueriesContext(connection) as for_all:
        text = sari.get(page).content.decode()
    assert len(for_all) <= len(for_one) <= 20 and text.count("placing-row") == 100 and "Semua (201)" in text


@pytest.mark.parametrize("view", ["semua", "perlu", "siap", "ditolak", "selesai", "belum", "entah"])
def test_each_filter_shows_its_own(sari, ground, view):
    page, batch = begun(sari, ground)
    ready(batch), ready(batch, "lain.pdf")
    for number, state in enumerate(("announced", "arrived", "refused", "cancelled", "unpacked")):
        UploadItem.objects.create(batch=batch, path=state, size=1, part_size=1, fingerprint=str(number), state=state)
    expected = {"perlu": 1, "siap": 1, "ditolak": 2, "selesai": 1, "belum": 2}.get(view, 7)
    assert sari.get(f"{page}?tampil={view}").content.decode().count('id="berkas-') == expected
