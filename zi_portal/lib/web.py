"""Middleware and helpers of every page: request id, headers, HTMX sign-in, navigation."""

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
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zi_portal.lib import logs
from zi_portal.lib.errors import Refused

logger = logging.getLogger(__name__)

DIGITS = 18
LONGEST_HOST, SHOWN_OF_HOST = 253 + len(":65535"), 60
"""Longest name in the DNS with a port, and how much of a foreign one the log shows, in characters."""
OTHER_HOST = "Tidak ada halaman di alamat ini. Periksa penulisan alamatnya.\n"
OTHER_HOST_HEADERS = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers of the answer to a foreign host; Django's SecurityMiddleware, which sets some, would ask for the host."""
SESSION_ENDED = "Sesi Anda berakhir, jadi yang tadi dikirim belum tersimpan. Masuk, lalu kirim sekali lagi."
POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadMiddleware:
    """Removes the body of an answer to HEAD: waitress would send it, even the 600 MB of a file."""

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
    """Gives each request an id (the proxy's if it sent a plain one), sends it back and writes the access line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        proxy_id = request.headers.get("X-Request-ID", "")
        request.id = proxy_id if proxy_id.isalnum() and len(proxy_id) <= 40 else uuid.uuid4().hex
        start = time.monotonic()
        with logs.about(request_id=request.id):
            response = self.get_response(request)
            logs.access(request, response, time.monotonic() - start)
        response["X-Request-ID"] = request.id
        return response


class HostMiddleware:
    """Answers a request for a foreign host with one sentence, before anything else looks at it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = request.META.get("HTTP_HOST", "")
        if len(host) <= LONGEST_HOST and _is_ours(request):
            return self.get_response(request)
        logger.warning("A host that is not in ALLOWED_HOSTS was asked for: %r", host[:SHOWN_OF_HOST])
        return HttpResponse(OTHER_HOST, status=400, headers=OTHER_HOST_HEADERS)


def _is_ours(request):
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


class SecurityHeadersMiddleware:
    """Sets headers that Django has no setting for, and forbids storing the pages of a signed-in person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.setdefault("Permissions-Policy", POLICY)
        if response.status_code >= 500:
            response["Cache-Control"] = "no-store"  # the user is not loaded again: the database may be away
            return response
        user = getattr(request, "user", None)  # none on static files and for a foreign host
        if user and user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class HtmxLoginMiddleware:
    """Answers a request for a fragment without a session with 401 and a redirect, never with the sign-in page."""

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
    """Django's middleware, but a form sent without a session leads back to its page after the sign-in.

    The address of the form itself accepts no GET.
    """

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        if "text/html" in request.headers.get("Accept", "") and not request.htmx:
            messages.warning(request, SESSION_ENDED)
        return redirect_to_login(page_before(request), self.get_login_url(view_func), "next")


def page_before(request):
    """Return the address of the portal's page that sent the request, the home page where it is unknown."""
    referrer = request.headers.get("Referer", "")
    if not referrer or not url_has_allowed_host_and_scheme(referrer, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(referrer)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or reverse("home")


class NotAllowedMiddleware:
    """Shows a page with a link back for a GET of an address that only accepts forms (the reload of a refused form)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_visit = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if isinstance(response, HttpResponseNotAllowed) and is_visit:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response


class RefusedMiddleware:
    """Answers a refusal that no view caught: as JSON (see in_json), else as a page with a link back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the answer to Refused and Stale, None for others; views that keep typed text catch them themselves."""
        if not isinstance(exception, Refused):
            return None
        match = request.resolver_match
        if getattr(match.func, "refuses_in_json", False):
            sentence = {"code": exception.code, "message": exception.message}
            return JsonResponse(exception.details | sentence, status=exception.status)
        name, arguments = getattr(match.func, "way_back", ("", ()))
        back = reverse(name, args=[match.kwargs[key] for key in arguments]) if name else page_before(request)
        return refusal_page(request, exception, back)


def refusal_page(request, refused, back):
    """Return the page with the reason and a link to the address `back`; for HTMX it replaces the main part."""
    response = render(request, "409.html", {"reason": refused.message, "back": back}, status=refused.status)
    if request.htmx:
        response["HX-Retarget"] = response["HX-Reselect"] = "#isi"
        response["HX-Reswap"] = "outerHTML"
    return response


def back_to(name, *arguments):
    """Mark a view whose page of a refusal links to the URL of this name, with these of the view's arguments."""

    def mark(view):
        view.way_back = name, arguments
        return view

    return mark


def in_json(view):
    """Mark a view whose refusals are JSON with code, message and details."""
    view.refuses_in_json = True
    return view


@login_not_required
def csrf_failure(request, reason=""):
    """Say that the form's session has ended and that going back keeps what was typed."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def whole_number(text):
    """Return the integer of a text of at most 18 digits 0–9 (what a database holds), else None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None
