"""A plan copied from another plan or from a template: which, a preview of what changes, and the draft."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plans.beginnings import materials
from plans.filters import OtherPlanFilter
from plans.forms.beginnings import CopyForm
from plans.models import Plan, Template
from plans.presenters import beginnings as presenter
from plans.presenters.strays import change_lines, summary
from plans.tables import OtherPlanTable
from plans.views.beginnings.choosing import begun_already, initial, require_writer
from zi_portal.lib.errors import Stale
from zi_portal.lib.screens import list_screen


@require_safe
def others(request):
    """List the enacted plans of other offices that the person sees."""
    require_writer(request.user)
    queryset = Plan.objects.visible_to(request.user).of_other_offices(request.user).with_beginning()
    return list_screen(
        request, queryset=queryset, table=OtherPlanTable, filterset=OtherPlanFilter, template="plans/begin_others.html"
    )


@require_http_methods(["GET", "POST"])
def from_plan(request, pk):
    """Show what a copy of a plan would be; POST creates it."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).to_copy(request.user).select_related("satker", "layout"), pk=pk
    )
    require_writer(request.user)
    return _begin(request, materials.of_plan(plan))


@require_http_methods(["GET", "POST"])
def from_template(request, pk):
    """Show what a plan from a template's latest version would be; POST creates it."""
    template = get_object_or_404(Template.objects.visible_to(request.user).to_begin_from().with_latest(), pk=pk)
    require_writer(request.user)
    version = template.versions.select_related("template").get(pk=template.latest_pk)
    return _begin(request, materials.of_version(version))


def _begin(request, material):
    asked_values = {"satker": material.office and material.office.pk, "year": material.year + 1} | initial(request)
    form = CopyForm(request.POST or None, user=request.user, initial=asked_values)
    offices = {office.pk: office for office in form.fields["satker"].queryset}
    office = offices.get(asked_values["satker"]) or next(iter(offices.values()))
    form.initial["satker"] = office.pk
    year = min(max(asked_values["year"], form.fields["year"].min_value), form.fields["year"].max_value)
    form.initial["year"] = year
    if request.method == "GET":
        return _preview(request, material, form, {"satker": office, "year": year})
    if not form.is_valid():
        return _preview(request, material, form, {"satker": office, "year": year}, status=422)
    values = form.cleaned_data
    if begun_already(request, values):
        return _preview(request, material, form, values, status=422, ticked=set(request.POST.getlist("ubah")))
    return _create(request, material, form, values)


def _create(request, material, form, values):
    ticked, stamp = set(request.POST.getlist("ubah")), request.POST.get("asal", "")
    try:
        plan, count = materials.begin(
            material, values["satker"], values["year"], request.user, ticked=ticked, stamp=stamp
        )
    except Stale as stale:
        return _preview(request, material, form, values, status=stale.status, message=stale.message)
    messages.success(request, f"Rencana dibuat dari {material.source.words}; {count} perubahan diterapkan.")
    return redirect("plans:detail", pk=plan.pk)


def _preview(request, material, form, values, *, status=200, ticked=None, message=""):
    """Show the preview for an office and year; ticked: keys of the changes that are ticked, None as proposed."""
    satker, year = values["satker"], values["year"]
    carried = materials.carried(material, satker, year)
    lines = begun_already(request, values)
    context = {
        "form": form,
        "material": material,
        "values": values,
        "preview": presenter.preview(material, carried, materials.ended_in(material, satker, year)),
        "changes": presenter.with_ticks(change_lines(carried.changes), ticked),
        "summary": summary(carried.changes),
        "under_way": lines,
        "button": presenter.create_button(lines),
        "message": message,
    }
    return render(request, "plans/begin_copy.html", context, status=status)
