"""The form of one row: texts, months, merging and splitting of cells, moving, deleting."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plans.forms.plans import StepForm
from plans.models import ActionStep, PlanArea
from plans.plan import editing, store
from plans.plan.lines import lines
from plans.plan.runs import heads, value
from plans.presenters import plan as presenter
from plans.states import ScheduleStyle
from plans.tree import EXTRA, RUN_FIELDS
from plans.views.plan_nodes import to_area, writable_plan
from zi_portal.audit import authors
from zi_portal.lib.indonesian import QUARTERS, SHORT_MONTHS
from zi_portal.lib.order import DOWN, UP
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to, whole_number

TEMPLATE = "plans/row_form.html"
KEPT = "Sel yang digabung dengan baris di bawahnya tetap menyimpan isinya."
DIRECTLY = "langsung"
"""Value of ?aspek= for a row directly below its area, before the aspects."""


def _to_row(step):
    """Return a redirect to this row of the plan."""
    return redirect(f"{reverse('plans:detail', args=[step.area.plan_id])}#row-{step.pk}")


def _form(request, spec, step=None):
    return StepForm(request.POST or None, spec=spec, columns=spec.columns, step=step)


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def row_add(request, pk):
    """Add a row to the area's last aspect; ?aspek= names another aspect, ?sesudah= the row above."""
    areas = PlanArea.objects.visible_to(request.user).select_related("plan__satker", "plan__layout")
    area = get_object_or_404(areas, pk=pk)
    writable_plan(request.user, area.plan)
    aspects = area.aspects.filter(heading=False).order_by("position", "pk")
    aspect = _aspect(aspects, request.GET.get("aspek", ""))
    after = _row_with_pk(area.steps, request.GET.get("sesudah", ""))
    form = _form(request, store.layout_spec(area.plan.layout))
    place = after.aspect if after else aspect
    if request.method == "POST" and form.is_valid() and _has_content(form):
        step = editing.add_step(area, place, request.user, after=after, **form.texts())
        messages.success(request, "Baris ditambahkan.")
        return _to_row(step)
    context = {
        "form": form,
        "plan": area.plan,
        "words": presenter.row_words(area.plan, area, place),
        "neighbours": [],
        "tabs": presenter.aspect_tabs(aspects, place, DIRECTLY),
    }
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)


def _aspect(aspects, aspect_pk):
    """Return the aspect of a new row: the named one, the last one by default, None for DIRECTLY."""
    if aspect_pk == DIRECTLY:
        return None
    return _row_with_pk(aspects, aspect_pk) if aspect_pk else aspects.last()


def _has_content(form):
    """Return whether any cell is filled; add an error to the form when none is."""
    texts = form.texts()
    if any(texts.pop("extra", {}).values()) or any(texts.values()):
        return True
    form.add_error(None, "Baris masih kosong. Isi paling sedikit satu sel, misalnya langkah aksinya.")
    return False


def _row_with_pk(rows, pk):
    """Return the row with this pk, None for an empty pk; 404 when it does not exist (any more)."""
    return get_object_or_404(rows, pk=whole_number(pk) or 0) if pk else None


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def row_edit(request, pk):
    """Change a row; a cell that somebody else changed meanwhile is shown beside the typed text (409)."""
    step = _step(request, pk)
    spec = store.layout_spec(step.area.plan.layout)
    form, status = _form(request, spec, step), 200
    if request.method == "POST":
        write = partial(editing.change_step, step, request.user)
        author = partial(authors.last, step.area.plan, row=step.pk)
        status = attempt(request, form, write, success="Baris disimpan.", author=author)
        if status == 200:
            return _next(request, step) or _to_row(step)
    return render(request, TEMPLATE, _context(step, form, spec), status=status)


def _step(request, pk):
    way = ActionStep.objects.visible_to(request.user).select_related(
        "area__plan__satker", "area__plan__layout", "aspect"
    )
    step = get_object_or_404(way, pk=pk)
    writable_plan(request.user, step.area.plan)
    return step


def _filled_cells(step, spec):
    """Return [(heading, text)] of the row's own non-blank cells, including remark columns and ticks."""
    cells = [(heading, _cell_text(value(step, name), spec)) for name, heading in _columns(spec).items()]
    return [(heading, text) for heading, text in cells if text]


def _cell_text(content, spec):
    """Return a cell in words: its text, or time with the names of the ticked months or quarters."""
    if not isinstance(content, tuple):
        return content
    names = SHORT_MONTHS if spec.schedule == ScheduleStyle.MONTHS else QUARTERS
    text, ticks, notes = content
    return ", ".join(
        [text] * bool(text) + [names[tick - 1] for tick in sorted(ticks)] + [str(note) for note in notes.values()]
    )


