"""The list of plans and the form for a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plans.decree import drafting
from plans.filters import PlanFilter
from plans.forms.plans import PlanForm
from plans.models import Plan
from plans.tables import PlanTable
from teams.offices.writing import to_write
from zi_portal.lib.screens import list_screen


@require_safe
def plans(request):
    """List the plans of the offices that the user sees."""
    queryset = Plan.objects.visible_to(request.user).with_completeness().select_related("satker", "annex__decree")
    context = {"may_write": to_write(request.user).exists()}
    return list_screen(
        request, queryset=queryset, table=PlanTable, filterset=PlanFilter, template="plans/list.html", context=context
    )


@require_http_methods(["GET", "POST"])
def new(request):
    """Create an empty plan with its decree, as a draft."""
    if not to_write(request.user).exists():
        raise PermissionDenied("Hanya staf sekretariat yang dapat membuat rencana.")
    form = PlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        plan = drafting.new_plan(data["satker"], data["year"], data["layout"], request.user)
        messages.success(request, "Rencana dibuat. Mulailah dengan menambah area dan barisnya.")
        return redirect("plans:detail", pk=plan.pk)
    return render(request, "plans/new.html", {"form": form}, status=422 if form.errors else 200)
