"""Reviews: verdicts, notes on pages, the queue, verdicts on many."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evidence import permissions, workflow
from evidence.filters import QueueFilter, queue_of
from evidence.forms.reviews import ManyForm, PageNoteForm, VerdictForm, ticked
from evidence.models import Evidence, EvidenceRevision, PageNote
from evidence.presenters import review as presenter
from evidence.proofs import reviewing
from evidence.states import Verdict
from evidence.tables import QueueTable
from evidence.views.review_panel import review_panel
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens import list_screen

DONE_MESSAGES = {
    Verdict.ACCEPT: "Bukti diterima.",
    Verdict.RETURN: "Bukti dikembalikan; satker melihat alasannya pada daftar perbaikan.",
    Verdict.CONFIRM: "Bukti dikukuhkan.",
    Verdict.QUESTION: "Bukti dipertanyakan; satker melihat alasannya pada daftar perbaikan.",
    Verdict.ANSWER: "Jawaban terkirim; satker atasan memeriksanya lagi.",
    Verdict.WITHDRAW: "Bukti ditarik. Berkas dan riwayatnya tetap tersimpan.",
}
UNKNOWN = "Putusan itu tidak dikenal. Muat ulang halaman dan pilih salah satu tombolnya."
FORBIDDEN = "Putusan ini bukan wewenang Anda. Yang mengunggah tidak memutuskan sendiri; mintalah kepada yang berwenang."
TOO_MANY = f"Paling banyak {reviewing.MAX_VERDICTS} bukti sekali putus. Kurangi centangnya; belum ada yang diubah."
LONGEST_QUEUE = 1000
NONE_TICKED = "Tidak ada bukti yang dipilih. Centang satu atau beberapa baris lebih dahulu."


@require_POST
def verdict(request, pk):
    """Give a verdict on the revision shown: 400 without a reason, 403 without the right, 409 stale, 422 not scanned."""
    evidence = _evidence(request, pk)
    action = request.POST.get("action", "")
    if action not in workflow.DECISIONS:
        return _refused(request, evidence, "verdict_unknown", UNKNOWN, 400)
    if not workflow.TRANSITIONS[action].may(request.user, evidence):
        return _refused(request, evidence, "forbidden", FORBIDDEN, 403)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _refused(request, evidence, "verdict_invalid", _sentence(form), 400)
    next_evidence = reviewing.neighbours(queue_of(request.user, _queue_query(request)), evidence)[1]
    try:
        workflow.perform(action, evidence=evidence, actor=request.user, request_id=request.id, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, evidence, refused.code, refused.message, refused.status)
    messages.success(request, DONE_MESSAGES[action])
    return _redirect(request, _address(request, evidence, "reviu", lanjut=next_evidence.pk if next_evidence else ""))


@require_POST
def note(request, pk):
    """Add a note on a page of a revision, by whoever may decide on the evidence."""
    revision = get_object_or_404(
        EvidenceRevision.objects.visible_to(request.user).select_related("file", "evidence__satker"), pk=pk
    )
    evidence = revision.evidence
    if not permissions.can_note(request.user, evidence):
        raise PermissionDenied
    form = PageNoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, evidence, "note_invalid", _sentence(form), 422)
    try:
        page_note = reviewing.add_note(revision, actor=request.user, request_id=request.id, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, evidence, refused.code, refused.message, refused.status)
    return _redirect(request, _address(request, evidence, f"halaman-{page_note.page}", halaman=page_note.page))


@require_POST
def settle(request, pk):
    """Mark a note as settled, by the office."""
    rows = PageNote.objects.visible_to(request.user).select_related("revision__evidence__satker")
    page_note = get_object_or_404(rows, pk=pk)
    reviewing.settle(page_note, actor=request.user, request_id=request.id)
    return _redirect(request, _address(request, page_note.revision.evidence, f"catatan-{pk}"))


@require_safe
def queue(request):
    """List what waits for the user's verdict, the longest first; only the rows for HTMX."""
    counts = reviewing.counts(request.user)
    plain, with_reason = presenter.many_buttons(counts)
    return list_screen(
        request,
        queryset=reviewing.with_details(reviewing.waiting_for(request.user)),
        table=QueueTable,
        filterset=QueueFilter,
        template="evidence/review/queue.html",
        context={
            "counts": counts,
            "lead": presenter.queue_lead(counts),
            "plain_buttons": plain,
            "reason_buttons": with_reason,
            "reasons_heading": presenter.reasons_heading(counts),
            "reasons": workflow.REASONS,
            "most": reviewing.MAX_VERDICTS,
            "typed": {"reason": "", "note": ""},
        },
        part="evidence/review/queue.html#rows",
    )


