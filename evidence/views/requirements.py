"""Requirements of a run of rows: the printed text beside the list that staff refine, with its history."""

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
"""Number of lines of history that the page shows."""


@require_safe
def listed(request, pk):
    """Show the list of a row's run to whoever sees the row."""
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
    """Return (requirement, the row that requires it) for staff of the office."""
    requirement = get_object_or_404(EvidenceRequirement.objects.visible_to(request.user), pk=pk)
    step = editing.step_of(requirement)
    if step is None:
        raise Http404
    return requirement, _permitted(request, step)


def _page(request, step, *, status=200, problem=None, ticked=()):
    listing = editing.listing_of(step)
    obligations, left_over = scheduling.obligations_of(listing)
    assignment = scheduling.current_assignment(listing.plan.satker, step.key)
    officer = str(assignment.user or "") if assignment else ""
    may_refine = permissions.can_refine(request.user, listing.plan.satker) and not listing.closed
    may_assign = permissions.can_assign(request.user, listing.plan.satker)
    context = {
        "held": listing,
        "plan": listing.plan,
        "step": step,
        "proving": presenters.proving(listing.group.steps),
        "rows": presenters.asked(listing.present, obligations, may_refine=may_refine, ticked=ticked),
        "several": len(listing.present) > 1,
        "proposed": presenters.proposed(listing.proposed),
        "proposal": presenters.proposal(may_refine=may_refine),
        "accept": presenters.acceptance(step) if may_refine else [],
        "left_over": left_over,
        "removed": [
            (requirement.title, presenters.restoration(requirement) if may_refine else [])
            for requirement in listing.removed
        ],
        "history": [(line, history.sentence(line)) for line in editing.history_of(listing)[:HISTORY]],
        "officer": officer,
        "officer_links": presenters.officer_links(officer, step) if may_assign else [],
        "may_refine": may_refine,
        "problem": problem,
    }
    return render(request, "evidence/requirements/list.html", context, status=status)


def _to_list(step):
    return redirect("evidence:requirements", pk=step.pk)


def _perform(request, step, write, message, ticked=()):
    """Call write() and go back to the list; a refusal is shown above the list as it is now."""
    try:
        write()
    except Refused as error:
        return _page(request, step, status=error.status, problem=error, ticked=ticked)
    if message:
        messages.success(request, message)
    return _to_list(step)


@require_http_methods(["GET", "POST"])
def new(request, pk):
    """Add a document at the end of the list."""
    step = _writable_step(request, pk)
    initial = {"takes": ["takes_file", "takes_link"], "frequency": Frequency.EACH, "quantity": 1}
    form, listing = _form(request, step, initial)
    if request.method == "POST" and form.is_valid():
        try:
            editing.add(step, request.user, **editing.model_fields(form.cleaned_data))
        except Refused as error:
            return _form_page(request, step, form, listing, status=error.status, problem=error)
        messages.success(request, "Dokumen ditambahkan.")
        return _to_list(step)
    return _form_page(request, step, form, listing, status=422 if form.errors else 200)


def _form(request, step, initial):
    listing = editing.listing_of(step)
    form = RequirementForm(
        request.POST or None, initial=initial, scheduled=editing.has_printed_dates(listing), year=listing.plan.year
    )
    return form, listing


