"""A workbook into an existing draft: uploaded, its changes looked at, those that are ticked taken."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.forms.into_draft import IntoDraftForm
from plans.models import Plan, WorkbookImport
from plans.plan import store
from plans.presenters import imports
from plans.presenters.comparing import taking as presenter
from plans.views.plan_import import keep_upload
from plans.workbook.into_draft import taking
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.web import back_to, whole_number


@require_http_methods(["GET", "POST"])
@back_to("plans:detail", "pk")
def upload(request, pk):
    """Take a workbook for a draft and let a job read it."""
    plan = _editable(request.user, pk)
    form, status = IntoDraftForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST" and form.is_valid():
        data = {"satker": plan.satker, "year": plan.year, "file": form.cleaned_data["file"]}
        try:
            stored_upload = keep_upload(data, request.user, into=plan)
        except StorageFailed as failure:
            form.add_error("file", failure.message)
            status = 507
        else:
            return redirect("plans:import-preview", pk=stored_upload.pk)
    elif form.errors:
        status = 422
    return render(request, "plans/into_draft.html", {"form": form, "plan": plan}, status=status)


@require_http_methods(["GET", "POST"])
@back_to("plans:import-changes", "pk")
def changes(request, pk):
    """Show what an upload would change in its draft; POST takes what is ticked."""
    uploads = WorkbookImport.objects.visible_to(request.user).filter(into__isnull=False)
    stored_upload = get_object_or_404(uploads.select_related("satker"), pk=pk)
    if not stored_upload.sheets:
        return redirect("plans:import-preview", pk=pk)
    plan = _editable(request.user, stored_upload.into_id)
    if stored_upload.plan_id:
        messages.info(request, taking.TAKEN_BEFORE)
        return redirect("plans:detail", pk=plan.pk)
    if request.method == "POST":
        return _take(request, stored_upload, plan)
    return _page(request, stored_upload, plan)


def _editable(user, pk):
    plans = Plan.objects.visible_to(user).select_related("satker", "layout", "annex__decree")
    plan = get_object_or_404(plans, pk=pk)
    if not permissions.can_edit_plan(user, plan):
        raise PermissionDenied
    return plan


def _page(request, stored_upload, plan):
    reading = taking.reading_of(stored_upload)
    issues, notes = imports.issue_groups([issue.as_dict() for issue in reading.issues])
    context = {"kept": stored_upload, "plan": plan, "issues": issues, "notes": notes, "refused": reading.refused}
    context |= {"origin": "", "summary": "", "changes": []}
    if not reading.refused:
        proposals = taking.proposals_of(plan, reading)
        context |= {
            "origin": presenter.origin(taking.marks_of(reading, plan), plan),
            "summary": presenter.summary(proposals),
            "changes": presenter.change_rows(proposals, store.layout_spec(plan.layout)),
        }
    return render(request, "plans/into_draft_changes.html", context)


def _take(request, stored_upload, plan):
    revision = whole_number(request.POST.get("revisi", ""))
    if revision is None:
        raise Http404
    make = partial(taking.take, stored_upload, request.user, request.POST.getlist("ambil"))
    count = make(revision=revision)
    messages.success(request, f"{count} perubahan dari {stored_upload.file_name} diambil.")
    return redirect("plans:detail", pk=plan.pk)
