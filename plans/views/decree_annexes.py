"""Annexes of a decree: teams, texts and the plan, in printed order."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans import permissions
from plans.decree import clauses
from plans.forms.decrees import AnnexPlaceForm, AnnexTeamForm, AnnexTextForm
from plans.models import Annex, Decree
from plans.presenters import decree as presenter
from plans.states import AnnexKind
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import attempt

GONE = "Lampiran ini sudah dilepas orang lain. Susunan yang sekarang ditampilkan di bawah."


@require_safe
def annexes(request, pk):
    """Show the annexes with their printed labels, and what can be added."""
    return _page(request, _editable(request, pk))


@require_POST
def team_add(request, pk):
    """Add a team of the office that is not yet an annex of any decree."""
    decree = _editable(request, pk)
    form = AnnexTeamForm(request.POST, teams=clauses.free_teams(decree, request.user))
    if not form.is_valid():
        return _page(request, decree, team_form=form, status=422)
    try:
        clauses.add_team(decree, form.cleaned_data["team"], user=request.user)
    except Refused as refused:
        return _page(request, decree, error=refused.message, status=refused.status)
    messages.success(request, "Tim ditambahkan sebagai lampiran.")
    return redirect("decrees:annexes", pk=pk)


@require_http_methods(["GET", "POST"])
def text_add(request, pk):
    """Add a text annex."""
    decree = _editable(request, pk)
    form = AnnexTextForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _status_of(form, lambda: _add_text(form, decree, request.user))
        if status == 200:
            messages.success(request, "Lampiran ditambahkan.")
            return redirect("decrees:annexes", pk=pk)
    return _form_page(request, decree, None, form, status)


@require_http_methods(["GET", "POST"])
def annex_edit(request, pk):
    """Edit an annex: whether it shows place and date; for a text annex also title and text."""
    annex = _annex(request, pk)
    form_class = AnnexTextForm if annex.kind == AnnexKind.TEXT else AnnexPlaceForm
    form = form_class(request.POST or None, instance=annex)
    status = 200
    if request.method == "POST":
        status = _change(request, annex, form)
        if status == 200:
            return redirect("decrees:annexes", pk=annex.decree_id)
    return _form_page(request, annex.decree, annex, form, status)


def _form_page(request, decree, annex, form, status):
    heading, lead = presenter.annex_about(annex)
    title, crumb = ("Ubah lampiran", "Ubah") if annex else ("Lampiran teks", "Teks")
    context = {"decree": decree, "form": form, "heading": heading, "lead": lead, "title": title, "here": crumb}
    return render(request, "decrees/annex.html", context, status=status)


@require_POST
def annex_move(request, pk):
    """Move an annex one place up or down."""
    annex = _annex(request, pk)
    direction = request.POST.get("direction", "")
    if direction not in ("up", "down"):
        raise Http404
    try:
        clauses.move_annex(annex, direction, user=request.user)
    except Refused as refused:
        return _page(request, annex.decree, error=_reason(refused, GONE), status=refused.status)
    return redirect("decrees:annexes", pk=annex.decree_id)


@require_http_methods(["GET", "POST"])
def annex_remove(request, pk):
    """Remove an annex after a confirmation page; a plan cannot be removed from its decree."""
    annex = _annex(request, pk)
    if not clauses.may_be_removed(annex):
        raise PermissionDenied
    if request.method == "GET":
        name, loss = presenter.annex_loss(annex)
        return render(request, "decrees/annex_remove.html", {"decree": annex.decree, "name": name, "loss": loss})
    try:
        clauses.remove_annex(annex, user=request.user)
    except Refused as refused:
        return _page(request, annex.decree, error=_reason(refused, GONE), status=refused.status)
    messages.success(request, "Lampiran dilepas dari keputusan.")
    return redirect("decrees:annexes", pk=annex.decree_id)


def _editable(request, pk):
    """Return the decree; 404 when the user does not see it, 403 when the user may not edit it now."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker").with_body(), pk=pk)
    if not permissions.can_edit_decree(request.user, decree):
        raise PermissionDenied
    return decree


def _annex(request, pk):
    """Return the annex; 404 and 403 as in _editable."""
    rows = Annex.objects.visible_to(request.user).select_related("decree__satker", "plan", "team")
    annex = get_object_or_404(rows, pk=pk)
    if not permissions.can_edit_decree(request.user, annex.decree):
        raise PermissionDenied
    return annex


def _add_text(form, decree, user):
    if not form.is_valid():
        return 422
    clauses.add_text_annex(decree, user=user, **form.cleaned_data)
    return 200


def _change(request, annex, form):
    write = partial(clauses.change_annex, annex, user=request.user)
    author = partial(authors.last, annex.decree, annex=annex.pk)
    return _status_of(form, lambda: attempt(request, form, write, success="Lampiran disimpan.", author=author))


def _status_of(form, act):
    """Return the status of the act, 409 with a form error when the decree is frozen or the annex removed meanwhile."""
    try:
        return act()
    except Refused as refused:
        form.add_error(None, _reason(refused, "Lampiran ini sudah dilepas orang lain."))
        return refused.status


def _reason(refused, lost_message):
    """Return the message of a refusal, lost_message for an annex removed meanwhile."""
    return lost_message if refused.code == clauses.LOST else refused.message


def _page(request, decree, *, team_form=None, error="", status=200):
    teams = clauses.free_teams(decree, request.user)
    context = {
        "decree": decree,
        "annexes": presenter.annex_lines(clauses.labelled_annexes(decree)),
        "team_form": team_form or AnnexTeamForm(teams=teams),
        "has_teams": teams.exists(),
        "error": error,
    }
    return render(request, "decrees/annexes.html", context, status=status)
