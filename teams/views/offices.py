"""Offices: list, page, settings, emblem."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from teams import permissions, presenters
from teams.filters import SatkerFilter
from teams.forms.offices import SettingsForm
from teams.models import Membership, Satker
from teams.offices import saving
from teams.offices.naming import secretariat
from teams.tables import SatkerTable
from zi_portal.audit import authors
from zi_portal.lib.files import downloads
from zi_portal.lib.files.content_types import CONTENT_TYPES
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.screens import list_screen
from zi_portal.lib.seen import attempt

MAX_PEOPLE = 50
INVITE = "Undang staf, koordinator, dan pimpinannya agar mereka dapat masuk."
ASK = "Administrator satker mengundang orang-orangnya."


@require_safe
def satker_list(request):
    """List the offices that the user sees."""
    return list_screen(
        request,
        queryset=Satker.objects.visible_to(request.user).select_related("parent"),
        table=SatkerTable,
        filterset=SatkerFilter,
        template="teams/satker_list.html",
    )


@require_safe
def satker_detail(request, pk):
    """Show an office: its facts, settings, people and former parents."""
    satker = get_object_or_404(Satker.objects.visible_to(request.user).select_related("parent"), pk=pk)
    people = Membership.objects.visible_to(request.user).active().filter(satker=satker, user__is_active=True)
    people = people.select_related("user").order_by("role", "user__name", "pk")[:MAX_PEOPLE]
    may_manage = permissions.can_manage_office(request.user, satker)
    context = {
        "satker": satker,
        "facts": presenters.office_facts(satker),
        "print_facts": presenters.print_facts(satker, secretariat(satker)),
        "people": presenters.role_lines(people),
        "parentages": [presenters.parentage(row) for row in satker.parentages.select_related("parent").order_by("-pk")],
        "links": presenters.office_links(satker) if may_manage else [],
        "who_invites": INVITE if may_manage else ASK,
        "invite_links": [presenters.invite_link(satker)] if may_manage else [],
    }
    return render(request, "teams/satker_detail.html", context)


def managed(request, pk):
    """Return the office; 404 when the user does not see it, 403 when the user does not manage it."""
    satker = get_object_or_404(Satker.objects.visible_to(request.user), pk=pk)
    if not permissions.can_manage_office(request.user, satker):
        raise PermissionDenied("Hanya administrator satker yang mengelola pengaturan dan orang.")
    return satker


@require_http_methods(["GET", "POST"])
def satker_settings(request, pk):
    """Edit the settings of an office, with a preview of its certifier block."""
    satker = managed(request, pk)
    form = SettingsForm(request.POST or None, request.FILES or None, instance=satker)
    status = _saved(request, satker, form) if request.method == "POST" else 200
    if request.method == "POST" and status == 200:
        return redirect("teams:satker-detail", pk=satker.pk)
    context = {
        "satker": satker,
        "form": form,
        "secretariat": secretariat(satker),
        "title": form["certifier_title"].value(),
        "name": form["certifier_name"].value(),
    }
    return render(request, "teams/satker_settings.html", context, status=status)


def _saved(request, satker, form):
    """Return the status of the attempt, as attempt() does, or 507 when the emblem cannot be stored."""

    def write(**typed):
        emblem = {"emblem": form.cleaned_data["emblem_file"], "remove_emblem": form.cleaned_data.get("remove_emblem")}
        saving.save_settings(satker, request.user, **emblem, **typed)

    try:
        author = partial(authors.last, satker)
        return attempt(request, form, write, success="Pengaturan satker disimpan.", author=author)
    except StorageFailed as failure:
        form.add_error("emblem_file", failure.message)
        return 507


@require_safe
def certifier_preview(request, pk):
    """Show the certifier block with the form's present values; nothing is saved."""
    satker = managed(request, pk)
    context = {
        "satker": satker,
        "secretariat": secretariat(satker),
        "title": request.GET.get("certifier_title", ""),
        "name": request.GET.get("certifier_name", ""),
    }
    return render(request, "teams/satker_settings.html#block", context)


@require_safe
def satker_emblem(request, pk):
    """Send the emblem's picture."""
    satker = get_object_or_404(Satker.objects.visible_to(request.user), pk=pk)
    return downloads.stored(satker.emblem, filename="lambang.png", content_type=CONTENT_TYPES["png"])
