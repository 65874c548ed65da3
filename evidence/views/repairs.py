"""What must be repaired, and another revision of one evidence."""

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
    """What must be repaired, the oldest verdict first: of own offices, or (lingkup=semua) of all that one sees."""
    own = reviewing.may_repair(request.user)
    wide = not own or request.GET.get("lingkup") == "semua"
    rows = reviewing.repairs_visible_to(request.user) if wide else reviewing.repairs_for(request.user)
    wider = any(grant.reaches_down for grant in request.user.grants)
    return list_screen(
        request,
        queryset=reviewing.with_reasons(reviewing.with_details(rows)),
        table=RepairTable,
        filterset=RepairFilter,
        template="evidence/review/repair.html",
        context={"whose": ELSEWHERE if wide else OWN, "links": [_other(wide)] if own and wider else []},
        part="evidence/review/repair.html#rows",
    )


OWN = "dan menunggu revisi dari satker Anda"
ELSEWHERE = "pada satker yang Anda lihat"


def _other(wide):
    """Link from the wide list to that of own offices, and back."""
    address = reverse("evidence:repair")
    return Link("Satker saya saja", address) if wide else Link("Semua yang saya lihat", f"{address}?lingkup=semua")


@require_http_methods(["GET", "POST"])
def revise(request, pk):
    """Another revision: files go through the upload, a link or a text by the form of this page (409 stale, 422)."""
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
    """The form of a link or a text; None for a file."""
    if evidence.kind == EvidenceKind.FILE:
        return None
    present = evidence.present
    first = {"revision": evidence.revision, "link": present.link, "text": present.text}
    data = request.POST if request.method == "POST" else None
    return RevisionForm(data, initial=first, link=evidence.kind == EvidenceKind.LINK)


def _page(request, evidence, form, *, status=200, problem=""):
    """Why it was sent back, the notes on its pages, and the place for the new one."""
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
