"""A table of another year and office: told in the preview, held up, and put right while it becomes a plan."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import ActionStep, Plan, Replacement, WorkbookImport
from plans.workbook import importing, repairing
from tests.workbooks import AREAS, BAND_HEAD, as_bytes, one_sheet
from zi_portal.jobs import queue

pytestmark = pytest.mark.django_db


def copied_rows(count=6, *, year=2025, office="Kota Bukit Damai"):
    """A band table in which every row is of another year and names another office."""
    title = [f"RENCANA AKSI KPU {office.upper()} TAHUN {year}"]
    rows = [title, list(BAND_HEAD), ["I", AREAS[0]]]
    for n in range(1, count + 1):
        texts = [f"Rapat {n} KPU {office}", f"Notula {n}, UU Nomor 7 Tahun 2017", f"Maret {year}", "1 (satu) Laporan"]
        rows.append([n, f"Aspek {n}", f"Indikator {n}", *texts])
    return rows


@pytest.fixture
def upload(world, settings, tmp_path):
    """An upload of a copied table that was read, for 2026."""
    settings.MEDIA_ROOT = tmp_path / "media"
    file = SimpleUploadedFile("rencana.xlsx", as_bytes(copied_rows(), name="Rencana"))
    world.client("sari").post(reverse("plans:import"), {"satker": world.kabupaten.pk, "year": 2026, "file": file})
    stored_upload = WorkbookImport.objects.get()
    queue.run(stored_upload.job_id)
    stored_upload.refresh_from_db()
    return stored_upload


def preview(upload):
    return reverse("plans:import-preview", args=[upload.pk])


def ticked(upload):
    return [change["key"] for change in upload.sheets[0]["strays"]["changes"] if change["ticked"]]


def test_the_preview_tells_years_and_offices_with_their_places_and_every_change(world, upload):
    page = world.client("sari").get(preview(upload)).content.decode()
    assert "6 baris dan judul tabel menyebut tahun 2025." in page
    assert "6 sel dan judul tabel menyebut Kota Bukit Damai." in page
    assert "<del>2025</del> <ins>2026</ins>" in page and "Simpan apa adanya" in page


def test_it_is_not_saved_by_the_usual_button(world, upload):
    answer = world.client("sari").post(preview(upload), {"simpan": "1", "rencana": ""})
    assert answer.status_code == 422 and "belum disimpan" in answer.content.decode() and not Plan.objects.exists()


def test_one_button_puts_table_title_and_decree_right_and_can_be_undone(world, upload):
    world.client("sari").post(preview(upload), {"simpan": "ganti", "rencana": "", "ubah": ticked(upload)})
    plan = Plan.objects.get()
    assert plan.title == plan.decree.title == "RENCANA AKSI KPU KABUPATEN TELUK JERNIH TAHUN 2026"
    step = ActionStep.objects.order_by("pk").first()
    assert (step.action, step.time) == ("Rapat 1 KPU Kabupaten Teluk Jernih", "Maret 2026")
    assert step.evidence == "Notula 1, UU Nomor 7 Tahun 2017"
    assert {day.year for day in plan.deadlines.values_list("due_on", flat=True)} == {2026}
    assert Replacement.objects.get().count == 16


def test_only_the_ticked_changes_are_made(world, upload):
    without_first_row = ticked(upload)[:2] + ticked(upload)[4:]
    world.client("sari").post(preview(upload), {"simpan": "ganti", "rencana": "", "ubah": without_first_row})
    times = list(ActionStep.objects.order_by("pk").values_list("time", flat=True))
    assert times == ["Maret 2025", *["Maret 2026"] * 5]


def test_it_may_still_be_saved_as_it_is(world, upload):
    world.client("sari").post(preview(upload), {"simpan": "apa-adanya", "rencana": ""})
    assert ActionStep.objects.first().time == "Maret 2025" and not Replacement.objects.exists()


def test_a_table_of_the_own_year_and_office_has_one_button(world, upload):
    upload.sheets = [upload.sheets[0] | {"strays": {}}]
    upload.save()
    page = world.client("sari").get(preview(upload)).content.decode()
    assert "Simpan sebagai draf rencana" in page and "Simpan apa adanya" not in page


def test_the_command_line_is_told_too(world, tmp_path):
    path = one_sheet(tmp_path / "a.xlsx", copied_rows(2))
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026, dry_run=True)
    assert [issue.code for issue in report.issues].count("stray") == 2 and not report.refused


def test_what_the_preview_does_not_show_is_changed_as_it_was_proposed(world, upload, monkeypatch):
    monkeypatch.setattr(repairing, "MOST_CHANGES", 3)
    importing.confirm(upload, sheet=upload.sheets[0]["name"], mapping={}, user=world.sari, ticked=set())
    plan = Plan.objects.get()
    assert plan.title.endswith("TAHUN 2025")
    assert list(ActionStep.objects.order_by("pk").values_list("time", flat=True)) == ["Maret 2026"] * 6