@require_POST
def bulk(request):
    """Give one verdict on the ticked rows; a page shows the outcome of each. 400 when the reason is missing."""
    ticked_rows = ticked(request.POST)
    form = ManyForm(request.POST)
    if not ticked_rows:
        messages.warning(request, NONE_TICKED)
        return redirect("evidence:queue")
    if len(ticked_rows) > reviewing.MAX_VERDICTS:
        return _many(request, [], status=422, problem=TOO_MANY)
    if not form.is_valid():
        retry = [f"{pk}:{revision}" for pk, revision in ticked_rows]
        return _many(request, [], status=400, problem=_sentence(form), retry=retry)
    outcomes = reviewing.decide_many(ticked_rows, actor=request.user, request_id=request.id, **form.cleaned_data)
    retry_rows = [f"{outcome.pk}:{outcome.revision}" for outcome in outcomes if outcome.code == "note_missing"]
    return _many(request, outcomes, status=400 if retry_rows else 200, retry=retry_rows)


def _many(request, outcomes, *, status, problem="", retry=()):
    """Render the outcome of each row after a verdict on many, with the reason's form when it was missing."""
    done_count = sum(outcome.code == "done" for outcome in outcomes)
    action = request.POST.get("action", "")
    context = {
        "outcomes": outcomes,
        "lead": presenter.outcomes_lead(outcomes, len(outcomes) - done_count),
        "lines": presenter.outcome_lines(outcomes),
        "problem": problem,
        "retry": retry if action in reviewing.BULK_VERDICTS else (),
        "action": action,
        "verb": presenter.MANY_VERDICTS[action][0] if action in reviewing.BULK_VERDICTS else "",
        "typed": {name: request.POST.get(name, "") for name in ("reason", "note")},
        "reasons": workflow.REASONS,
    }
    return render(request, "evidence/review/outcomes.html", context, status=status)


def _evidence(request, pk):
    return get_object_or_404(Evidence.objects.visible_to(request.user).select_related("satker", "uploader"), pk=pk)


def _refused(request, evidence, code, message, status):
    """Render the panel with what was typed and why nothing was changed; a whole page without HTMX."""
    fresh = _evidence(request, evidence.pk)
    typed = {name: request.POST.get(name, "") for name in ("action", "reason", "note", "page", "text")}
    panel = review_panel(request, fresh, typed | {"code": code, "error": message})
    context = {"evidence": fresh, "review": panel}
    name = "evidence/review/panel.html" if request.htmx else "evidence/review/refused.html"
    response = render(request, name, context, status=status)
    response["HX-Retarget"] = "#reviu"
    return response


def _queue_query(request):
    """Return the query string of the queue from which the page was opened, "" when it is too long for an address."""
    query = request.POST.get("antrean", "")
    return query if len(query) <= LONGEST_QUEUE else ""


def _address(request, evidence, anchor, **parameters):
    """Return the address of an anchor on the evidence's page, in the queue from which it was opened."""
    if queue := _queue_query(request):
        parameters["antrean"] = queue
    address = reverse("evidence:detail", args=[evidence.pk])
    return f"{address}?{urlencode(parameters)}#{anchor}" if parameters else f"{address}#{anchor}"


def _redirect(request, address):
    """Redirect to a page, also from HTMX, as the whole page shows the new state."""
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _sentence(form):
    return " ".join(error for errors in form.errors.values() for error in errors)
