"""What a row's run asks for: the printed text beside the list that is kept of it, refined by staff, with history."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence import permissions
from evidence.forms.requirements import RequirementForm, SplitForm
from evidence.models import EvidenceRequirement
from evidence.obligations import editing, history, scheduling, splitting
from evidence.presenters import requirements as presenters
from evidence.states import Frequency
from plans.models import ActionStep
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.order import DOWN, UP
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import whole_number

HISTORY = 30
"""Lines of history that the page shows."""


@require_safe
def listed(request, pk):
    """The list of a row's run, for whoever sees the row."""
    return _page(request, _step(request, pk))


def _step(request, pk):
    rows = ActionStep.objects.visible_to(request.user).select_related(*editing.STEP_RELATIONS)
    return get_object_or_404(rows, pk=pk)


def _writable_step(request, pk):
    return _permitted(request, _step(request, pk))


def _permitted(request, step):
    if not permissions.can_refine(request.user, step.area.plan.satker):
        raise PermissionDenied("Hanya staf sekretariat satker ini yang mengubah dokumen yang diminta.")
    return step


def _requirement(request, pk):
    """(requirement, the row that asks for it) for staff of the office."""
    found = get_object_or_404(EvidenceRequirement.objects.visible_to(request.user), pk=pk)
    step = editing.step_of(found)
    if step is None:
        raise Http404
    return found, _permitted(request, step)


def _page(request, step, *, status=200, problem=None, ticked=()):
    held = editing.listing_of(step)
    obligations, left_over = scheduling.obligations_of(held)
    assignment = scheduling.current_assignment(held.plan.satker, step.key)
    officer = str(assignment.user or "") if assignment else ""
    may_refine = permissions.can_refine(request.user, held.plan.satker) and not held.closed
    may_assign = permissions.can_assign(request.user, held.plan.satker)
    context = {
        "held": held,
        "plan": held.plan,
        "step": step,
        "proving": presenters.proving(held.group.steps),
        "rows": presenters.asked(held.present, obligations, may_refine=may_refine, ticked=ticked),
        "several": len(held.present) > 1,
        "proposed": presenters.proposed(held.proposed),
        "proposal": presenters.proposal(may_refine=may_refine),
        "accept": presenters.acceptance(step) if may_refine else [],
        "left_over": left_over,
        "removed": [(row.title, presenters.restoration(row) if may_refine else []) for row in held.removed],
        "history": [(line, history.sentence(line)) for line in editing.history_of(held)[:HISTORY]],
        "officer": officer,
        "officer_links": presenters.officer_links(officer, step) if may_assign else [],
        "may_refine": may_refine,
        "problem": problem,
    }
    return render(request, "evidence/requirements/list.html", context, status=status)


def _to_list(step):
    return redirect("evidence:requirements", pk=step.pk)


def _done(request, step, act, said, ticked=()):
    """Do it and go back to the list; what is refused is said above the list as it is now."""
    try:
        act()
    except Refused as error:
        return _page(request, step, status=error.status, problem=error, ticked=ticked)
    if said:
        messages.success(request, said)
    return _to_list(step)


@require_http_methods(["GET", "POST"])
def new(request, pk):
    """One more document at the end of the list."""
    step = _writable_step(request, pk)
    start = {"takes": ["takes_file", "takes_link"], "frequency": Frequency.EACH, "quantity": 1}
    form, held = _form(request, step, start)
    if request.method == "POST" and form.is_valid():
        try:
            editing.add(step, request.user, **editing.model_fields(form.cleaned_data))
        except Refused as error:
            return _form_page(request, step, form, held, status=error.status, problem=error)
        messages.success(request, "Dokumen ditambahkan.")
        return _to_list(step)
    return _form_page(request, step, form, held, status=422 if form.errors else 200)


def _form(request, step, initial):
    held = editing.listing_of(step)
    form = RequirementForm(
        request.POST or None, initial=initial, scheduled=editing.has_printed_dates(held), year=held.plan.year
    )
    return form, held


