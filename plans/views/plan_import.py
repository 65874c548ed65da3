"""Import in the browser: upload → preview with mapping and issues → confirmation."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.decree.under_way import under_way
from plans.forms.plans import UploadForm
from plans.models import WorkbookImport
from plans.presenters import imports as presenter
from plans.presenters.origin import under_way_lines
from plans.workbook import importing
from plans.workbook.reading.fields import FIELD_NAMES
from teams.offices.writing import to_write
from zi_portal.jobs import queue
from zi_portal.lib.files.storage import StorageFailed, delete_on_failure
from zi_portal.lib.web import whole_number

RECENT = 10
AS_USUAL, REPAIRED = "1", "ganti"
"""What the buttons send that save; a third one saves a table of another year or office as it is."""
STOPPED = "Tabel ini belum disimpan: sebagian besar barisnya menyebut tahun atau satker lain. Pilih caranya di bawah."
COLUMN = "kolom_"
COLUMN_LETTER = re.compile(r"[A-Z]{1,3}")


@require_http_methods(["GET", "POST"])
def upload(request):
    """Store an uploaded workbook and let a job read it."""
    if not to_write(request.user).exists():
        raise PermissionDenied("Hanya staf sekretariat yang dapat mengimpor rencana.")
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            stored_upload = keep_upload(form.cleaned_data, request.user)
        except StorageFailed as failure:
            form.add_error("file", failure.message)
            return _upload_page(request, form, status=507)
        return redirect("plans:import-preview", pk=stored_upload.pk)
    return _upload_page(request, form, status=422 if form.errors else 200)


def _upload_page(request, form, status):
    recent = (
        WorkbookImport.objects.visible_to(request.user)
        .filter(user=request.user)
        .select_related("satker", "plan", "job")[:RECENT]
    )
    context = {"form": form, "recent": presenter.uploads(recent)}
    return render(request, "plans/import.html", context, status=status)


def keep_upload(data, user, *, into=None):
    """Store the upload, its file and the job that reads it, all or nothing; return the WorkbookImport.

    data: {"satker", "year", "file"}; into: the draft whose rows it is to change.
    """
    name = data["file"].name
    stored_upload = WorkbookImport(
        satker=data["satker"], year=data["year"], user=user, into=into, file_name=get_valid_filename(name)[-120:]
    )
    stored_upload.file.save(importing.storage_name(), data["file"], save=False)
    with delete_on_failure(stored_upload.file.storage, stored_upload.file.name), transaction.atomic():
        stored_upload.save()
        stored_upload.job = queue.enqueue(
            "read_workbook",
            key=f"read:{stored_upload.pk}",
            payload={"import": stored_upload.pk},
            owner=user,
            satker_code=stored_upload.satker.code,
        )
        stored_upload.save(update_fields=["job"])
    return stored_upload


@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """Show the preview; POST with simpan=1 creates the plan, without it reads again with the chosen columns."""
    stored_upload = get_object_or_404(
        WorkbookImport.objects.visible_to(request.user).select_related("satker", "job", "plan"), pk=pk
    )
    if not permissions.can_import(request.user, stored_upload.satker):
        raise PermissionDenied
    is_own_job = bool(stored_upload.job and stored_upload.job.owner_id == request.user.pk)
    context = {"kept": stored_upload, "fields": FIELD_NAMES.items(), "stopped": ""}
    if not stored_upload.sheets:
        waiting = presenter.waiting(stored_upload, is_owner=is_own_job)
        return render(request, "plans/import_waiting.html", context | {"waiting": waiting})
    if stored_upload.into_id:
        return redirect("plans:import-changes", pk=pk)
    sheet = _sheet(stored_upload, request.POST.get("lembar") or request.GET.get("lembar"))
    context |= {"sheet": sheet, "tabs": presenter.sheet_tabs(stored_upload.sheets, sheet)}
    others = under_way(request.user, stored_upload.satker, stored_upload.year, with_plan=True)
    context |= {"under_way": under_way_lines(others, what="rencana"), "anew": []}
    if request.method == "GET":
        return _report_page(request, context, sheet, sheet["mapping"])
    return _confirm(request, stored_upload, sheet, context)


def _report_page(request, context, report, mapping, status=200):
    """What was read of a sheet: report, as WorkbookImport keeps it or importing.rehearse() says it."""
    issues, notes = presenter.issue_groups(report["issues"])
    context |= {
        "report": report,
        "counts": presenter.read_counts(report),
        "issues": issues,
        "notes": notes,
        "columns": presenter.column_choices(mapping),
        "columns_open": not report["counts"]["rows"] or request.method == "POST" or report.get("unknown"),
        "head_rows": presenter.head_rows(report),
        "may_save": presenter.may_save(report),
        "rows": presenter.preview_rows(report["preview"]),
        **presenter.repair(report),
    }
    return render(request, "plans/import_preview.html", context, status=status)


def _sheet(stored_upload, sheet_name):
    """Return the chosen sheet, else the first: what is most likely meant."""
    chosen_sheet = next((sheet for sheet in stored_upload.sheets if sheet["name"] == sheet_name), None)
    return chosen_sheet or stored_upload.sheets[0]


def _options(request, sheet):
    """Return how the sheet is read again: {"sheet", "top", "mapping"}, as importing.rehearse() takes them.

    The header's row is None where it was recognised. Columns that were shown for another header do not count.
    """
    numbers = [number for number, _ in sheet.get("first_rows", [])]
    chosen_top = whole_number(request.POST.get("baris_judul", ""))
    top = chosen_top if chosen_top in numbers else sheet.get("top")
    is_as_stored = top == sheet.get("top")
    mapping = {column["column"]: column["field"] for column in sheet["mapping"]} if is_as_stored else {}
    if str(top) == request.POST.get("baris_tampil", str(sheet.get("top"))):
        mapping |= _posted_fields(request.POST)
    is_recognised = is_as_stored and not sheet.get("unknown")
    return {"sheet": sheet["name"], "top": None if is_recognised else top, "mapping": mapping}


def _posted_fields(form):
    """Return {column letter: field} of the columns whose meaning was chosen."""
    fields = {name.removeprefix(COLUMN): form[name] for name in form if name.startswith(COLUMN)}
    return {
        letter: field for letter, field in fields.items() if field in FIELD_NAMES and COLUMN_LETTER.fullmatch(letter)
    }


def _shown_columns(sheet, options, report):
    """Return the columns to show after a reading: the sheet's with their chosen fields, or those of another header."""
    columns = sheet["mapping"] if report["top"] in {0, sheet.get("top")} else report["mapping"]
    return [column | {"field": options["mapping"].get(column["column"], column["field"])} for column in columns]


