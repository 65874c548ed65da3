"""The due date of an obligation and the assignment of a row: two small forms with their history."""

from functools import partial
from types import SimpleNamespace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evidence import permissions
from evidence.forms.requirements import AssignForm, DueForm
from evidence.models import Obligation
from evidence.obligations import history, scheduling
from evidence.presenters import requirements as presenters
from plans.models import ActionStep
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import attempt, digest

OBLIGATION = ("requirement", "step", "plan__satker", "plan__annex__decree")


@require_http_methods(["GET", "POST"])
def due(request, pk):
    """Move a due date with its reason, or (kembali) restore the printed one; 409 keeps what was typed."""
    obligation = get_object_or_404(Obligation.objects.visible_to(request.user).select_related(*OBLIGATION), pk=pk)
    if not permissions.can_refine(request.user, obligation.plan.satker):
        raise PermissionDenied("Hanya staf sekretariat satker ini yang mengubah tenggat.")
    initial, shown = {"day": obligation.due_on}, digest(obligation.due_on)
    form = DueForm(request.POST or None, initial=initial, shown_digest=shown, back="kembali" in request.POST)
    status, problem = (422 if form.errors else 200), None
    if request.method == "POST" and form.is_valid():
        try:
            scheduling.move(obligation, request.user, **form.cleaned_data)
        except Refused as error:
            form.show_current(shown)
            status, problem = error.status, error
        else:
            messages.success(request, "Tenggat disimpan.")
            return redirect("evidence:requirements", pk=obligation.step_id)
    context = {
        "form": form, "obligation": obligation, "plan": obligation.plan, "step": obligation.step, "problem": problem,
        "facts": presenters.due_facts(obligation, scheduling.printed_date(obligation)),
        "heading": "Ubah tenggat" if obligation.due_on else "Jadwalkan",
        "history": _history_lines(scheduling.moves(obligation)),
    }  # fmt: skip
    return render(request, "evidence/requirements/due.html", context, status=status)


def _history_lines(lines):
    return [(line, history.sentence(line)) for line in lines]


@require_http_methods(["GET", "POST"])
def assign(request, pk):
    """Assign a row to a colleague or to nobody."""
    rows = ActionStep.objects.visible_to(request.user).select_related("area__plan__satker")
    step = get_object_or_404(rows, pk=pk)
    satker = step.area.plan.satker
    if not permissions.can_assign(request.user, satker):
        raise PermissionDenied("Hanya staf dan koordinator satker ini yang menentukan petugas.")
    lines = list(scheduling.assignments(satker, step.key))
    initial = {"user": lines[0].user_id if lines else None}
    form = AssignForm(request.POST or None, initial=initial, people=scheduling.colleagues(satker))
    status = 200
    if request.method == "POST":
        status = _assigned(request, step, form, lines)
        if status == 200:
            return redirect("evidence:requirements", pk=step.pk)
    context = {"form": form, "step": step, "plan": step.area.plan, "history": lines}
    return render(request, "evidence/requirements/assign.html", context, status=status)


def _assigned(request, step, form, lines):
    def write(seen, **typed):
        scheduling.assign(step, form.cleaned_data["user"], request.user, seen=seen)

    return attempt(request, form, write, success="Petugas disimpan.", author=partial(_who, lines))


def _who(lines, name):
    """Return the newest assignment as an event."""
    return SimpleNamespace(actor=lines[0].by, at=lines[0].at) if lines else None
