"""The state of the session, requested by scripts of every page; ending the user's other sessions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zi_portal.entrance import sessions
from zi_portal.entrance.sessions import person_mark


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request):
    """Return {"signed_in", "who": mark of the person, "ends_in": seconds, "last_in": seconds at most, "csrf"}.

    A POST means that the person is active and extends the session; a GET changes nothing.
    """
    signed_in = request.user.is_authenticated
    if signed_in and request.method == "POST":
        request.session.touch()
    return JsonResponse(
        {
            "signed_in": signed_in,
            "who": person_mark(request.user) if signed_in else "",
            "ends_in": request.session.seconds_left() if signed_in else 0,
            "last_in": request.session.seconds_at_most() if signed_in else 0,
            "csrf": get_token(request),
        }
    )


@require_POST
def end_others(request):
    """End all sessions of the user but this one."""
    count = sessions.end(request.user, keep=[request.session.session_key])
    messages.success(request, f"{count} sesi lain sudah diakhiri." if count else "Tidak ada sesi lain yang aktif.")
    return redirect("teams:profile")
