"""Proofs without a new file: link, statement, nihil, unable; evidence used again; more obligations of an evidence."""

from functools import partial
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from evidence import permissions
from evidence.forms.proofs import DescribeForm, ProofForm
from evidence.models import Evidence, Obligation
from evidence.places import listing
from evidence.presenters import proofs as presenter
from evidence.proofs import alternatives, attaching
from evidence.workflow import LOCKED
from plans.models import Decree, Indicator, Plan
from zi_portal.audit import authors
from zi_portal.jobs.models import Job
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.screens import Pages
from zi_portal.lib.screens.controls import hits, turns
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to, whole_number

PER_PAGE = 20
JUDGED = "Bukti ini sudah diputuskan, jadi isinya dipakai sebagai bukti baru yang menunggu diperiksa."
NOT_YOURS = "Hanya staf sekretariat dan koordinator satker ini yang mengisi buktinya."


def _obligation(request, pk):
    """Return the obligation if the user may upload to it."""
    rows = Obligation.objects.visible_to(request.user).select_related("requirement", "step__area", "plan__satker")
    obligation = get_object_or_404(rows, pk=pk)
    if not permissions.can_upload(request.user, obligation.plan.satker):
        raise PermissionDenied(NOT_YOURS)
    return obligation


def _to_step(obligation):
    return redirect(f"{reverse('evidence:step', args=[obligation.step_id])}#kewajiban-{obligation.pk}")


@require_http_methods(["GET", "POST"])
def prove(request, pk):
    """Prove an obligation with a link or words instead of a file; a refusal keeps what was typed."""
    obligation = _obligation(request, pk)
    kinds = alternatives.offered_kinds(obligation.requirement)
    requested_kind = request.GET.get("bentuk", "")
    initial = {
        "kind": requested_kind if requested_kind in kinds else kinds[0],
        "title": obligation.requirement.title[:200],
    }
    if request.method == "GET":
        initial["indicators"] = list(alternatives.indicators_of(obligation))
    form = ProofForm(request.POST or None, kinds=kinds, initial=initial)
    status, problem = (422 if form.errors else 200), None
    if request.method == "POST" and form.is_valid():
        try:
            attaching.prove([obligation], actor=request.user, **form.cleaned_data)
        except Refused as error:
            status, problem = error.status, error
        else:
            messages.success(request, "Tersimpan dan menunggu diperiksa.")
            return _to_step(obligation)
    context = _obligation_context(obligation) | {"form": form, "problem": problem, "questions": _questions()}
    return render(request, "evidence/proofs/prove.html", context, status=status)


def _questions():
    return Indicator.objects.select_related("component").order_by("component", "position", "pk")


@require_http_methods(["GET", "POST"])
def describe(request, pk):
    """Edit title, period, pages and LKE questions of an evidence; what a verdict was based on is only shown."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_upload(request.user, evidence.satker):
        raise PermissionDenied(NOT_YOURS)
    judged = evidence.state in LOCKED
    form = DescribeForm(request.POST or None, evidence=evidence, judged=judged)
    status = 200
    if request.method == "POST":
        write, author = partial(attaching.describe, evidence, actor=request.user), partial(authors.last, evidence)
        try:
            status = attempt(request, form, write, success="Keterangan bukti disimpan.", author=author)
        except Stale as error:
            status, form.problem = error.status, error
        if status == 200:
            return redirect("evidence:detail", pk=pk)
    context = {"evidence": evidence, "form": form, "judged": judged, "questions": _questions()}
    return render(request, "evidence/proofs/describe.html", context, status=status)


def _obligation_context(obligation):
    facts = presenter.obligation_facts(obligation)
    return {"obligation": obligation, "plan": obligation.plan, "step": obligation.step, "facts": facts}


@require_http_methods(["GET", "POST"])
def again(request, pk):
    """Use existing evidence for this obligation too: of last year, the portal's own decrees, or found by words."""
    obligation = _obligation(request, pk)
    if request.method == "POST":
        return _use(request, obligation)
    return _choices(request, obligation)


