"""The list of decrees."""

from django.views.decorators.http import require_safe

from plans.filters import DecreeFilter
from plans.models import Decree
from plans.tables import DecreeTable
from teams.offices.writing import to_write
from zi_portal.lib.screens import list_screen


@require_safe
def decrees(request):
    """List all decrees that the user sees."""
    return list_screen(
        request,
        queryset=Decree.objects.visible_to(request.user).select_related("satker"),
        table=DecreeTable,
        filterset=DecreeFilter,
        template="decrees/list.html",
        context={"can_create": to_write(request.user).exists()},
    )
