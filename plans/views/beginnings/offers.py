"""What a template's newer version offers to a draft: each row is taken, or kept with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.beginnings import deciding
from plans.forms.beginnings import OfferForm
from plans.models import Plan
from plans.presenters import templates as presenter
from zi_portal.lib.errors import Stale
from zi_portal.lib.web import back_to

NONE_OFFERED = "Tidak ada versi templat yang lebih baru untuk rencana ini."


@require_http_methods(["GET", "POST"])
@back_to("plans:detail", "pk")
def offer(request, pk):
    """Show the rows that differ and are not decided yet; POST records what was answered, the rest stays open."""
    plans = Plan.objects.visible_to(request.user).select_related("satker", "annex__decree", "origin__version")
    plan = get_object_or_404(plans, pk=pk)
    if not permissions.can_edit_plan(request.user, plan):
        raise PermissionDenied
    offered = deciding.offered(plan)
    if offered is None:
        messages.info(request, NONE_OFFERED)
        return redirect("plans:detail", pk=plan.pk)
    if request.method == "GET":
        return _page(request, offered)
    return _decide(request, offered)


def _decide(request, offered):
    if request.POST.get("versi") != str(offered.version.pk):
        raise Stale(deciding.CHANGED_SINCE)
    form = OfferForm(request.POST, [pending.key for pending in offered.open])
    if form.errors or (offered.open and not form.answers):
        return _page(request, offered, form, status=422)
    taken, kept = deciding.decide(offered.plan, offered.version, request.user, form.answers)
    left = len(offered.open) - taken - kept
    words = f"{taken} baris diambil, {kept} tetap."
    messages.success(
        request, f"{words} {left} lagi menunggu keputusan." if left else f"{words} Semua sudah diputuskan."
    )
    return redirect("plans:offer" if left else "plans:detail", pk=offered.plan.pk)


def _page(request, offered, form=None, status=200):
    context = {
        "plan": offered.plan,
        "version": offered.version,
        "offers": presenter.offer_lines(offered.open, form),
        "decided": presenter.decided_lines(offered.decided),
        "unanswered": form is not None and not form.answers,
    }
    return render(request, "plans/offer.html", context, status=status)