def _choices(request, obligation, *, status=200, problem=None):
    text = " ".join(request.GET.get("q", "").split())[:100]
    pages = Pages(alternatives.candidates(obligation, text), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = _obligation_context(obligation) | {
        "q": text,
        "page": page,
        "candidates": presenter.offered(page, obligation),
        "hits": hits(page),
        "turns": turns(page, lambda number: f"?q={quote(text)}&page={number}"),
        "problem": problem,
    }
    if not request.htmx:
        offers = alternatives.decrees(obligation)
        fitting = any(offer.fits >= alternatives.SIMILAR for offer in offers)
        earlier = presenter.offered(alternatives.earlier_evidence(obligation), obligation)
        context |= {"earlier": earlier, "offers": presenter.offered_decrees(offers, obligation), "fitting": fitting}
    part = "#rows" if request.htmx else ""
    return render(request, f"evidence/proofs/again.html{part}", context, status=status)


def _use(request, obligation):
    """Use the named evidence or decree (bukti=, keputusan=)."""
    evidence_pk = whole_number(request.POST.get("bukti", ""))
    try:
        if evidence_pk is None:
            decree = whole_number(request.POST.get("keputusan", "")) or 0
            rows = Decree.objects.visible_to(request.user).select_related("satker")
            outcome = alternatives.offer(obligation, get_object_or_404(rows, pk=decree), request.user)
        else:
            reused_evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=evidence_pk)
            outcome = alternatives.use(reused_evidence, obligation, request.user, request.POST.get("halaman", "")[:20])
    except Refused as error:
        return _choices(request, obligation, status=error.status, problem=error)
    messages.success(request, _message(outcome))
    return _to_step(obligation)


def _message(outcome):
    if isinstance(outcome, Job):
        jobs_link = format_html('<a href="{}">Pekerjaan saya</a>', reverse("jobs:mine"))
        return format_html(
            "PDF keputusan sedang disiapkan dan dipasang sesudahnya. Kemajuannya tampil di {}.", jobs_link
        )
    if outcome.origin_id:
        return f"Bukti dari {outcome.origin.year} dipakai lagi dan menunggu diperiksa."
    return "Bukti dipakai juga untuk kewajiban ini."


@require_http_methods(["GET", "POST"])
def places_of(request, pk):
    """Add obligations that an evidence proves: ticked in the list of the plan in force, filtered by words."""
    rows = Evidence.objects.visible_to(request.user).select_related("satker")
    evidence = get_object_or_404(rows, pk=pk)
    if not permissions.can_upload(request.user, evidence.satker):
        raise PermissionDenied(NOT_YOURS)
    problem, status = None, 200
    if request.method == "POST":
        try:
            return _add_places(request, evidence)
        except Refused as error:
            problem, status = error, error.status
    context = {
        "evidence": evidence,
        "problem": problem,
        "places": _free_places(request, evidence),
        "ticked": _ticked(request),
    }
    return render(request, "evidence/proofs/places.html", context, status=status)


def _ticked(request):
    return {whole_number(text) for text in request.POST.getlist("kewajiban")} - {None}


def _add_places(request, evidence):
    rows = Obligation.objects.visible_to(request.user).filter(pk__in=_ticked(request), plan__satker=evidence.satker_id)
    page = request.POST.get("halaman", "").strip()[:20]
    placed_evidence = attaching.extend(evidence, rows, actor=request.user, page=page)
    messages.success(request, "Tempat ditambahkan." if placed_evidence.pk == evidence.pk else JUDGED)
    return redirect("evidence:detail", pk=placed_evidence.pk)


def _free_places(request, evidence):
    """Return the Places of the office's plans in the evidence's year for which it is not used yet."""
    plans = Plan.objects.visible_to(request.user).filter(satker=evidence.satker_id, year=evidence.year)
    plans_with_obligations = plans.filter(obligations__active=True).distinct()
    served = set(evidence.uses.values_list("obligation", flat=True))
    return [place for plan in plans_with_obligations for place in listing.of_plan(plan) if place.id not in served]


@require_POST
@back_to("evidence:detail", "pk")
def release(request, pk):
    """Release an evidence from a wrong obligation (kewajiban=)."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    obligation = whole_number(request.POST.get("kewajiban", "")) or 0
    rows = Obligation.objects.visible_to(request.user)
    if not permissions.can_upload(request.user, evidence.satker):
        raise PermissionDenied(NOT_YOURS)
    attaching.release(evidence, get_object_or_404(rows, pk=obligation), actor=request.user)
    messages.success(request, "Tempat itu dilepas.")
    return redirect("evidence:detail", pk=evidence.pk)
