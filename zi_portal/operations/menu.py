"""Context of every page about the administrators' screens: whether their link is shown, and the number of dead jobs."""

from functools import partial

from teams.permissions import can_operate
from zi_portal.operations import scope


def menu(request):
    """Return the context as callables, so that a template that does not use them costs no query."""
    user = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    return {
        "may_enter_operations": partial(scope.may_enter, user) if user else False,
        "may_operate": partial(can_operate, user) if user else False,
        "dead_jobs": partial(scope.dead_jobs, user) if user else 0,
    }
