"""ZI teams: the list, a new one, one as it prints."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from teams import permissions, roster
from teams.filters import TeamFilter
from teams.forms.roster import NewTeamForm
from teams.models import Team
from teams.offices.writing import to_write
from teams.tables import TeamTable
from zi_portal.lib.screens import list_screen

FRAME = "Mulai dari kerangka baku: Pengarah, Tim Kerja, dan enam tim menurut area. Tahun berikutnya cukup disalin."
STAFF_MAKES = "Staf sekretariat membuat tim dan mengisi anggotanya."


@require_safe
def team_list(request):
    """List the teams of the offices that the user sees."""
    may_create = to_write(request.user).exists()
    return list_screen(
        request,
        queryset=Team.objects.visible_to(request.user).with_counts().select_related("satker"),
        table=TeamTable,
        filterset=TeamFilter,
        template="teams/team_list.html",
        context={"may_create": may_create, "how": FRAME if may_create else STAFF_MAKES},
    )


@require_http_methods(["GET", "POST"])
def team_new(request):
    """Create a team from the template or as a copy."""
    if not to_write(request.user).exists():
        raise PermissionDenied("Hanya staf sekretariat yang dapat membuat tim.")
    form = NewTeamForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        team = roster.create(data["satker"], data["year"], request.user, data["source"])
        messages.success(request, "Tim dibuat. Lengkapi kelompok dan anggotanya.")
        return redirect("teams:team-edit", pk=team.pk)
    return render(request, "teams/team_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def team_detail(request, pk):
    """Show the team as the annex prints it."""
    team = get_object_or_404(Team.objects.visible_to(request.user).select_related("satker"), pk=pk)
    nodes = roster.outline(team)
    context = {
        "team": team,
        "nodes": nodes,
        "counts": roster.counts(nodes),
        "may_edit": permissions.can_write_team(request.user, team) and not team.frozen,
    }
    return render(request, "teams/team_detail.html", context)