def _next(request, step):
    """Return the redirect of "save and next", to the row below in printed order; None elsewhere and at the end."""
    if "lanjut" not in request.POST:
        return None
    steps = [line.step for line in lines(step.area.plan)]
    place = next(index for index, row in enumerate(steps) if row.pk == step.pk)
    return redirect("plans:row", pk=steps[place + 1].pk) if place + 1 < len(steps) else None


def _context(step, form, spec):
    plan_lines = lines(step.area.plan)
    place = next(index for index, line in enumerate(plan_lines) if line.step.pk == step.pk)
    joined = place > 0 and plan_lines[place - 1].segment == plan_lines[place].segment
    head_by_cell = heads(plan_lines)
    names = _columns(spec)
    before = plan_lines[place - 1].step.pk if place else None
    after = plan_lines[place + 1].step.pk if place + 1 < len(plan_lines) else None
    aspects = list(step.area.aspects.filter(heading=False).order_by("position", "pk"))
    shared = [(name, names[name], _text_of(head_by_cell[step.pk, name][1])) for name in names if name in step.continues]
    own = [(name, names[name]) for name in names if joined and name not in step.continues]
    return {
        "form": form,
        "plan": step.area.plan,
        "words": presenter.row_words(step.area.plan, step.area, step.aspect, step, place + 1, len(plan_lines)),
        "aspect": step.aspect,
        "step": step,
        "neighbours": presenter.neighbours(before, after),
        "after": after,
        "continued": presenter.continued(step, shared),
        "mergeable": presenter.mergeable(step, own),
        "places": presenter.row_places(step, step.area),
        "aspects": presenter.aspect_options(aspects) if len(aspects) > 1 else [],
    }


def _columns(spec):
    """Return {field: heading} of the columns whose cells may be merged."""
    names = {column.field: column.heading for column in spec.columns}
    run_columns = {name: heading for name, heading in names.items() if name in RUN_FIELDS or name.startswith(EXTRA)}
    return run_columns if spec.schedule == ScheduleStyle.TEXT else run_columns | {"time": "Pelaksanaan"}


def _text_of(content):
    return content[0] if isinstance(content, tuple) else content


@require_POST
@back_to("plans:list")
def row_reshape(request, pk):
    """Merge a cell with the row above (tindakan=gabung) or give it a cell of its own (tindakan=pisah)."""
    step = _step(request, pk)
    column = request.POST.get("kolom", "")
    if column not in _columns(store.layout_spec(step.area.plan.layout)):
        raise Http404
    operation = editing.split if request.POST.get("tindakan") == "pisah" else editing.merge
    outcome = operation(step, column, request.user)
    word = "Sel dipisahkan." if operation is editing.split else "Sel digabungkan dengan baris di atasnya."
    messages.info(request, word if outcome else "Tidak ada yang perlu diubah.")
    return redirect("plans:row", pk=step.pk)


@require_POST
@back_to("plans:list")
def row_move(request, pk):
    """Move a row one place up or down within its aspect."""
    step = _step(request, pk)
    way = UP if request.POST.get("arah") == UP else DOWN
    moved = editing.move(step, way, request.user)
    messages.info(request, "Baris dipindahkan." if moved else "Baris sudah di ujung aspeknya.")
    return _to_row(step)


@require_http_methods(["GET", "POST"])
@back_to("plans:list")
def row_delete(request, pk):
    """Delete a row, after a confirmation page that shows it."""
    step = _step(request, pk)
    if request.method == "GET":
        cells = _filled_cells(step, store.layout_spec(step.area.plan.layout))
        back = f"{reverse('plans:detail', args=[step.area.plan_id])}#row-{step.pk}"
        context = {"plan": step.area.plan, "kind": "baris", "cells": cells, "loss": KEPT, "back": back}
        return render(request, "plans/confirm_delete.html", context)
    area = step.area
    editing.delete_step(step, request.user)
    messages.success(request, "Baris dihapus.")
    return to_area(area)


@require_POST
@back_to("plans:list")
def row_relocate(request, pk):
    """Move a row to the end of another aspect of its area; an empty choice puts it directly below the area."""
    step = _step(request, pk)
    aspect = _row_with_pk(step.area.aspects.filter(heading=False), request.POST.get("aspek", ""))
    editing.relocate(step, aspect, request.user)
    messages.success(request, f"Baris dipindahkan ke {aspect or step.area}.")
    return _to_row(step)
