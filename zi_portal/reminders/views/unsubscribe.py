"""Stopping the digests by mail without signing in: the page of a mail's address, and the mail programs' one click."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zi_portal.reminders import unsubscribing
from zi_portal.reminders.inbox import leaving

ONE_CLICK = "List-Unsubscribe"
"""Field of the POST that a mail program sends (RFC 8058); it follows no redirect."""


@login_not_required
@csrf_exempt  # the signed address is the proof; a mail program has neither session nor token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Show what would be switched off, switch it off or on again, and show what holds now."""
    person = unsubscribing.person_of(token)
    if person is None:
        return render(request, "reminders/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        if request.POST.get("rangkuman") == leaving.RESUME:
            unsubscribing.resume(person)
        else:
            unsubscribing.stop(person)
        if ONE_CLICK not in request.POST:
            return redirect("reminders:unsubscribe", token=token)
    page = leaving.page(person.email, stopped=unsubscribing.is_stopped(person))
    return render(request, "reminders/unsubscribe.html", {"page": page, "links": leaving.links()})
