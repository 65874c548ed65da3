"""A workbook is uploaded into a draft, its changes are looked at and taken, on bad days too."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from plans.models import ActionStep, Decree, Plan, WorkbookImport
from plans.plan import editing, undoing
from plans.states import DecreeState
from plans.workbook import exporting
from tests.plans.approval import a_decree
from tests.workbooks import as_bytes
from zi_portal.audit.models import AuditEvent
from zi_portal.jobs import queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def plan(world):
    a_decree(world.kabupaten)
    return Plan.objects.get()


def workbook_with(plan, **texts):
    """The plan's workbook with texts replaced."""
    book = load_workbook(BytesIO(exporting.xlsx_bytes(plan)))
    for cell in (cell for row in book.active.iter_rows() for cell in row if cell.value in texts):
        cell.value = texts[cell.value]
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sent(world, plan, content):
    """Address of the changes of an upload that was read."""
    file = SimpleUploadedFile("dari-rekan.xlsx", content)
    answer = world.client("sari").post(reverse("plans:import-into", args=[plan.pk]), {"file": file})
    assert answer.status_code == 302
    upload = WorkbookImport.objects.get(into=plan)
    queue.run(upload.job_id)
    return reverse("plans:import-changes", args=[upload.pk])


def test_a_change_is_shown_taken_once_and_recorded_as_one_step(world, plan):
    where = sent(world, plan, workbook_with(plan, Notula="Notula <i>lengkap</i>"))
    client, step = world.client("sari"), ActionStep.objects.get()
    page = client.get(where).content.decode()
    assert "1 baris berubah; 0 baris sama." in page and "&lt;i&gt;lengkap" in page and "<i>lengkap" not in page
    answer = client.post(where, {"revisi": plan.revision, "ambil": step.key}, follow=True).content.decode()
    assert "1 perubahan dari dari-rekan.xlsx diambil." in answer
    step.refresh_from_db()
    assert step.evidence == "Notula <i>lengkap</i>" and Plan.objects.get().revision == plan.revision + 1
    assert AuditEvent.objects.filter(action="plan.imported_into").count() == 1
    assert client.get(where).status_code == 302  # it was taken


def test_what_was_taken_is_taken_back_in_one_step(world, plan):
    where = sent(world, plan, workbook_with(plan, Notula="Dari berkas", Rapat="Rapat besar"))
    world.client("sari").post(where, {"revisi": plan.revision, "ambil": ActionStep.objects.get().key})
    assert ActionStep.objects.get().action == "Rapat besar"
    undoing.take_back(plan, world.sari)
    assert (ActionStep.objects.get().evidence, ActionStep.objects.get().action) == ("Notula", "Rapat")


def test_an_unchanged_file_is_no_change(world, plan):
    page = world.client("sari").get(sent(world, plan, workbook_with(plan))).content.decode()
    assert "0 perubahan" in page and "Ambil yang dicentang" not in page


def test_what_somebody_changed_since_is_refused_with_both_texts(world, plan):
    content = workbook_with(plan, Notula="Dari berkas")
    editing.change_step(ActionStep.objects.get(), world.bima, evidence="Dari portal")
    where = sent(world, plan, content)
    page = world.client("sari").get(where).content.decode()
    assert "Portal: “Dari portal”" in page and "Berkas: “Dari berkas”" in page and " disabled" in page
    form = {"revisi": Plan.objects.get().revision, "ambil": ActionStep.objects.get().key}
    assert world.client("sari").post(where, form).status_code == 409
    assert ActionStep.objects.get().evidence == "Dari portal"


def test_a_plan_that_went_on_since_the_page_was_opened_is_not_changed(world, plan):
    where = sent(world, plan, workbook_with(plan, Notula="Dari berkas"))
    editing.change_step(ActionStep.objects.get(), world.bima, action="Rapat besar")
    answer = world.client("sari").post(where, {"revisi": plan.revision, "ambil": ActionStep.objects.get().key})
    assert answer.status_code == 409 and "Periksa lagi" in answer.content.decode()
    assert ActionStep.objects.get().evidence == "Notula" and not WorkbookImport.objects.get().plan


def test_nothing_ticked_and_a_broken_form_write_nothing(world, plan):
    where = sent(world, plan, workbook_with(plan, Notula="Dari berkas"))
    client = world.client("sari")
    assert client.post(where, {"revisi": plan.revision}).status_code == 409
    assert client.post(where, {"revisi": "x"}).status_code == 404
    assert Plan.objects.get().revision == plan.revision


def test_a_frozen_plan_takes_nothing(world, plan):
    where = sent(world, plan, workbook_with(plan, Notula="Dari berkas"))
    Decree.objects.update(state=DecreeState.SUBMITTED, submitted_by=world.sari)
    assert (
        world.client("sari").post(where, {"revisi": plan.revision, "ambil": ActionStep.objects.get().key}).status_code
        == 409
    )
    Plan.objects.update(frozen=True)
    assert world.client("sari").get(where).status_code == 403
    assert ActionStep.objects.get().evidence == "Notula"


def test_a_table_without_rows_is_refused_and_says_so(world, plan):
    content = as_bytes([["NO", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU"]])
    page = world.client("sari").get(sent(world, plan, content), follow=True).content.decode()
    assert "belum dapat dibaca" in page or "tidak dapat dibaca" in page
    assert ActionStep.objects.count() == 1
