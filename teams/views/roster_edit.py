"""The screen where a team is edited: the open line is a form, everything else is the table as it prints.

?buka= names the open line: t (title), u5 (group), m12 (person), au (new group), au5 (new group in 5), am5 (new person).
"""

import re
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from teams import permissions, presenters, roster
from teams.forms.roster import DUTIES, MemberForm, TitleForm, UnitForm
from teams.models import Team, TeamMember, TeamUnit
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.order import DOWN, STEPS, UP
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to

UNDO = "team_undo"
KEY = re.compile(r"(t)|(a?)([um])(\d*)")
ACTS = {UP, DOWN, "hapus"}


@dataclass(frozen=True)
class Line:
    """The open line: kind t, u or m; new or not; pk of the row (for a new one, of the group that it joins)."""

    key: str
    kind: str
    new: bool
    pk: int | None


@require_http_methods(["GET", "POST"])
def team_edit(request, pk):
    """Edit a team with at most one line open as a form; POST saves that line, a 409 keeps what was typed."""
    team = _team(request, pk)
    if request.method == "GET" and team.frozen:
        return redirect("teams:team-detail", pk=team.pk)
    line = _line(request.GET.get("buka", ""))
    form = _form(team, line, request.POST or None) if line else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            return _saved(request, team, line, form)
    return _page(request, team, line, form, status=422 if form and form.errors else 200)


@require_POST
@back_to("teams:team-detail", "pk")
def team_row(request, pk):
    """Move a line up or down, or delete it; the session keeps the deleted one for a single undo."""
    team = _team(request, pk)
    line = _line(request.POST.get("key", ""))
    act = request.POST.get("act", "")
    if line is None or line.new or line.kind == "t" or act not in ACTS:
        raise Http404
    if act == "hapus":
        request.session[UNDO] = roster.delete(team, request.user, line.kind, line.pk)
    else:
        roster.move(team, request.user, line.kind, line.pk, STEPS[act])
    return redirect("teams:team-edit", pk=team.pk)


@require_POST
@back_to("teams:team-detail", "pk")
def team_undo(request, pk):
    """Restore the line deleted last."""
    team = _team(request, pk)
    snapshot = request.session.get(UNDO)
    if not snapshot or snapshot["team"] != team.pk:
        raise Refused("nothing_deleted", "Tidak ada penghapusan yang dapat dibatalkan.", status=409)
    del request.session[UNDO]
    roster.restore(team, request.user, snapshot)
    messages.success(request, f"{snapshot['name']} dikembalikan.")
    return redirect("teams:team-edit", pk=team.pk)


def _team(request, pk):
    team = get_object_or_404(Team.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_write_team(request.user, team):
        raise PermissionDenied("Hanya staf sekretariat satker ini yang mengubah timnya.")
    return team


def _line(key):
    match = KEY.fullmatch(key[:20])
    if match is None:
        return None
    title, new, kind, pk = match.groups()
    if title:
        return Line(key, "t", False, None)
    if not pk and (not new or kind == "m"):
        return None
    return Line(key, kind, bool(new), int(pk) if pk else None)


def _form(team, line, data):
    """Return the form of the open line; 404 when its row is not in this team."""
    if line.kind == "t":
        return TitleForm(data, instance=team)
    unit = line.kind == "u" or line.new
    rows = TeamUnit.objects.filter(team=team) if unit else TeamMember.objects.filter(unit__team=team)
    row = get_object_or_404(rows, pk=line.pk) if line.pk else None
    if line.kind == "u":
        return UnitForm(data, instance=None if line.new else row)
    if line.new:
        return MemberForm(data, team=team, initial={"unit": line.pk})
    return MemberForm(data, team=team, instance=row)


def _saved(request, team, line, form):
    try:
        if line.new:
            anchor = _added(team, request.user, line, form)
            messages.success(request, "Perubahan disimpan.")
            return redirect(reverse("teams:team-edit", args=[team.pk]) + anchor)
        status = _changed(request, team, line, form)
    except Refused as refused:
        form.add_error(None, refused.message)
        status = refused.status
    if status != 200:
        return _page(request, team, line, form, status=status)
    return redirect(reverse("teams:team-edit", args=[team.pk]) + ("" if line.kind == "t" else f"#{line.key}"))


def _added(team, user, line, form):
    """Add a group or a person; return the query and anchor to redirect to."""
    if line.kind == "u":
        return f"#u{roster.add_unit(team, user, title=form.cleaned_data['title'], parent=line.pk).pk}"
    row = roster.add_member(team, user, **form.values())
    return f"?buka=am{row.unit_id}#am{row.unit_id}"


def _changed(request, team, line, form):
    """Save the open line; return the status, as attempt() does."""
    if line.kind == "t":
        write, author = partial(roster.retitle, team, request.user), partial(authors.last, team)
    elif line.kind == "u":
        write = partial(roster.change_unit, team, request.user, line.pk)
        author = partial(authors.last, team, unit=line.pk)
    else:
        write = partial(roster.change_member, team, request.user, line.pk)
        author = partial(authors.last, team, member=line.pk)
    return attempt(request, form, write, success="Perubahan disimpan.", author=author)


def _page(request, team, line, form, status):
    nodes = roster.outline(team)
    undo = request.session.get(UNDO)
    context = {
        "team": team,
        "groups": presenters.groups(nodes, line.key if line else "", roster.MAX_DEPTH),
        "counts": roster.counts(nodes),
        "open": line.key if line else "",
        "leave": "Selesai menambah" if line and line.new else "Batal",
        "form": form,
        "duties": DUTIES,
        "undo": undo if undo and undo["team"] == team.pk else None,
    }
    return render(request, "teams/team_edit.html", context, status=status)
