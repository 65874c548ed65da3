"""What a sheet asks of the server while it is open: take my changes, tell me what changed since."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.models import Plan
from plans.presenters import sheet as presenter
from plans.sheet import applying, batch, presence, pulling
from plans.views.plan_nodes import LOCKED
from zi_portal.lib.errors import Refused
from zi_portal.lib.web import in_json, whole_number

NO_RIGHT = "Anda tidak lagi berhak mengubah rencana ini."
STOPPED = "editing_stopped"
"""Code of the refusal after which a browser sends nothing more and keeps what waits."""


@in_json
@require_http_methods(["GET", "POST"])
def changes(request, pk):
    """POST changes, a batch as JSON (plans/sheet/batch.py); the answer is what changed since revision ?sejak=N."""
    plan = _plan(request, pk)
    outcomes = []
    stopped = _why_stopped(request.user, plan)
    if request.method == "POST":
        if stopped:
            raise Refused(STOPPED, stopped, status=403)
        outcomes = applying.apply(plan, request.user, batch.read(request.POST.get("changes", "")))
        plan = _plan(request, pk)
    pull = pulling.since(plan, whole_number(request.GET.get("sejak", "")) or 0)
    drawn_parts = presenter.drawn(plan, pull, may_edit=not stopped)
    visitors = presence.visit(plan, request.user, request.GET.get("di", ""))
    answer = {"outcomes": outcomes, "revision": plan.revision, "stopped": stopped, "here": visitors}
    return JsonResponse(answer | drawn_parts)


def _why_stopped(user, plan):
    """Return why a person may not write a plan now, "" for who may."""
    if permissions.can_edit_plan(user, plan):
        return ""
    return LOCKED if plan.frozen else NO_RIGHT


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related("satker", "layout", "annex__decree")
    return get_object_or_404(plans, pk=pk)
