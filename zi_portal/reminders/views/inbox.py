"""A person's inbox: the list, opening a notice at its place, marking one or all as read and back."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zi_portal.lib.screens import list_screen
from zi_portal.lib.screens.controls import PLAIN, Button
from zi_portal.lib.web import whole_number
from zi_portal.reminders.inbox import bell, presenters, reading
from zi_portal.reminders.inbox.listing import InboxFilter, InboxTable
from zi_portal.reminders.kinds import lines_of
from zi_portal.reminders.models import Notice

MARKED = "inbox_marked"
"""Key of the session: time at which all were marked as read, which undoes it."""


@require_safe
def inbox(request):
    """List the user's notices by day, the newest first."""
    rows = Notice.objects.visible_to(request.user).order_by("-told_at", "-pk")
    context = {
        "around": request.get_full_path(),
        "form_id": presenters.FORM,
        "links": presenters.preference_links(),
        "buttons": _buttons(request, rows),
    }
    return list_screen(
        request,
        queryset=rows,
        table=InboxTable,
        filterset=InboxFilter,
        template="reminders/inbox.html",
        context=context,
        part="reminders/inbox.html#rows",
    )


def _buttons(request, rows):
    """Return [Button] that mark all as read and take that back."""
    buttons = []
    form = {"form": presenters.FORM}
    if bell.of_request(request).unread:
        newest_pk = rows.order_by("-pk").values_list("pk", flat=True).first()
        extra = form | {"formaction": reverse("reminders:mark-all")}
        buttons.append(Button("Tandai semua dibaca", "check", PLAIN, sends={"sampai": newest_pk}, extra=extra))
    if MARKED in request.session:
        extra = form | {"formaction": reverse("reminders:unmark-all")}
        buttons.append(Button("Urungkan: tandai belum dibaca", "undo", PLAIN, extra=extra))
    return buttons


@require_POST
def open_notice(request, pk):
    """Mark a notice as read and go to the very place; back to the inbox when its thing is gone."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    reading.mark(notice, read=True)
    if line := lines_of([notice]).get(notice.pk):
        return HttpResponseRedirect(line.url)
    messages.info(request, presenters.GONE)
    return redirect("reminders:inbox")


@require_POST
def mark(request, pk):
    """Mark a notice as read (dibaca=1) or unread and go back to the list."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    read = request.POST.get("dibaca") == "1"
    reading.mark(notice, read=read)
    messages.success(request, "Ditandai dibaca." if read else "Ditandai belum dibaca.")
    return _redirect_back(request)


@require_POST
def mark_all(request):
    """Mark all notices that the person has seen as read; the way back stays in the session."""
    newest_pk = whole_number(request.POST.get("sampai", "")) or 0
    count, at = reading.mark_all(request.user, newest_pk=newest_pk)
    if count:
        request.session[MARKED] = at.isoformat()
        messages.success(request, f"{count} pemberitahuan ditandai dibaca.")
    else:
        messages.info(request, "Tidak ada pemberitahuan yang belum dibaca.")
    return _redirect_back(request)


@require_POST
def mark_all_unread(request):
    """Mark those as unread again that were last marked together."""
    at = parse_datetime(request.session.pop(MARKED, ""))
    count = reading.unmark_all(request.user, at) if at else 0
    messages.success(request, f"{count} pemberitahuan ditandai belum dibaca.")
    return _redirect_back(request)


def _redirect_back(request):
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return redirect("reminders:inbox")
