"""The ledger of notices: who was told of what, when, and by which mail."""

from django.views.decorators.http import require_safe

from teams import permissions
from zi_portal.lib.screens import list_screen
from zi_portal.operations import presenters
from zi_portal.operations.notices import NoticeFilter, NoticeTable, notices_for


@require_safe
def notices(request):
    """List the notices about things of the offices in the user's care, the newest first."""
    return list_screen(
        request,
        queryset=notices_for(request.user).order_by("-told_at", "-pk"),
        table=NoticeTable,
        filterset=NoticeFilter,
        template="operations/notices.html",
        context={"rooms": presenters.rooms("notices", may_operate=permissions.can_operate(request.user))},
        part="operations/notices.html#rows",
    )
