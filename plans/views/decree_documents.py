"""Printed documents of a decree: requesting and downloading them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans import permissions
from plans.decree import documents
from plans.decree.payload import decree_payload, digest
from plans.models import Decree, Document
from plans.presenters import decree as presenter
from plans.presenters.trial import trial as trial_words
from plans.states import FINAL, Action, Edition
from zi_portal.jobs import pulses
from zi_portal.jobs.states import JobState
from zi_portal.lib.files import downloads
from zi_portal.lib.files.content_types import CONTENT_TYPES
from zi_portal.lib.files.storage import StorageFailed


@dataclass(frozen=True, slots=True)
class EditionState:
    """An edition on the screen with its newest document, if any; old: the draft was changed since.

    stage: "ready", "lost" (its file is no longer in the storage), "mine" and "others" (being made for the user or for
    a colleague), "stuck" (failed, cancelled or dead), "none" (never requested, or its job has been deleted since).
    """

    edition: Edition
    document: Document | None
    old: bool
    stage: str

    @property
    def may_be_asked(self):
        """Whether a new request would have an effect: none is under way, and no administrator is needed."""
        if self.old:
            return True
        return self.stage in ("none", "lost") or self.stage == "stuck" and self.document.job.retryable


@require_safe
def prints(request, pk):
    """Show both editions with their state, as a fragment of the decree's page or, without scripts, as a page."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    can_print = permissions.can_print(request.user, decree)
    context = {
        "decree": decree,
        "prints": presenter.prints(decree, _editions(decree, request.user), can_print=can_print),
    }
    part = "#part" if request.htmx else ""
    return render(request, f"decrees/documents.html{part}", context)


@require_http_methods(["GET", "POST"])
def trial(request, pk):
    """Show how far the trial print before the submission is, as a fragment or a page; POST asks for it."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_edit_decree(request.user, decree):
        raise PermissionDenied
    if request.method == "POST":
        documents.request(decree, Edition.ORIGINAL, request.user)
        if not request.htmx:
            return redirect("decrees:act", pk=pk, action=Action.SUBMIT)
    context = {"decree": decree, "trial": trial_words(decree, documents.trial_of(decree), pulses.notice())}
    part = "#part" if request.htmx else ""
    return render(request, f"decrees/trial.html{part}", context)


@require_POST
def document(request, pk, edition):
    """Request a PDF, which is made in the background."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if edition not in Edition.values:
        raise Http404
    if not permissions.can_print(request.user, decree):
        raise PermissionDenied
    requested = documents.request(decree, edition, request.user)
    if requested.file:
        messages.success(request, "PDF dari naskah ini sudah ada; silakan unduh.")
    elif requested.job.state == JobState.DEAD:
        messages.warning(request, "Pembuatan PDF ini berhenti dicoba. Administrator dapat menjalankannya lagi.")
    else:
        messages.info(request, _under_way(requested.job, request.user))
    return redirect(f"{reverse('decrees:detail', args=[pk])}#dokumen")


@require_safe
def download(request, pk):
    """Send the PDF as an attachment that browsers neither cache nor execute."""
    stored = get_object_or_404(Document.objects.visible_to(request.user).select_related("decree__satker"), pk=pk)
    return downloads.stored(stored.file, filename=file_name(stored), content_type=CONTENT_TYPES["pdf"])


def _under_way(job, user):
    if job.owner_id != user.pk:
        return "PDF sedang dibuat atas permintaan rekan Anda. Muat ulang halaman ini sebentar lagi."
    jobs_link = format_html('<a href="{}">Pekerjaan saya</a>', reverse("jobs:mine"))
    return format_html("PDF sedang dibuat. Kemajuannya tampil di bawah dan di {}.", jobs_link)


def file_name(document):
    """Return e.g. "SK 12-2026 KPU Kabupaten Teluk Jernih (salinan).pdf"; names of drafts start with KONSEP."""
    decree = document.decree
    number = f"{decree.number}-{decree.number_year}" if decree.number else str(decree.year)
    name = f"SK {number} {decree.satker.short_name} ({document.edition}).pdf"
    name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in name)
    return f"KONSEP {name}" if document.is_draft else name


def _editions(decree, user):
    """Return the EditionStates of original and copy; for a frozen decree, of documents printed from its version."""
    frozen = decree.state in FINAL
    rows = list(decree.documents.select_related("job").filter(is_draft=not frozen).order_by("-pk"))
    present = "" if frozen or not rows else digest(decree_payload(decree))
    return [_edition(edition, rows, present, user) for edition in Edition]


def _edition(edition, rows, present, user):
    """Return the EditionState with the newest document, preferring one of the present text."""
    edition_rows = [row for row in rows if row.edition == edition]
    row = next((row for row in edition_rows if row.source_sha256 == present), edition_rows[0] if edition_rows else None)
    return EditionState(
        edition=edition,
        document=row,
        old=bool(row and present and row.source_sha256 != present),
        stage=_stage(row, user),
    )


def _stage(row, user):
    if row and row.file:
        return "ready" if _is_there(row.file) else "lost"
    if row is None or row.job is None:
        return "none"
    if row.job.ended:
        return "stuck"
    return "mine" if row.job.owner_id == user.pk else "others"


def _is_there(file):
    """Return whether the file exists; True also when the storage does not answer: the download reports that."""
    try:
        return file.storage.exists(file.name)
    except StorageFailed:
        return True
