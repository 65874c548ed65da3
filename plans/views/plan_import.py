"""Import in the browser: upload → what was read, with mapping and messages → confirm."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.forms.plans import UploadForm, offices_to_write
from plans.models import WorkbookImport
from plans.workbook import importing
from plans.workbook.reading.fields import FIELD_NAMES
from zi_portal.jobs import queue
from zi_portal.lib.files.storage import StorageFailed, kept_only_if_done

RECENT = 10


@require_http_methods(["GET", "POST"])
def upload(request):
    """Take a workbook, keep it, and let a job read it."""
    if not offices_to_write(request.user).exists():
        raise PermissionDenied("Hanya staf sekretariat yang dapat mengimpor rencana.")
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(form.cleaned_data, request.user)
        except StorageFailed as failure:
            form.add_error("file", failure.message)
            return _upload_page(request, form, status=507)
        return redirect("plans:import-preview", pk=kept.pk)
    return _upload_page(request, form, status=422 if form.errors else 200)


def _upload_page(request, form, status):
    recent = (
        WorkbookImport.objects.visible_to(request.user)
        .filter(user=request.user)
        .select_related("satker", "plan", "job")[:RECENT]
    )
    return render(request, "plans/import.html", {"form": form, "recent": recent}, status=status)


def _keep(data, user):
    """The row, its file and the job that reads it, together or not at all."""
    name = data["file"].name
    kept = WorkbookImport(
        satker=data["satker"], year=data["year"], user=user, file_name=get_valid_filename(name)[-120:]
    )
    kept.file.save(importing.storage_name(), data["file"], save=False)
    with kept_only_if_done(kept.file.storage, kept.file.name), transaction.atomic():
        kept.save()
        kept.job = queue.enqueue(
            "read_workbook",
            key=f"read:{kept.pk}",
            payload={"import": kept.pk},
            owner=user,
            satker_code=kept.satker.code,
        )
        kept.save(update_fields=["job"])
    return kept


@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """What was read; POST with simpan=1 makes the plan, else reads again with the chosen columns."""
    kept = get_object_or_404(
        WorkbookImport.objects.visible_to(request.user).select_related("satker", "job", "plan"), pk=pk
    )
    if not permissions.can_import(request.user, kept.satker):
        raise PermissionDenied
    mine = bool(kept.job and kept.job.owner_id == request.user.pk)
    context = {"kept": kept, "job": kept.job, "mine": mine, "fields": FIELD_NAMES}
    if not kept.sheets:
        return render(request, "plans/import_preview.html", context)
    sheet = _sheet(kept, request.POST.get("lembar") or request.GET.get("lembar"))
    context |= {"sheet": sheet, "mapping": _mapping(request, sheet)}
    if request.method == "GET":
        return render(request, "plans/import_preview.html", context | {"report": sheet})
    return _confirm(request, kept, sheet, context)


def _sheet(kept, wanted):
    """The chosen sheet, else the one that looks most like a plan."""
    found = next((sheet for sheet in kept.sheets if sheet["name"] == wanted), None)
    return found or max(kept.sheets, key=lambda sheet: sheet["score"])


def _mapping(request, sheet):
    """Columns with the field chosen for each: the user's choice, else the suggestion."""
    return [column | {"field": _choice(request, column)} for column in sheet["mapping"]]


def _choice(request, column):
    wanted = request.POST.get(f"kolom_{column['column']}", column["field"])
    return wanted if wanted in FIELD_NAMES or wanted == column["field"] else column["field"]


def _confirm(request, kept, sheet, context):
    chosen = {row["column"]: row["field"] for row in context["mapping"]}
    if "simpan" not in request.POST:
        report = importing.rehearse(kept, sheet=sheet["name"], mapping=chosen)
        return render(request, "plans/import_preview.html", context | {"report": report})
    if str(kept.plan_id or "") != request.POST.get("rencana", ""):
        return _saved_before(request, kept)
    try:
        report = importing.confirm(kept, sheet=sheet["name"], mapping=chosen, user=request.user)
    except importing.AlreadySaved:
        return _saved_before(request, WorkbookImport.objects.visible_to(request.user).get(pk=kept.pk))
    if report.plan is None:
        return render(request, "plans/import_preview.html", context | {"report": report.as_sheet()}, status=422)
    messages.success(
        request, f"Rencana tersimpan sebagai draf: {report.counts['rows']} baris dalam {report.counts['areas']} area."
    )
    return redirect("plans:detail", pk=report.plan.pk)


def _saved_before(request, kept):
    """A second click, or a colleague's: to the plan that there is."""
    messages.info(request, "Berkas ini sudah disimpan sebagai rencana ini; tidak dibuat dua kali.")
    return redirect("plans:detail", pk=kept.plan_id) if kept.plan_id else redirect("plans:import-preview", pk=kept.pk)
