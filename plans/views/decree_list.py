"""The list of decrees, and that of the deleted drafts, from which they are restored."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from plans import permissions, workflow
from plans.filters import DecreeFilter, DeletedFilter
from plans.models import Decree
from plans.states import KEPT_DAYS, Action
from plans.tables import DecreeTable, DeletedTable
from teams.offices.writing import to_write
from zi_portal.lib.screens import list_screen
from zi_portal.lib.web import back_to


@require_safe
def decrees(request):
    """List all decrees that the user sees."""
    return list_screen(
        request,
        queryset=Decree.objects.visible_to(request.user).with_origin().select_related("satker", "created_by"),
        table=DecreeTable,
        filterset=DecreeFilter,
        template="decrees/list.html",
        context={"can_create": to_write(request.user).exists()},
    )


@require_safe
def deleted(request):
    """List the deleted drafts of the offices that the user sees, the one deleted last first."""
    rows = Decree.objects.visible_to(request.user, deleted=True).with_deletion().select_related("satker")
    return list_screen(
        request,
        queryset=rows,
        table=DeletedTable,
        filterset=DeletedFilter,
        template="decrees/deleted.html",
        context={"days": KEPT_DAYS},
    )


@require_POST
@back_to("decrees:deleted")
def restore(request, pk):
    """Restore a deleted draft as it was; 422 with the reason when another amendment has been begun meanwhile."""
    rows = Decree.objects.visible_to(request.user, deleted=True).select_related("satker")
    decree = get_object_or_404(rows, pk=pk)
    if not permissions.can_restore(request.user, decree):
        raise PermissionDenied
    workflow.perform(Action.RESTORE, decree=decree, actor=request.user, request_id=request.id)
    messages.success(request, "Draf dipulihkan.")
    return redirect("decrees:detail", pk=pk)
