"""Body of a decree: the clauses of Menimbang, Mengingat, Memperhatikan and Diktum, and the library of legal bases."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans import permissions
from plans.decree import clauses
from plans.forms.decrees import BasisForm, ClauseForm
from plans.models import Clause, Decree
from plans.presenters import body as presenter
from plans.presenters.decree import NARROW_COLUMN, printed_text
from plans.states import Section
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import whole_number

DIRECTIONS = ("up", "down", "in", "out")
GONE_WHILE_TYPING = "Butir ini sudah dihapus orang lain. Salin isian Anda bila masih diperlukan."
GONE = "Butir ini sudah dihapus orang lain. Naskah yang sekarang ditampilkan di bawah."


@require_safe
def body(request, pk):
    """Show all sections with the buttons of each clause."""
    decree = _editable(request, pk)
    return _body(request, decree)


@require_http_methods(["GET", "POST"])
def clause_add(request, pk, section):
    """Add a clause at the end of a section, or below ?after=<clause>."""
    decree = _editable(request, pk)
    if section not in Section.values:
        raise Http404
    after = _after(request, decree, section)
    form = ClauseForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _status_of(form, lambda: _add(form, decree, section, after, request.user))
        if status == 200:
            return _done(request, decree, f"bagian-{section}")
    about = presenter.clause_form(decree, Section(section), after=after, htmx=request.htmx)
    context = {"decree": decree, "form": form, "section": Section(section), "about": about}
    return render(request, _template(request, "decrees/clause.html"), context, status=status)


@require_http_methods(["GET", "POST"])
def clause_edit(request, pk):
    """Edit the text of a clause."""
    clause = _clause(request, pk)
    form = ClauseForm(request.POST or None, instance=clause)
    status = 200
    if request.method == "POST":
        status = _change(request, clause, form)
        if status == 200:
            return _done(request, clause.decree, f"butir-{clause.pk}", changed=clause.pk)
    section = Section(clause.section)
    about = presenter.clause_form(clause.decree, section, clause=clause, htmx=request.htmx)
    context = {"decree": clause.decree, "form": form, "section": section, "about": about}
    response = render(request, _template(request, "decrees/clause.html"), context, status=status)
    response["HX-Retarget"] = f"#butir-{clause.pk}"
    return response


@require_POST
def clause_move(request, pk):
    """Move a clause one step up, down, in or out."""
    clause = _clause(request, pk)
    direction = request.POST.get("direction", "")
    if direction not in DIRECTIONS:
        raise Http404
    try:
        clauses.move_clause(clause, direction, user=request.user)
    except Refused as refused:
        return _body(request, clause.decree, error=_reason(refused, GONE), status=refused.status)
    return _done(request, clause.decree, f"butir-{clause.pk}")


@require_http_methods(["GET", "POST"])
def clause_remove(request, pk):
    """Delete a clause with those below it, after a confirmation page."""
    clause = _clause(request, pk)
    if request.method == "GET":
        context = {"decree": clause.decree, "clause": clause, "below": clauses.block_size(clause) - 1}
        return render(request, "decrees/clause_remove.html", context)
    try:
        count = clauses.remove_clause(clause, user=request.user)
    except Refused as refused:
        return _body(request, clause.decree, error=_reason(refused, GONE), status=refused.status)
    messages.success(request, f"{count} butir dihapus; nomor disusun ulang.")
    return redirect(f"{reverse('decrees:body', args=[clause.decree_id])}#bagian-{clause.section}")


@require_http_methods(["GET", "POST"])
def bases(request, pk):
    """Choose from the library of legal bases; "Cari" keeps the ticks, "Tambahkan" adds them to Mengingat."""
    decree = _editable(request, pk)
    query = (request.POST if request.method == "POST" else request.GET).get("q", "")[:100]
    form = BasisForm(request.POST if "add" in request.POST else None)
    if form.is_bound and form.is_valid():
        added = clauses.pick_bases(decree, list(form.cleaned_data["basis"]), user=request.user)
        messages.success(request, f"{len(added)} dasar hukum ditambahkan pada Mengingat.")
        return redirect(f"{reverse('decrees:body', args=[decree.pk])}#bagian-{Section.RECALLING}")
    rows = clauses.library(decree, query, set(request.POST.getlist("basis")))
    context = {"decree": decree, "form": form, "rows": rows, "query": query}
    return render(request, "decrees/bases.html", context, status=422 if form.is_bound else 200)


def _editable(request, pk):
    """Return the decree; 404 when the user does not see it, 403 when the user may not edit it now."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_edit_decree(request.user, decree):
        raise PermissionDenied
    return decree


def _clause(request, pk):
    """Return the clause; 404 and 403 as in _editable."""
    rows = Clause.objects.visible_to(request.user).select_related("decree__satker")
    clause = get_object_or_404(rows, pk=pk)
    if not permissions.can_edit_decree(request.user, clause.decree):
        raise PermissionDenied
    return clause


def _after(request, decree, section):
    """Return the clause of this section named by ?after=, None when the parameter is missing."""
    name = request.GET.get("after", "")
    if not name:
        return None
    return get_object_or_404(decree.clauses.filter(section=section), pk=whole_number(name) or 0)


def _add(form, decree, section, after, user):
    if not form.is_valid():
        return 422
    clauses.add_clause(decree, section=section, text=form.cleaned_data["text"], user=user, after=after)
    return 200


def _change(request, clause, form):
    write = partial(clauses.change_clause, clause, user=request.user)
    author = partial(authors.last, clause.decree, clause=clause.pk)
    return _status_of(form, lambda: attempt(request, form, write, success="Butir disimpan.", author=author))


def _status_of(form, act):
    """Return the status of the act, 409 with a form error when the decree is frozen or the clause deleted meanwhile."""
    try:
        return act()
    except Refused as refused:
        form.add_error(None, _reason(refused, GONE_WHILE_TYPING))
        return refused.status


def _reason(refused, lost_message):
    """Return the message of a refusal, lost_message for a clause deleted meanwhile."""
    return lost_message if refused.code == clauses.LOST else refused.message


def _done(request, decree, anchor, *, changed=None):
    """Return the new body for HTMX (focus on the changed clause), else a redirect to it."""
    if request.htmx:
        return _body(request, decree, changed=changed)
    return redirect(f"{reverse('decrees:body', args=[decree.pk])}#{anchor}")


def _body(request, decree, *, changed=None, error="", status=200):
    parts = clauses.by_section(decree)
    sections = presenter.sections(decree, parts, changed)
    context = {"decree": decree, "sections": sections, "error": error, **printed_text(decree, parts, NARROW_COLUMN)}
    return render(request, _template(request, "decrees/body.html"), context, status=status)


def _template(request, name):
    return f"{name}#part" if request.htmx else name
