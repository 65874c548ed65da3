"""Uploading and confirming a workbook in the browser, on bad days too."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from plans.models import ActionStep, Plan, WorkbookImport
from tests.workbooks import AREAS, add_sheet, as_bytes, band_rows, new_book
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def send(world, content=None, name="rencana.xlsx"):
    file = SimpleUploadedFile(name, content or as_bytes(band_rows(), name="Rencana"))
    return world.client("sari").post(
        reverse("plans:import"), {"satker": world.kabupaten.pk, "year": 2026, "file": file}
    )


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def read(world):
    """An upload that was read."""
    send(world)
    upload = WorkbookImport.objects.get()
    queue.run(upload.job_id)
    return upload


@pytest.mark.case("A19")
def test_a_full_disk_is_told_and_nothing_is_kept(world, media):
    media.write_text("a file where the folder should be")
    response = send(world)
    assert response.status_code == 507 and "Penyimpanan penuh" in response.content.decode()
    assert not WorkbookImport.objects.exists()


@pytest.mark.case("A20")
def test_an_upload_that_the_database_refuses_leaves_no_file(world, media, monkeypatch):
    def broken(*args, **options):
        raise DatabaseError

    monkeypatch.setattr(queue, "enqueue", broken)
    with pytest.raises(DatabaseError):
        send(world)
    assert files(media) == [] and not WorkbookImport.objects.exists()


def test_an_upload_above_ten_megabytes_is_refused_with_its_reason(world, media):
    response = send(world, b"P" * (11 << 20))
    assert response.status_code == 422 and "10 MB" in response.content.decode() and not media.exists()


@pytest.mark.case("E14")
def test_the_name_of_a_file_is_shown_as_text_and_never_used_as_a_path(world, media):
    send(world, name="../../<svg onload=alert(1)>.xlsx")
    upload = WorkbookImport.objects.get()
    page = world.client("sari").get(reverse("plans:import")).content.decode()
    assert "<svg onload" not in page and "/" not in upload.file_name
    assert files(media)[0].parent.parent == media / "import"


@pytest.mark.case("D10", "B6")
def test_a_double_click_makes_one_plan(world, read):
    address, sari = reverse("plans:import-preview", args=[read.pk]), world.client("sari")
    first, second = (sari.post(address, {"simpan": "1", "rencana": ""}) for _ in range(2))
    assert Plan.objects.count() == 1
    assert first["Location"] == second["Location"] == reverse("plans:detail", args=[Plan.objects.get().pk])


def test_whoever_saw_the_first_plan_may_make_another_draft(world, read):
    address, sari = reverse("plans:import-preview", args=[read.pk]), world.client("sari")
    sari.post(address, {"simpan": "1", "rencana": ""})
    page = sari.get(address)
    sari.post(address, {"simpan": "1", "rencana": page.context["kept"].plan_id})
    assert Plan.objects.count() == 2


def test_a_title_that_is_no_title_stops_the_import(world, media):
    send(world, as_bytes([["JUDUL " * 200], *band_rows()], name="Rencana"))
    upload = WorkbookImport.objects.get()
    queue.run(upload.job_id)
    response = world.client("sari").post(
        reverse("plans:import-preview", args=[upload.pk]), {"simpan": "1", "rencana": ""}
    )
    assert response.status_code == 422 and "melebihi 1000 huruf" in response.content.decode()
    assert not Plan.objects.exists()


def pages_of_upload(world, name="sari", **fields):
    """(preview, list of uploads) of an upload that is not read, with these fields of its job; None: it is forgotten."""
    if not WorkbookImport.objects.exists():
        send(world)
    Job.objects.update(**fields)
    upload, client = WorkbookImport.objects.get(), world.client(name)
    addresses = reverse("plans:import-preview", args=[upload.pk]), reverse("plans:import")
    return [client.get(address).content.decode() for address in addresses]


def test_an_upload_whose_reading_is_forgotten_must_be_sent_again(world):
    pages_of_upload(world)
    Job.objects.all().delete()
    preview, uploads = pages_of_upload(world)
    assert "Unggah berkasnya sekali lagi" in preview and "hx-get" not in preview.partition("<main")[2]
    assert "perlu diunggah lagi" in uploads


def test_a_cancelled_reading_can_be_taken_up_by_who_asked_for_it(world):
    preview, uploads = pages_of_upload(world, state="cancelled")
    assert reverse("jobs:retry", args=[Job.objects.get().pk]) in preview and "dibatalkan" in uploads
    assert "dibatalkan oleh rekan Anda" in pages_of_upload(world, "bima")[0]


def test_a_dead_reading_waits_for_an_administrator(world):
    preview, uploads = pages_of_upload(world, state="dead", reason="Rusak.")
    assert "Rusak. Administrator dapat menjalankannya lagi." in preview and "berhenti dicoba" in uploads


def test_a_colleague_is_told_that_the_file_is_being_read(world):
    preview = pages_of_upload(world, "bima")[0]
    assert "atas permintaan rekan Anda" in preview
    assert reverse("jobs:status", args=[Job.objects.get().pk]) not in preview
    assert reverse("jobs:status", args=[Job.objects.get().pk]) in pages_of_upload(world)[0]


def test_a_refused_file_is_not_read_again_but_leads_to_another_upload(world, media):
    send(world, b"bukan buku kerja")
    upload = WorkbookImport.objects.get()
    job = queue.run(upload.job_id)
    preview = reverse("plans:import-preview", args=[upload.pk])
    page, jobs_page = (world.client("sari").get(at).content.decode() for at in (f"/pekerjaan/{job.pk}/", "/pekerjaan/"))
    assert job.state == "failed" and "Coba lagi" not in page + jobs_page
    assert f'href="{preview}"' in page and f"/pekerjaan/{job.pk}/hasil/" in jobs_page
    assert reverse("plans:import") in world.client("sari").get(preview).content.decode()
    world.client("sari").post(reverse("jobs:retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "failed"


def area_book():
    """The file of a workbook with a sheet for each of three areas."""
    book, target = new_book(), BytesIO()
    for number, area in enumerate(AREAS[:3], 1):
        title = [f"RENCANA AKSI AREA {number}: {area.upper()}"]
        add_sheet(book, [title, *band_rows(areas=1)[:1], [1, "Aspek", "Indikator", "Langkah"]], name=f"AREA {number}")
    book.save(target)
    return target.getvalue()


def test_sheets_of_one_plan_are_offered_together_first_and_one_by_one(world):
    send(world, area_book())
    upload = WorkbookImport.objects.get()
    queue.run(upload.job_id)
    address, sari = reverse("plans:import-preview", args=[upload.pk]), world.client("sari")
    page = sari.get(address)
    assert [tab.label for tab in page.context["tabs"]] == [
        "Semua lembar sebagai satu rencana (AREA 1, AREA 2, AREA 3)",
        *("AREA 1", "AREA 2", "AREA 3"),
    ]
    assert page.context["tabs"][0].current and "3 area" in page.context["counts"]
    sari.post(address, {"simpan": "1", "rencana": "", "lembar": page.context["sheet"]["name"]})
    assert Plan.objects.get().areas.count() == 3


def test_the_browser_tells_of_other_sheets_as_the_command_does(world):
    book, target = new_book(), BytesIO()
    add_sheet(book, band_rows(areas=2), name="Rencana")
    add_sheet(book, [["NO", "KEGIATAN", "BUKTI FISIK"], [1, "Rapat", "Notula"]], name="Lama")
    book.save(target)
    send(world, target.getvalue())
    upload = WorkbookImport.objects.get()
    queue.run(upload.job_id)
    page = world.client("sari").get(reverse("plans:import-preview", args=[upload.pk])).content.decode()
    assert "Lembar &quot;Lama&quot; juga berisi tabel" in page


STRANGE = [["Urut", "Yang Digarap", "Bentuknya"], [1, "Rapat tim", "Notula"], [2, "Sosialisasi", "Daftar hadir"]]


def read_upload(world, rows):
    """(address of the preview, client of Sari) of an upload with these rows that was read."""
    send(world, as_bytes(rows, name="Rencana"))
    upload = WorkbookImport.objects.get()
    queue.run(upload.job_id)
    return reverse("plans:import-preview", args=[upload.pk]), world.client("sari")


def test_unknown_headings_lead_to_the_meaning_of_the_columns_and_on_to_the_plan(world):
    address, sari = read_upload(world, STRANGE)
    page = sari.get(address)
    content = page.content.decode()
    assert page.context["columns_open"] and "Pilih arti tiap kolom" in content and "Rapat tim · Sosialisasi" in content
    assert 'name="simpan"' not in content
    choice = {"lembar": "Rencana", "baris_judul": "1", "baris_tampil": "1", "rencana": "", "kolom_B": "action"}
    assert 'name="simpan"' in sari.post(address, choice).content.decode()
    sari.post(address, choice | {"kolom_C": "evidence", "simpan": "1"})
    (first, _) = ActionStep.objects.order_by("pk")
    assert (first.action, first.evidence) == ("Rapat tim", "Notula")


def test_unknown_headings_without_an_answer_are_not_saved(world):
    address, sari = read_upload(world, STRANGE)
    response = sari.post(address, {"simpan": "1", "rencana": ""})
    assert response.status_code == 422 and not Plan.objects.exists()


def test_another_header_is_read_with_its_own_columns(world):
    address, sari = read_upload(world, [["NO", "KEGIATAN", "BUKTI FISIK"], ["Urut", "Langkah", "Bukti"], *STRANGE[1:]])
    shown = {column["column"]: column["field"] for column in sari.get(address).context["sheet"]["mapping"]}
    typed = {f"kolom_{letter}": field for letter, field in shown.items()}
    page = sari.post(address, typed | {"kolom_B": "note", "baris_judul": "2", "baris_tampil": "1"})
    assert [heading for _, heading, _, _ in page.context["columns"]] == ["Urut", "Langkah", "Bukti"]
    assert page.context["report"]["counts"]["rows"] == 2 and page.context["columns"][1][2] == "action"


@pytest.mark.parametrize("row", ["99", "x", "-1", "9" * 30])
def test_a_row_that_was_not_shown_is_not_the_header(world, row):
    address, sari = read_upload(world, band_rows())
    assert sari.post(address, {"baris_judul": row, "kolom_B": "nonsense", "kolom_": "x"}).status_code == 200


def test_issues_are_grouped_by_kind_with_their_cells(world):
    rows = band_rows()
    rows[2][5] = rows[3][5] = "kalau sempat"
    address, sari = read_upload(world, rows)
    content = sari.get(address).content.decode()
    assert "2 kali: lihat tempatnya" in content and "baris 4, kolom F" in content
