"""When an obligation is due and who sees to a row: two small forms with their history."""

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
    """Move a due date with its reason, or (kembali) give the printed one back; 409 keeps what was typed."""
    found = get_object_or_404(Obligation.objects.visible_to(request.user).select_related(*OBLIGATION), pk=pk)
    if not permissions.can_refine(request.user, found.plan.satker):
        raise PermissionDenied("Hanya staf sekretariat satker ini yang mengubah tenggat.")
    start, shown = {"day": found.due_on}, digest(found.due_on)
    form = DueForm(request.POST or None, initial=start, shown_digest=shown, back="kembali" in request.POST)
    status, problem = (422 if form.errors else 200), None
    if request.method == "POST" and form.is_valid():
        try:
            scheduling.move(found, request.user, **form.cleaned_data)
        except Refused as error:
            form.show_current(shown)
            status, problem = error.status, error
        else:
            messages.success(request, "Tenggat disimpan.")
            return redirect("evidence:requirements", pk=found.step_id)
    context = {
        "form": form, "obligation": found, "plan": found.plan, "step": found.step, "problem": problem,
        "facts": presenters.due_facts(found, scheduling.printed_date(found)),
        "heading": "Ubah tenggat" if found.due_on else "Jadwalkan",
        "history": _told(scheduling.moves(found)),
    }  # fmt: skip
    return render(request, "evidence/requirements/due.html", context, status=status)


def _told(lines):
    return [(line, history.sentence(line)) for line in lines]


@require_http_methods(["GET", "POST"])
def assign(request, pk):
    """Give a row to a colleague, or to nobody."""
    rows = ActionStep.objects.visible_to(request.user).select_related("area__plan__satker")
    step = get_object_or_404(rows, pk=pk)
    satker = step.area.plan.satker
    if not permissions.can_assign(request.user, satker):
        raise PermissionDenied("Hanya staf dan koordinator satker ini yang menentukan petugas.")
    lines = list(scheduling.assignments(satker, step.key))
    start = {"user": lines[0].user_id if lines else None}
    form = AssignForm(request.POST or None, initial=start, people=scheduling.colleagues(satker))
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
    """The newest assignment as the event that it is."""
    return SimpleNamespace(actor=lines[0].by, at=lines[0].at) if lines else None
