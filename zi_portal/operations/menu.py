"""What every page may ask about the administrators' room: whether its link is shown, and whether something is stuck."""

from functools import partial

from teams.permissions import can_operate
from zi_portal.operations import scope


def menu(request):
    """Template context; asked only where a template names it, so that a fragment costs no query for it."""
    user = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    return {
        "may_enter_operations": partial(scope.may_enter, user) if user else False,
        "may_operate": partial(can_operate, user) if user else False,
        "dead_jobs": partial(scope.dead_jobs, user) if user else 0,
    }
