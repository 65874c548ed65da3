"""The plan as its printed table, area by area, and its settings."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plans import editing, permissions, store, table
from plans.forms import PlanSettingsForm
from plans.models import ActionStep, Aspect, Plan
from plans.tree import PlanTree
from plans.views.answers import frozen_is_conflict


@dataclass(slots=True)
class Line:
    """One row of the screen's table: kind, the id it stands for, its cells, and the aspect it begins."""

    kind: str
    pk: int | None = None
    aspect: int | None = None
    cells: list = field(default_factory=list)


@require_safe
def detail(request, pk):
    """Read view; ?area=N shows one block only (N counts the blocks from 1)."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("satker", "layout", "annex__decree"), pk=pk
    )
    areas = list(plan.areas.order_by("position", "pk"))
    chosen = _chosen(request, areas)
    tree, spec = store.load_tree(plan), store.layout_spec(plan.layout)
    blocks = [chosen] if chosen is not None else range(len(areas))
    grid = table.to_grid(PlanTree(tree.title, [tree.areas[index] for index in blocks]), spec)
    context = {
        "plan": plan,
        "decree": plan.decree,
        "areas": areas,
        "area": areas[chosen] if chosen is not None else None,
        "chosen": None if chosen is None else chosen + 1,
        "head": grid.rows[: grid.head],
        "bodies": _bodies(request.user, grid, plan, [areas[index] for index in blocks]),
        "columns": grid.width,
        "may_edit": permissions.can_edit_plan(request.user, plan),
        "rows": sum(1 for _ in tree.rows()),
    }
    return render(request, "plans/detail.html", context)


def _chosen(request, areas):
    """Index of the wanted block, None for all."""
    wanted = request.GET.get("area", "")
    return int(wanted) - 1 if wanted.isdecimal() and 1 <= int(wanted) <= len(areas) else None


def _bodies(user, grid, plan, areas):
    """Rows of the grid as Lines, grouped by block (one tbody each), with the ids that the links need."""
    steps = {
        row.key: row
        for row in ActionStep.objects.visible_to(user).filter(area__plan=plan).only("pk", "key", "area_id", "aspect_id")
    }
    headings = iter(
        Aspect.objects.visible_to(user)
        .filter(area__in=areas, heading=True)
        .order_by("area__position", "area", "position", "pk")
    )
    waiting, bodies, current = iter(areas), [], None
    for cells, key in zip(grid.rows[grid.head :], grid.keys[grid.head :], strict=True):
        line = _line(cells, key, steps, headings)
        starts = line.kind == "band" or _begins_area(cells)
        if starts or current is None:
            current = (next(waiting, None), [])
            bodies.append(current)
        current[1].append(line)
    return bodies


def _begins_area(cells):
    return any(cell.name == "area" and cell.kind == "body" for cell in cells)


def _line(cells, key, steps, headings):
    shown = [cell for cell in cells if cell.kind != "covered"]
    kinds = {cell.kind for cell in shown}
    if "band" in kinds:
        return Line("band", cells=shown)
    if "heading" in kinds:
        aspect = next(headings, None)
        return Line("heading", aspect=aspect and aspect.pk, cells=shown)
    step = steps.get(key)
    return Line("row", pk=step and step.pk, aspect=step and step.aspect_id, cells=shown)


@require_http_methods(["GET", "POST"])
@frozen_is_conflict
def settings(request, pk):
    """Title, layout and start date."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if not permissions.can_edit_plan(request.user, plan):
        raise PermissionDenied
    form = PlanSettingsForm(request.POST or None, instance=plan, user=request.user)
    if request.method == "POST" and form.is_valid():
        editing.change_plan(plan, request.user, **form.cleaned_data)
        messages.success(request, "Pengaturan rencana disimpan.")
        return redirect("plans:detail", pk=plan.pk)
    return render(
        request,
        "plans/form.html",
        {"form": form, "plan": plan, "heading": "Pengaturan rencana"},
        status=422 if form.errors else 200,
    )
