"""The calendar on phones: the page that makes its secret address, and the file that is read under it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_POST, require_safe

from evidence.overview import feeds, ics
from teams.models import Satker
from teams.permissions import has_role
from teams.states import Role
from zi_portal.entrance import attempts
from zi_portal.lib.web import whole_number

GONE = "Kalender ini tidak ada atau alamatnya sudah dicabut.\n"
TOO_OFTEN = "Kalender ini terlalu sering diminta. Coba lagi {}.\n"


@login_not_required
@require_safe
def calendar_file(request, token):
    """Answer with the calendar of a token: 404 where it opens none, 304 where nothing has changed."""
    guesses = attempts.at_calendar_guess(request)
    try:
        attempts.take(guesses)
        feed = feeds.find(token)
        if feed is None:
            return _plain(HttpResponseNotFound(GONE, content_type="text/plain; charset=utf-8"))
        attempts.give_back(guesses)
        attempts.take(attempts.at_calendar(feed.pk))
    except attempts.TooMany as error:
        words = TOO_OFTEN.format(f"{attempts.waiting_words(error.seconds)} lagi")
        headers = {"Retry-After": str(max(1, round(error.seconds)))}
        return _plain(HttpResponse(words, status=429, content_type="text/plain; charset=utf-8", headers=headers))
    return _conditional(request, feed)


def _conditional(request, feed):
    content = ics.content_of(feed)
    etag, changed_at = feeds.note_content(feed, content)
    etag, modified = quote_etag(etag), int(changed_at.timestamp())
    response = HttpResponse(content, content_type=ics.TYPE)
    response["Content-Disposition"] = 'inline; filename="kalender-bukti.ics"'
    return _plain(get_conditional_response(request, etag, modified, response), etag, changed_at)


def _plain(response, etag="", changed_at=None):
    """Return the response with the headers of a secret address, and with those of its version."""
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    if etag:
        response["ETag"] = etag
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


@require_safe
def phone(request):
    """Show how the calendars of the user and of the office that they manage are put on a phone."""
    return _page(request)


@require_POST
def phone_make(request):
    """Make a new address and show it, this once; the one before it ends."""
    satker = _office(request)
    token = feeds.make(request.user, satker=satker)
    return _page(request, token, satker)


@require_POST
def phone_revoke(request):
    """End an address: whoever has it sees nothing any more."""
    if feeds.revoke(request.user, satker=_office(request)):
        messages.success(request, "Alamat kalender dicabut.")
    return redirect("evidence:phone")


def _office(request):
    """Return the office whose calendar is meant, None for the user's own."""
    text = request.POST.get("satker", "")
    if not text:
        return None
    satker = get_object_or_404(Satker.objects.visible_to(request.user), pk=whole_number(text))
    if not has_role(request.user, satker, Role.ADMIN):
        raise PermissionDenied("Hanya admin satker ini yang membuat dan mencabut alamat kalendernya.")
    return satker


def _page(request, token="", satker=None):
    address = feeds.address(reverse("calendar-file", args=[token])) if token else ""
    managed_ids = {grant.satker_id for grant in request.user.grants if grant.role == Role.ADMIN}
    offices = Satker.objects.visible_to(request.user).filter(pk__in=managed_ids).order_by("code")
    context = {
        "own": feeds.present(user=request.user),
        "offices": [(office, feeds.present(satker=office)) for office in offices],
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}" if address else "",
        "owner": satker.short_name if satker else "Anda",
    }
    return render(request, "evidence/phone.html", context)
