"""Evidence that must be repaired, and another revision of one evidence."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evidence import permissions, workflow
from evidence.filters import RepairFilter
from evidence.forms.reviews import RevisionForm
from evidence.models import Evidence
from evidence.presenters.review import reason
from evidence.presenters.upload import dropzone
from evidence.proofs import attaching, reviewing
from evidence.states import EvidenceKind, Verdict
from evidence.tables import RepairTable
from evidence.uploads import quota
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens import list_screen
from zi_portal.lib.screens.controls import Link


@require_safe
def repair(request):
    """List what must be repaired, the oldest verdict first: of own offices, or (lingkup=semua) of all visible ones."""
    has_own = reviewing.may_repair(request.user)
    shows_all = not has_own or request.GET.get("lingkup") == "semua"
    rows = reviewing.repairs_visible_to(request.user) if shows_all else reviewing.repairs_for(request.user)
    reaches_down = any(grant.reaches_down for grant in request.user.grants)
    return list_screen(
        request,
        queryset=reviewing.with_reasons(reviewing.with_details(rows)),
        table=RepairTable,
        filterset=RepairFilter,
        template="evidence/review/repair.html",
        context={
            "whose": ELSEWHERE if shows_all else OWN,
            "links": [_other_list_link(shows_all)] if has_own and reaches_down else [],
        },
        part="evidence/review/repair.html#rows",
    )


OWN = "dan menunggu revisi dari satker Anda"
ELSEWHERE = "pada satker yang Anda lihat"


def _other_list_link(wide):
    """Return the link from the list of all offices to that of own offices, or back."""
    address = reverse("evidence:repair")
    return Link("Satker saya saja", address) if wide else Link("Semua yang saya lihat", f"{address}?lingkup=semua")


@require_http_methods(["GET", "POST"])
def revise(request, pk):
    """Send another revision: files by an upload, a link or a text by this page's form (409 stale, 422)."""
    rows = Evidence.objects.visible_to(request.user).select_related("satker", "uploader")
    evidence = get_object_or_404(rows, pk=pk)
    if not permissions.can_revise(request.user, evidence):
        raise PermissionDenied
    form = _form(request, evidence)
    if request.method == "GET":
        return _page(request, evidence, form)
    if form is None or not form.is_valid():
        return _page(request, evidence, form, status=422)
    try:
        attaching.revise(evidence, actor=request.user, request_id=request.id, **form.cleaned_data)
    except Refused as refused:
        return _page(request, evidence, form, status=refused.status, problem=refused.message)
    messages.success(request, "Revisi terkirim dan menunggu diperiksa.")
    return redirect("evidence:detail", pk=pk)


def _form(request, evidence):
    """Return the form of a link or a text, None for a file."""
    if evidence.kind == EvidenceKind.FILE:
        return None
    revision = evidence.present
    initial = {"revision": evidence.revision, "link": revision.link, "text": revision.text}
    data = request.POST if request.method == "POST" else None
    return RevisionForm(data, initial=initial, link=evidence.kind == EvidenceKind.LINK)


def _page(request, evidence, form, *, status=200, problem=""):
    """Render why the evidence was returned, the notes on its pages, and the form for the new revision."""
    line = reviewing.with_reasons(Evidence.objects.visible_to(request.user).filter(pk=evidence.pk)).get()
    use = evidence.uses.select_related("obligation__plan", "obligation__requirement").order_by("pk").first()
    context = {
        "evidence": evidence,
        "record": line,
        "reason": reason(line),
        "dropzone": _dropzone(use.obligation.plan, evidence) if form is None else None,
        "form": form,
        "problem": problem,
        "open": evidence.state in workflow.TRANSITIONS[Verdict.REVISE].sources,
    }
    return render(request, "evidence/review/revise.html", context, status=status)


def _dropzone(plan, evidence):
    return dropzone(plan, quota.room(evidence.satker_id), evidence=evidence)