def _confirm(request, stored_upload, sheet, context):
    options = _options(request, sheet)
    if "simpan" not in request.POST:
        report = importing.rehearse(stored_upload, **options)
        return _report_page(request, context, report, _shown_columns(sheet, options, report))
    if str(stored_upload.plan_id or "") != request.POST.get("rencana", ""):
        return _saved_before(request, stored_upload)
    if request.POST["simpan"] == AS_USUAL and sheet.get("strays", {}).get("mostly"):
        return _report_page(request, context | {"stopped": STOPPED}, sheet, sheet["mapping"], status=422)
    ticked = set(request.POST.getlist("ubah")) if request.POST["simpan"] == REPAIRED else None
    try:
        report = importing.confirm(stored_upload, user=request.user, ticked=ticked, **options)
    except importing.AlreadySaved:
        return _saved_before(request, WorkbookImport.objects.visible_to(request.user).get(pk=stored_upload.pk))
    if report.plan is None:
        refused = report.as_sheet()
        return _report_page(request, context, refused, _shown_columns(sheet, options, refused), status=422)
    messages.success(
        request, f"Rencana tersimpan sebagai draf: {report.counts['rows']} baris dalam {report.counts['areas']} area."
    )
    return redirect("plans:detail", pk=report.plan.pk)


def _saved_before(request, stored_upload):
    """Redirect a second click, or a colleague's, to the existing plan."""
    messages.info(request, "Berkas ini sudah disimpan sebagai rencana ini; tidak dibuat dua kali.")
    return (
        redirect("plans:detail", pk=stored_upload.plan_id)
        if stored_upload.plan_id
        else redirect("plans:import-preview", pk=stored_upload.pk)
    )