def _form_page(request, step, form, listing, *, status=200, requirement=None, problem=None):
    context = {
        "form": form, "held": listing, "plan": listing.plan, "step": step, "problem": problem,
        "verb": "Ubah" if requirement else "Tambah",
    }  # fmt: skip
    return render(request, "evidence/requirements/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Change a document; what somebody else changed meanwhile is shown beside what was typed (409)."""
    requirement, step = _requirement(request, pk)
    form, listing = _form(request, step, editing.form_values(requirement))
    status, problem = 200, None
    if request.method == "POST":
        try:
            status = _save(request, requirement, step, form)
        except Refused as error:
            status, problem = error.status, error
        if status == 200:
            return _to_list(step)
    return _form_page(request, step, form, listing, status=status, requirement=requirement, problem=problem)


def _save(request, requirement, step, form):
    def author(name):
        names = editing.TAKES if name == "takes" else (name,)
        return next(filter(None, (authors.last(requirement, field_name) for field_name in names)), None)

    write = partial(editing.change, requirement, step, request.user)
    return attempt(request, form, write, success="Dokumen yang diminta disimpan.", author=author)


@require_http_methods(["GET", "POST"])
def split(request, pk):
    """Split a document into several; the form starts with a proposal."""
    requirement, step = _requirement(request, pk)
    initial, shown = {"titles": "\n".join(splitting.pieces(requirement.title))}, editing.requirement_digest(requirement)
    form = SplitForm(request.POST or None, initial=initial, shown_digest=shown)
    status, problem = (422 if form.errors else 200), None
    if request.method == "POST" and form.is_valid():
        titles, seen_digest = form.cleaned_data["titles"].splitlines(), form.cleaned_data["seen"]
        try:
            editing.split(requirement, step, request.user, shown_digest=seen_digest, titles=titles)
        except Refused as error:
            form.show_current(shown)
            status, problem = error.status, error
        else:
            messages.success(request, "Dokumen dipecah.")
            return _to_list(step)
    context = {"form": form, "requirement": requirement, "plan": step.area.plan, "step": step, "problem": problem}
    return render(request, "evidence/requirements/split.html", context, status=status)


@require_POST
def merge(request, pk):
    """Merge the ticked documents into one."""
    step = _writable_step(request, pk)
    ticked = {whole_number(text) for text in request.POST.getlist("pilih")}
    seen_digest = request.POST.get("seen", "")
    return _perform(
        request, step, lambda: editing.merge(step, request.user, shown_digest=seen_digest, pks=ticked),
        "Dokumen digabung. Yang tergabung dapat dikembalikan dari daftar di bawah.", ticked,
    )  # fmt: skip


@require_POST
def move(request, pk):
    """Move a document one position up or down (arah=naik, turun)."""
    requirement, step = _requirement(request, pk)
    direction = UP if request.POST.get("arah") == UP else DOWN
    return _perform(request, step, lambda: editing.move(requirement, step, request.user, direction), "")


@require_POST
def remove(request, pk):
    """Remove a document from the list, where it can be restored."""
    requirement, step = _requirement(request, pk)
    message = f"“{requirement}” tidak diminta lagi. Bila keliru, kembalikan dari bagian “Yang sudah dihapus”."
    return _perform(request, step, lambda: editing.remove(requirement, step, request.user), message)


@require_POST
def restore(request, pk):
    """Restore a removed document."""
    requirement, step = _requirement(request, pk)
    return _perform(
        request, step, lambda: editing.restore(requirement, step, request.user), f"“{requirement}” diminta lagi."
    )


@require_http_methods(["GET", "POST"])
def propose(request, pk):
    """Preview what reading the printed text again would keep, add and remove; POST does it, or begins a list.

    cocok: the list is right as it is, although the printed text has changed.
    """
    step = _writable_step(request, pk)
    if "cocok" in request.POST:
        return _perform(request, step, lambda: editing.settle(step, request.user), "Daftar dicatat cocok.")
    if request.method == "POST" and not editing.listing_of(step).present:
        return _perform(
            request, step, lambda: editing.adopt_proposals(step, request.user), "Usulan dipakai sebagai daftar."
        )
    if request.method == "POST":
        seen_digest = request.POST.get("seen", "")
        write = lambda: editing.propose_anew(step, request.user, shown_digest=seen_digest)  # noqa: E731 -- the write for _perform
        return _perform(request, step, write, "Daftar disusun ulang dari teks tercetak.")
    listing = editing.listing_of(step)
    renewal = editing.preview(listing)
    context = {"held": listing, "plan": listing.plan, "step": step, "made": renewal}
    context["outcomes"] = presenters.outcomes(renewal)
    context["back"] = reverse("evidence:requirements", args=[step.pk])
    context["back_word"] = "Batal" if renewal.changes else "Kembali"
    return render(request, "evidence/requirements/propose.html", context)
