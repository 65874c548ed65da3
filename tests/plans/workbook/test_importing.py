"""A workbook becomes a draft, all or nothing; an upload is read, shown and confirmed."""

from unittest.mock import Mock

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError

from plans.decree import drafting
from plans.models import Decree, Layout, Plan, WorkbookImport
from plans.plan import store
from plans.plan.tree_json import counts
from plans.workbook import importing
from tests.workbooks import BAND_HEAD, add_sheet, as_bytes, band_rows, new_book, one_sheet, save
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.files.storage import StorageFailed


@pytest.fixture
def path(tmp_path):
    return one_sheet(tmp_path / "rencana.xlsx", band_rows(), name="Rencana")


@pytest.fixture
def upload(world, settings, tmp_path):
    """upload(content) → WorkbookImport of Sari with this file."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(content):
        row = WorkbookImport(satker=world.kabupaten, year=2026, user=world.sari, file_name="rencana.xlsx")
        row.file.save(importing.storage_name(), ContentFile(content), save=False)
        row.save()
        return row

    return make


def error_codes(report):
    return [issue.code for issue in report.issues if issue.severity == "error"]


def no_progress(percent=0):
    """Progress of a job that nobody watches."""


def test_a_workbook_becomes_a_draft_with_its_layout(world, path):
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026, user=world.sari)
    assert report.plan.layout.slug == report.layout and report.plan.created_by == world.sari
    assert counts(store.load_tree(report.plan)) == report.counts
    assert report.counts["rows"] == 4 and report.plan.decree.state == "draft"


def test_each_import_makes_a_new_draft_of_the_same_layout(world, path):
    first, second = (importing.import_workbook(path, satker=world.kabupaten, year=2026) for _ in range(2))
    assert first.plan.pk != second.plan.pk and first.plan.layout == second.plan.layout


@pytest.mark.case("B6")
def test_a_dry_run_writes_nothing(world, path):
    before = Layout.objects.count()
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026, dry_run=True)
    assert report.plan is None and report.counts["rows"] == 4 and not report.refused
    assert (Plan.objects.count(), Decree.objects.count(), Layout.objects.count()) == (0, 0, before)


@pytest.mark.case("B6")
def test_an_error_writes_nothing(world, tmp_path):
    rows = band_rows()
    rows[2][3] = "a" * 6000
    report = importing.import_workbook(one_sheet(tmp_path / "a.xlsx", rows), satker=world.kabupaten, year=2026)
    assert error_codes(report) == ["cell_too_long"] and report.plan is None and not Plan.objects.exists()


@pytest.mark.case("B6")
def test_a_fault_of_the_database_leaves_nothing(world, path, monkeypatch):
    def broken(*args, **how):
        raise DatabaseError("putus")

    before = Layout.objects.count()
    monkeypatch.setattr(drafting, "new_plan", broken)
    with pytest.raises(DatabaseError):
        importing.import_workbook(path, satker=world.kabupaten, year=2026)
    assert Layout.objects.count() == before and not Plan.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"), [(b"halo", "not_xlsx"), (as_bytes([["halo"]]), "no_table")], ids=["text", "no table"]
)
def test_a_file_that_is_no_plan_is_refused(world, tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026)
    assert error_codes(report) == [code] and report.as_json()["plan"] is None


@pytest.mark.case("B6")
def test_a_missing_table_says_which_headings_are_understood(world, tmp_path):
    report = importing.import_workbook(one_sheet(tmp_path / "a.xlsx", [["halo"]]), satker=world.kabupaten, year=2026)
    assert "LANGKAH AKSI" in report.issues[0].message and "BUKTI FISIK" in report.issues[0].message


def test_a_missing_sheet_lists_the_others(world, path):
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026, sheet="Tim")
    assert error_codes(report) == ["sheet_missing"] and '"Rencana"' in report.issues[0].message


@pytest.mark.case("B6")
def test_the_best_sheet_is_taken_and_the_others_are_told(world, tmp_path):
    book = new_book()
    add_sheet(book, [["NO", "NAMA", "JABATAN"], [1, "Budi", "Ketua"]], name="Tim")
    add_sheet(book, band_rows(areas=1)[:1], name="Kosong")
    add_sheet(book, band_rows(areas=3), name="Rencana")
    add_sheet(book, band_rows(areas=1), name="Lama")
    add_sheet(book, band_rows(), name="Arsip").sheet_state = "hidden"
    report = importing.import_workbook(save(book, tmp_path / "a.xlsx"), satker=world.kabupaten, year=2026)
    assert report.reading.name == "Rencana"
    assert {"other_sheets", "hidden_sheets"} <= {issue.code for issue in report.issues}


def test_a_title_of_another_year_warns(world, tmp_path):
    path = one_sheet(tmp_path / "a.xlsx", [["RENCANA AKSI TAHUN 2025"], [], *band_rows()])
    report = importing.import_workbook(path, satker=world.kabupaten, year=2026)
    messages = [issue.message for issue in report.issues if issue.code == "stray"]
    assert messages == ["Judul tabel menyebut tahun 2025."] and report.plan.title == "RENCANA AKSI TAHUN 2025"


def test_an_upload_is_read_into_sheets_with_preview_and_mapping(upload):
    row = upload(as_bytes(band_rows(), name="Rencana"))
    assert importing.read_upload(row.pk, no_progress)["sheets"] == 1
    row.refresh_from_db()
    (sheet,) = row.sheets
    assert sheet["name"] == "Rencana" and sheet["counts"]["rows"] == 4
    cells = ["Manajemen Perubahan", "Aspek 1", "Penataan Tata Laksana"]
    assert sheet["mapping"][1] == {"column": "B", "heading": "KOMPONEN", "field": "aspect", "cells": cells}
    assert (sheet["top"], sheet["first_rows"][0]) == (1, [1, BAND_HEAD])
    assert len(sheet["preview_head"]) == 7 and sheet["preview"][1][3] == "Langkah 1.1"


def test_reading_an_upload_twice_does_no_harm(upload):
    row = upload(as_bytes(band_rows()))
    assert importing.read_upload(row.pk, no_progress) == importing.read_upload(row.pk, no_progress)


def test_a_long_preview_is_cut(upload):
    row = upload(as_bytes(band_rows(actions=150)))
    importing.read_upload(row.pk, no_progress)
    row.refresh_from_db()
    assert len(row.sheets[0]["preview"]) == importing.MAX_PREVIEW_ROWS


@pytest.mark.parametrize("content", [b"halo", as_bytes([["halo"]])], ids=["text", "no table"])
def test_a_refused_upload_fails_with_a_reason_and_keeps_no_file(upload, content):
    row = upload(content)
    storage, name = row.file.storage, row.file.name
    with pytest.raises(JobFailed) as failed:
        importing.read_upload(row.pk, no_progress)
    assert failed.value.permanent and failed.value.message.endswith(".")
    assert not storage.exists(name)


def test_confirming_makes_the_plan_with_the_chosen_columns(world, upload):
    row = upload(as_bytes(band_rows(), name="Rencana"))
    report = importing.confirm(row, sheet="Rencana", mapping={"E": "note"}, user=world.sari)
    row.refresh_from_db()
    assert row.plan == report.plan and report.counts["evidence"] == 0
    assert next(store.load_tree(report.plan).rows()).texts["note"] == "Bukti 1.1"


@pytest.mark.case("B6")
def test_a_mapping_that_cannot_be_is_refused_and_rehearsed_without_writing(world, upload):
    row = upload(as_bytes(band_rows(), name="Rencana"))
    mapping = {"E": "action"}
    assert importing.confirm(row, sheet="Rencana", mapping=mapping, user=world.sari).plan is None
    rehearsed = importing.rehearse(row, sheet="Rencana", mapping=mapping)
    assert "mapping_twice" in {issue["code"] for issue in rehearsed["issues"]} and not Plan.objects.exists()


def test_confirming_without_the_file_tells_to_upload_again(world, upload):
    row = upload(as_bytes(band_rows(), name="Rencana"))
    row.file.storage.delete(row.file.name)
    report = importing.confirm(row, sheet="Rencana", mapping={}, user=world.sari)
    assert error_codes(report) == ["file_missing"] and report.as_sheet()["counts"]["rows"] == 0


@pytest.mark.case("A19")
def test_a_full_temporary_folder_is_told_and_the_upload_stays(upload, path, monkeypatch):
    row = upload(path.read_bytes())
    monkeypatch.setattr(importing, "TemporaryDirectory", Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(JobFailed, match="Penyimpanan penuh") as failed:
        importing.read_upload(row.pk, no_progress)
    assert not failed.value.permanent and row.file.storage.exists(row.file.name)
    with pytest.raises(StorageFailed):
        importing.rehearse(row, sheet="Rencana", mapping={})


def test_what_cannot_be_printed_is_named_with_its_cell(world, tmp_path):
    rows = band_rows()
    rows[2][4] = "\uf0b7 Foto 📷 ✅"
    report = importing.import_workbook(one_sheet(tmp_path / "a.xlsx", rows), satker=world.kabupaten, year=2026)
    (issue,) = [issue for issue in report.issues if issue.code == "unprintable"]
    assert (issue.row, issue.column, issue.severity) == (
        3,
        "E",
        "warning",
    ) and "Bukti fisik memuat tanda “📷” yang" in (issue.message)
    assert next(store.load_tree(report.plan).rows()).texts["evidence"] == "• Foto 📷 ✓"
