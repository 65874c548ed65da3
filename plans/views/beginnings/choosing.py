"""What a new plan begins from: the choices with the empty plan, and the skeleton."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from plans.beginnings import skeleton, starting
from plans.decree import drafting
from plans.decree.under_way import under_way
from plans.forms.beginnings import SkeletonForm
from plans.forms.plans import PlanForm
from plans.presenters import beginnings as presenter
from plans.presenters.origin import under_way_lines
from teams.offices.writing import to_write
from zi_portal.lib.screens.controls import SMALL, Post
from zi_portal.lib.web import whole_number

STAFF_ONLY = "Hanya staf sekretariat yang dapat membuat rencana."


def require_writer(user):
    """Raise PermissionDenied for who may begin a plan at no office."""
    if not to_write(user).exists():
        raise PermissionDenied(STAFF_ONLY)


def begun_already(request, values):
    """Return the lines about decrees of the office and year that exist, [] once the person wants another one."""
    other_decrees = under_way(request.user, values["satker"], values["year"], with_plan=True)
    return [] if "tetap" in request.POST else under_way_lines(other_decrees, what="rencana")


def initial(request):
    """Return {"satker", "year"} that the address asks for; nonsense is left out."""
    asked_values = {name: whole_number(request.GET.get(name, "")) for name in ("satker", "year")}
    return {name: number for name, number in asked_values.items() if number}


@require_http_methods(["GET", "POST"])
def new(request):
    """Offer what a plan can begin from; POST creates an empty one with its decree, as a draft."""
    require_writer(request.user)
    form = PlanForm(request.POST or None, user=request.user, initial=initial(request))
    if request.method == "GET" or not form.is_valid():
        return _choices(request, form, status=422 if form.is_bound else 200)
    values = form.cleaned_data
    lines = begun_already(request, values)
    if lines:
        return _choices(request, form, status=422, under_way=lines, anew=[_anew(form)])
    plan = drafting.new_plan(values["satker"], values["year"], values["layout"], request.user)
    messages.success(request, "Rencana dibuat. Mulailah dengan menambah area dan barisnya.")
    return redirect("plans:detail", pk=plan.pk)


def _choices(request, form, *, status, under_way=(), anew=()):
    year = whole_number(str(form["year"].value() or ""))
    offered = presenter.choices(request.user, initial(request).get("satker"), year)
    context = {"form": form, "choices": offered, "under_way": under_way, "anew": anew}
    return render(request, "plans/new.html", context, status=status)


def _anew(form):
    """Return the Post that creates the plan all the same."""
    values = {name: form.data.get(name, "") for name in ("satker", "year", "layout")}
    return Post("Tetap buat draf baru", reverse("plans:new"), "plus", SMALL, hidden=values | {"tetap": "1"})


@require_http_methods(["GET", "POST"])
def from_skeleton(request):
    """Show the six areas with their indicators to be ticked; POST creates the plan with those."""
    require_writer(request.user)
    form = SkeletonForm(request.POST or None, user=request.user, initial=initial(request))
    lines = begun_already(request, form.cleaned_data) if form.is_bound and form.is_valid() else []
    if request.method == "GET" or not form.is_valid() or lines:
        context = {"form": form, "areas": presenter.area_ticks(form), "under_way": lines}
        context["button"] = presenter.create_button(lines)
        return render(request, "plans/begin_skeleton.html", context, status=422 if form.is_bound else 200)
    plan = _from_skeleton(form, request.user)
    messages.success(request, "Rencana dibuat dari kerangka baku. Lengkapi langkah aksi, bukti, dan waktunya.")
    return redirect("plans:detail", pk=plan.pk)


def _from_skeleton(form, user):
    values = form.cleaned_data
    tree, codes_by_row = skeleton.tree_of(form.areas, set(values["kode"]))
    source = starting.Source("kerangka baku", indicators=codes_by_row)
    return starting.start(values["satker"], values["year"], values["layout"], user, tree=tree, source=source)
