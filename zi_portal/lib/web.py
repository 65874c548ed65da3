"""Middleware and small helpers of every page: request id, headers, HTMX sign-in, navigation."""

import logging
import time
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zi_portal.lib import logs

logger = logging.getLogger(__name__)

DIGITS = 18
LONGEST_HOST, SHOWN_OF_HOST = 253 + len(":65535"), 60
"""Characters of a name in the DNS with a port, and how many of a foreign one the log shows."""
OTHER_HOST = "Tidak ada halaman di alamat ini. Periksa penulisan alamatnya.\n"
OF_OTHER_HOST = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Its headers, those of Django's SecurityMiddleware included: that one asks for the host itself."""
NOT_TAKEN = "Sesi Anda berakhir, jadi yang tadi dikirim belum tersimpan. Masuk, lalu kirim sekali lagi."
POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadMiddleware:
    """An answer to HEAD has all headers and no body: waitress would send it, even the 600 MB of a file."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = ()
        elif request.method == "HEAD":
            response.content = b""
        return response


class RequestIdMiddleware:
    """Give each request an id (from the proxy if it sent a plain one), send it back, and write the access line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.headers.get("X-Request-ID", "")
        request.id = sent if sent.isalnum() and len(sent) <= 40 else uuid.uuid4().hex
        begun = time.monotonic()
        with logs.about(request_id=request.id):
            response = self.get_response(request)
            logs.access(request, response, time.monotonic() - begun)
        response["X-Request-ID"] = request.id
        return response


class HostMiddleware:
    """A host that is not ours is answered in one sentence, before anything else looks at the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = request.META.get("HTTP_HOST", "")
        if len(host) <= LONGEST_HOST and _is_ours(request):
            return self.get_response(request)
        logger.warning("A host that is not in ALLOWED_HOSTS was asked for: %r", host[:SHOWN_OF_HOST])
        return HttpResponse(OTHER_HOST, status=400, headers=OF_OTHER_HOST)


def _is_ours(request):
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


class SecurityHeadersMiddleware:
    """Headers that Django has no setting for; pages of a signed-in person are never stored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.setdefault("Permissions-Policy", POLICY)
        if response.status_code >= 500:
            response["Cache-Control"] = "no-store"  # who it was is not asked again: the database may be away
            return response
        user = getattr(request, "user", None)  # none on static files and for a host that is not ours
        if user and user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class HtmxLoginMiddleware:
    """A fragment asked for without a session is answered 401 with a redirect, never with the sign-in page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        location = response.get("Location", "")
        to_login = response.status_code == 302 and location.startswith(reverse(settings.LOGIN_URL))
        if request.htmx and to_login:
            return HttpResponse(status=401, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
        return response


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Django's, but who sent something without a session is led back to the page it was sent from.

    The address it was sent to takes no visit, so that after the sign-in nothing would be there.
    """

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        if "text/html" in request.headers.get("Accept", "") and not request.htmx:
            messages.warning(request, NOT_TAKEN)
        return redirect_to_login(_page_before(request), self.get_login_url(view_func), "next")


def _page_before(request):
    """Address of the page of ours that sent this; the first page where none is told."""
    before = request.headers.get("Referer", "")
    if not before or not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(before)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or reverse("home")


class NotAllowedMiddleware:
    """A visit to an address that only takes what forms send (a reload of a refused form) is a page with a way back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        visited = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if isinstance(response, HttpResponseNotAllowed) and visited:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response


@login_not_required
def csrf_failure(request, reason=""):
    """A form whose session ended: say so, and that going back keeps what was typed."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def whole_number(text):
    """What an address names by number: 0–9 only and at most 18 of them (what a database holds), else None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def navigation(request):
    """Template context of every page: where in the portal this page stands (the URL's namespace)."""
    match = request.resolver_match
    return {"nav": (match.namespace or match.url_name) if match else ""}