def _form_page(request, step, form, held, *, status=200, requirement=None, problem=None):
    context = {
        "form": form, "held": held, "plan": held.plan, "step": step, "problem": problem,
        "verb": "Ubah" if requirement else "Tambah",
    }  # fmt: skip
    return render(request, "evidence/requirements/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Change a document; what somebody else changed meanwhile is shown beside what was typed (409)."""
    found, step = _requirement(request, pk)
    form, held = _form(request, step, editing.form_values(found))
    status, problem = 200, None
    if request.method == "POST":
        try:
            status = _changed(request, found, step, form)
        except Refused as error:
            status, problem = error.status, error
        if status == 200:
            return _to_list(step)
    return _form_page(request, step, form, held, status=status, requirement=found, problem=problem)


def _changed(request, found, step, form):
    def author(name):
        names = editing.TAKES if name == "takes" else (name,)
        return next(filter(None, (authors.last(found, one) for one in names)), None)

    write = partial(editing.change, found, step, request.user)
    return attempt(request, form, write, success="Dokumen yang diminta disimpan.", author=author)


@require_http_methods(["GET", "POST"])
def split(request, pk):
    """Make several documents of one; the proposal stands in the form."""
    found, step = _requirement(request, pk)
    start, shown = {"titles": "\n".join(splitting.pieces(found.title))}, editing.requirement_digest(found)
    form = SplitForm(request.POST or None, initial=start, shown_digest=shown)
    status, problem = (422 if form.errors else 200), None
    if request.method == "POST" and form.is_valid():
        titles, seen = form.cleaned_data["titles"].splitlines(), form.cleaned_data["seen"]
        try:
            editing.split(found, step, request.user, shown_digest=seen, titles=titles)
        except Refused as error:
            form.show_current(shown)
            status, problem = error.status, error
        else:
            messages.success(request, "Dokumen dipecah.")
            return _to_list(step)
    context = {"form": form, "requirement": found, "plan": step.area.plan, "step": step, "problem": problem}
    return render(request, "evidence/requirements/split.html", context, status=status)


@require_POST
def merge(request, pk):
    """Make one document of the ticked ones."""
    step = _writable_step(request, pk)
    ticked = {whole_number(text) for text in request.POST.getlist("pilih")}
    seen = request.POST.get("seen", "")
    return _done(
        request, step, lambda: editing.merge(step, request.user, shown_digest=seen, pks=ticked),
        "Dokumen digabung. Yang tergabung dapat dikembalikan dari daftar di bawah.", ticked,
    )  # fmt: skip


@require_POST
def move(request, pk):
    """One place up or down (arah=naik, turun)."""
    found, step = _requirement(request, pk)
    way = UP if request.POST.get("arah") == UP else DOWN
    return _done(request, step, lambda: editing.move(found, step, request.user, way), "")


@require_POST
def remove(request, pk):
    """Ask for it no more; it can be put back from the list."""
    found, step = _requirement(request, pk)
    said = f"“{found}” tidak diminta lagi. Bila keliru, kembalikan dari bagian “Yang sudah dihapus”."
    return _done(request, step, lambda: editing.remove(found, step, request.user), said)


@require_POST
def restore(request, pk):
    """Ask again for what was removed."""
    found, step = _requirement(request, pk)
    return _done(request, step, lambda: editing.restore(found, step, request.user), f"“{found}” diminta lagi.")


@require_http_methods(["GET", "POST"])
def propose(request, pk):
    """Read the printed text again: what would stay, come and go; POST does it. Where no list is kept, it begins one.

    cocok: the list is right as it is, although the text was printed anew.
    """
    step = _writable_step(request, pk)
    if "cocok" in request.POST:
        return _done(request, step, lambda: editing.settle(step, request.user), "Daftar dicatat cocok.")
    if request.method == "POST" and not editing.listing_of(step).present:
        return _done(
            request, step, lambda: editing.adopt_proposals(step, request.user), "Usulan dipakai sebagai daftar."
        )
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        act = lambda: editing.propose_anew(step, request.user, shown_digest=seen)  # noqa: E731 -- what is done, for _done
        return _done(request, step, act, "Daftar disusun ulang dari teks tercetak.")
    held = editing.listing_of(step)
    renewal = editing.preview(held)
    context = {"held": held, "plan": held.plan, "step": step, "made": renewal}
    context["outcomes"] = presenters.outcomes(renewal)
    context["back"] = reverse("evidence:requirements", args=[step.pk])
    context["back_word"] = "Batal" if renewal.changes else "Kembali"
    return render(request, "evidence/requirements/propose.html", context)
