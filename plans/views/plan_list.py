"""The list of plans and the form for a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plans.decree import drafting
from plans.decree.under_way import under_way
from plans.filters import PlanFilter
from plans.forms.plans import PlanForm
from plans.models import Plan
from plans.presenters.origin import under_way_lines
from plans.tables import PlanTable
from teams.offices.writing import to_write
from zi_portal.lib.screens import list_screen
from zi_portal.lib.screens.controls import SMALL, Post


@require_safe
def plans(request):
    """List the plans of the offices that the user sees."""
    queryset = (
        Plan.objects.visible_to(request.user)
        .with_completeness()
        .select_related("satker", "created_by", "annex__decree")
    )
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
    if request.method == "GET" or not form.is_valid():
        return render(request, "plans/new.html", {"form": form, "under_way": []}, status=422 if form.is_bound else 200)
    values = form.cleaned_data
    others = under_way(request.user, values["satker"], values["year"], with_plan=True)
    if others and "tetap" not in request.POST:
        context = {"form": form, "under_way": under_way_lines(others, what="rencana"), "anew": [_anew(form)]}
        return render(request, "plans/new.html", context, status=422)
    plan = drafting.new_plan(values["satker"], values["year"], values["layout"], request.user)
    messages.success(request, "Rencana dibuat. Mulailah dengan menambah area dan barisnya.")
    return redirect("plans:detail", pk=plan.pk)


def _anew(form):
    """Return the Post that creates the plan all the same."""
    values = {name: form.data.get(name, "") for name in ("satker", "year", "layout")}
    return Post("Tetap buat draf baru", reverse("plans:new"), "plus", SMALL, hidden=values | {"tetap": "1"})
