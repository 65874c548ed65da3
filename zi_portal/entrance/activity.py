"""Middleware: a person's requests keep their session alive; what a page fetches by itself does not."""

from django.urls import reverse

SAFE = ("GET", "HEAD", "OPTIONS")
SCRIPTS = ("HX-Request", "X-Requested-With", "X-Requested-In-Place")
PAGE_DESTINATIONS = ("", "document")
"""Sec-Fetch-Dest of a page that somebody opens; older browsers send none."""


class ActivityMiddleware:
    """Opening a page or sending a form counts as activity; a fragment, a poll or a picture does not.

    While somebody only types or reads, the page itself sends POST /akun/sesi/ (static/js/session.js).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and is_activity(request):
            request.session.touch()
        return self.get_response(request)


def is_activity(request):
    """Return True when a person is behind this request."""
    if request.method not in SAFE:
        return True
    if request.path == reverse("account_session"):
        return False
    by_script = any(name in request.headers for name in SCRIPTS)
    return not by_script and request.headers.get("Sec-Fetch-Dest", "") in PAGE_DESTINATIONS
