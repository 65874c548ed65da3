"""Middleware: what a person does keeps their session alive; what a page fetches by itself does not."""

from django.urls import reverse

SAFE = ("GET", "HEAD", "OPTIONS")
SCRIPTS = ("HX-Request", "X-Requested-With", "X-Requested-In-Place")
OPENED = ("", "document")
"""Sec-Fetch-Dest of a page that somebody opens; browsers before it send none."""


class ActivityMiddleware:
    """Opening a page and sending anything counts; a fragment, a poll, a picture does not.

    Who only types or reads on one page is seen by the page itself: it sends POST /akun/sesi/ (static/js/session.js).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and is_activity(request):
            request.session.touch()
        return self.get_response(request)


def is_activity(request):
    """True when a person is behind this request."""
    if request.method not in SAFE:
        return True
    if request.path == reverse("account_session"):
        return False
    by_script = any(name in request.headers for name in SCRIPTS)
    return not by_script and request.headers.get("Sec-Fetch-Dest", "") in OPENED
