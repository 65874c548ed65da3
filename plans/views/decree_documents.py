"""Printed documents of a decree: asking for one, and downloading it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from plans import documents, permissions
from plans.models import Decree, Document
from plans.states import FINAL, Edition


@dataclass(frozen=True, slots=True)
class EditionState:
    """One edition on the screen: the newest document of it, if any; old = the draft was changed since."""

    edition: Edition
    document: Document | None
    old: bool
    watched: bool


@require_POST
def document(request, pk, edition):
    """Ask for a PDF; it is made in the background."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if edition not in Edition.values:
        raise Http404
    if not permissions.can_print(request.user, decree):
        raise PermissionDenied
    found = documents.request(decree, edition, request.user)
    if found.file:
        messages.success(request, "PDF dari naskah ini sudah ada; silakan unduh.")
    else:
        messages.info(request, "PDF sedang dibuat. Kemajuannya tampil di bawah.")
    return redirect(f"{reverse('decrees:detail', args=[pk])}#dokumen")


@require_safe
def download(request, pk):
    """The PDF as an attachment that is never stored nor run."""
    found = get_object_or_404(
        Document.objects.visible_to(request.user).select_related("decree__satker"), pk=pk
    )
    if not found.file:
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=file_name(found))
    response["Content-Type"] = "application/pdf"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def file_name(document):
    """E.g. "SK 12-2026 KPU Kabupaten Teluk Jernih (salinan).pdf"; drafts start with KONSEP."""
    decree = document.decree
    number = f"{decree.number}-{decree.number_year}" if decree.number else str(decree.year)
    name = f"SK {number} {decree.satker.short_name} ({document.edition}).pdf"
    name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in name)
    return f"KONSEP {name}" if document.is_draft else name


def editions(decree, user):
    """List of EditionState: original and copy, of the frozen text once there is one (1 query + the text's own)."""
    rows = list(decree.documents.select_related("job").order_by("-pk"))
    if decree.state in FINAL:
        rows = [row for row in rows if not row.is_draft]
    newest = {edition: next((row for row in rows if row.edition == edition), None) for edition in Edition}
    return [_edition(edition, row, user) for edition, row in newest.items()]


def _edition(edition, row, user):
    watched = row is not None and row.job is not None and row.job.owner_id == user.pk
    old = row is not None and row.is_draft and row.created_at < row.decree.changed_at
    return EditionState(edition=edition, document=row, old=old, watched=watched)
