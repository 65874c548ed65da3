"""Outgoing mail: the list, one message, sending again, and reading what was written to a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zi_portal.lib.screens import list_screen
from zi_portal.lib.web import whole_number
from zi_portal.mail import backends
from zi_portal.operations.mails import MailFilter, MailTable, ask_again, mails_for, read, shares


@require_safe
def mails(request):
    """Every message with its state; for HTMX the numbers and rows only."""
    rows = mails_for(request.user)
    return list_screen(
        request,
        queryset=rows.order_by("-pk"),
        table=MailTable,
        filterset=MailFilter,
        template="operations/mails.html",
        context={"shares": shares(rows)},
        part="operations/mails.html#rows",
    )


@require_safe
def mail(request, pk):
    """All that is known of one message, without its text."""
    return render(request, "operations/mail.html", {"mail": _one(request, pk), "letter": None})


@require_POST
def mail_read(request, pk):
    """The message with its text, where mails are files; the reading is recorded."""
    found = _one(request, pk)
    subject, text = backends.shown(_content(request, found, how="screen"))
    return render(request, "operations/mail.html", {"mail": found, "letter": {"subject": subject, "text": text}})


@require_POST
def mail_file(request, pk):
    """The message as an .eml file with text and HTML; recorded too."""
    found = _one(request, pk)
    content = _content(request, found, how="file")
    headers = {"Content-Disposition": f'attachment; filename="surel-{found.pk}.eml"'}
    return HttpResponse(content, content_type="message/rfc822", headers=headers)


@require_POST
def retry(request):
    """Let the chosen messages wait again; says how many did and how many were left as they are."""
    wanted = [number for text in request.POST.getlist("mail") if (number := whole_number(text)) is not None]
    chosen = list(mails_for(request.user).filter(pk__in=wanted).order_by("pk"))
    done = sum(ask_again(found, actor=request.user, request_id=request.id) for found in chosen)
    if done:
        messages.success(request, f"{done} surel diantrekan kembali.")
    if left := len(chosen) - done:
        messages.warning(request, f"{left} surel menunggu, terkirim, atau tidak diperlukan lagi, jadi tidak diulang.")
    if not chosen:
        messages.warning(request, "Tidak ada surel yang dipilih. Centang satu atau beberapa baris lebih dahulu.")
    return redirect("operations:mails")


def _one(request, pk):
    return get_object_or_404(mails_for(request.user), pk=pk)


def _content(request, found, *, how):
    content = read(found, actor=request.user, request_id=request.id, how=how)
    if content is None:
        raise Http404("Isi surel ini tidak disimpan sebagai berkas.")
    return content
