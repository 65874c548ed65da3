"""Forms for areas and aspects: add, change, move, delete."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plans import permissions
from plans.decree import numbering
from plans.forms.plans import AreaForm, AspectForm
from plans.models import Aspect, Plan, PlanArea
from plans.plan import editing
from plans.presenters.plan import node_places
from zi_portal.audit import authors
from zi_portal.lib.order import DOWN, UP
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to

LOCKED = "Rencana ini terkunci karena keputusannya sudah diajukan atau ditetapkan."


def writable_plan(user, plan):
    """Return the plan; 403 when the user may not write it now."""
    if not permissions.can_edit_plan(user, plan):
        raise PermissionDenied(LOCKED if plan.frozen else "")
    return plan


def to_area(area):
    """Return a redirect to the plan, opened at this area."""
    number = list(area.plan.areas.order_by("position", "pk").values_list("pk", flat=True)).index(area.pk) + 1
    response = redirect("plans:detail", pk=area.plan_id)
    response["Location"] += f"?area={number}"
    return response


def _page(request, form, plan, heading, *, status=None, **extra):
    context = {"form": form, "plan": plan, "heading": heading} | extra
    return render(request, "plans/form.html", context, status=status or (422 if form.errors else 200))


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def area_add(request, pk):
    """Add an area at the end of the plan."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("satker"), pk=pk)
    writable_plan(request.user, plan)
    label = numbering.following(plan.areas.order_by("position", "pk").values_list("label", flat=True), "I")
    form = AreaForm(request.POST or None, initial={"label": label})
    if request.method == "POST" and form.is_valid():
        area = editing.add_area(plan.pk, request.user, **form.cleaned_data)
        messages.success(request, "Area ditambahkan. Tambahkan aspek atau baris di dalamnya.")
        return to_area(area)
    return _page(request, form, plan, "Tambah area")


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def area_edit(request, pk):
    """Change an area's label, title and mapping."""
    area = get_object_or_404(PlanArea.objects.visible_to(request.user).select_related("plan__satker"), pk=pk)
    writable_plan(request.user, area.plan)
    form, status = AreaForm(request.POST or None, instance=area), 200
    if request.method == "POST":
        write, author = partial(editing.change_area, area, request.user), _author(area.plan, area=area.pk)
        status = attempt(request, form, write, success="Area disimpan.", author=author)
        if status == 200:
            return to_area(area)
    return _page(request, form, area.plan, "Ubah area", status=status, places=node_places("area", area.pk))


def _author(plan, **where):
    return partial(authors.last, plan, **where)


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def aspect_add(request, pk):
    """Add an aspect at the end of an area."""
    area = get_object_or_404(PlanArea.objects.visible_to(request.user).select_related("plan__satker"), pk=pk)
    writable_plan(request.user, area.plan)
    label = numbering.following(area.aspects.order_by("position", "pk").values_list("label", flat=True), "1")
    form = AspectForm(request.POST or None, area=area, initial={"label": label})
    if request.method == "POST" and form.is_valid():
        editing.add_aspect(area, request.user, **form.cleaned_data)
        messages.success(request, "Aspek ditambahkan.")
        return to_area(area)
    return _page(request, form, area.plan, "Tambah aspek")


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def aspect_edit(request, pk):
    """Change an aspect's label, title and parent."""
    aspect = get_object_or_404(Aspect.objects.visible_to(request.user).select_related("area__plan__satker"), pk=pk)
    writable_plan(request.user, aspect.area.plan)
    form, status = AspectForm(request.POST or None, instance=aspect, area=aspect.area), 200
    if request.method == "POST":
        write, author = (
            partial(editing.change_aspect, aspect, request.user),
            _author(aspect.area.plan, aspect=aspect.pk),
        )
        status = attempt(request, form, write, success="Aspek disimpan.", author=author)
        if status == 200:
            return to_area(aspect.area)
    return _page(request, form, aspect.area.plan, "Ubah aspek", status=status, places=node_places("aspek", aspect.pk))


KINDS = {"area": PlanArea, "aspek": Aspect}


def _node(request, kind, pk):
    way = "plan__satker" if kind == "area" else "area__plan__satker"
    node = get_object_or_404(KINDS[kind].objects.visible_to(request.user).select_related(way), pk=pk)
    area = node if kind == "area" else node.area
    writable_plan(request.user, area.plan)
    return node, area


@require_POST
@back_to("plans:list")
def node_move(request, kind, pk):
    """Move an area or aspect one place up or down among its siblings."""
    node, area = _node(request, kind, pk)
    way = UP if request.POST.get("arah") == UP else DOWN
    moved = editing.move(node, way, request.user)
    messages.info(request, "Dipindahkan." if moved else "Sudah berada di ujung.")
    return to_area(area)


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def node_delete(request, kind, pk):
    """Delete an area or aspect with its rows, after a confirmation page with their number."""
    node, area = _node(request, kind, pk)
    if request.method == "GET":
        loss = f"Ikut terhapus: {_rows(node)} baris di dalamnya."
        context = {"node": node, "plan": area.plan, "kind": kind, "loss": loss}
        context["back"] = reverse("plans:detail", args=[area.plan_id])
        return render(request, "plans/confirm_delete.html", context)
    editing.delete_area(node, request.user) if kind == "area" else editing.delete_aspect(node, request.user)
    messages.success(request, "Sudah dihapus.")
    return redirect("plans:detail", pk=area.plan_id) if kind == "area" else to_area(area)


def _rows(node):
    if isinstance(node, PlanArea):
        return node.steps.count()
    return node.steps.count() + sum(child.steps.count() for child in node.children.all())
