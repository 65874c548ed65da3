"""What a sheet asks of the server while it is open: take my changes, tell me what changed since."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.models import Plan
from plans.presenters import sheet as presenter
from plans.sheet import applying, batch, pulling
from plans.views.plan_nodes import writable_plan
from zi_portal.lib.web import in_json, whole_number


@in_json
@require_http_methods(["GET", "POST"])
def changes(request, pk):
    """POST changes, a batch as JSON (plans/sheet/batch.py); the answer is what changed since revision ?sejak=N."""
    plan = _plan(request, pk)
    outcomes = []
    if request.method == "POST":
        writable_plan(request.user, plan)
        outcomes = applying.apply(plan, request.user, batch.read(request.POST.get("changes", "")))
        plan = _plan(request, pk)
    pull = pulling.since(plan, whole_number(request.GET.get("sejak", "")) or 0)
    drawn = presenter.drawn(plan, pull, may_edit=permissions.can_edit_plan(request.user, plan))
    return JsonResponse({"outcomes": outcomes, "revision": plan.revision} | drawn)


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related("satker", "layout", "annex__decree")
    return get_object_or_404(plans, pk=pk)
