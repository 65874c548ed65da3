"""Outgoing mail: the list, one message, sending again, and reading the file of one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zi_portal.lib.screens import list_screen
from zi_portal.lib.web import whole_number
from zi_portal.mail import backends
from zi_portal.operations import presenters
from zi_portal.operations.mails import MailFilter, MailTable, ask_again, mails_for, read, shares


@require_safe
def mails(request):
    """List all messages; for HTMX the numbers and rows only."""
    rows = mails_for(request.user)
    return list_screen(
        request,
        queryset=rows.order_by("-pk"),
        table=MailTable,
        filterset=MailFilter,
        template="operations/mails.html",
        context={
            "tabs": presenters.share_tabs(shares(rows), request.path, request.GET.get("state", "")),
            "rooms": presenters.rooms("mails", may_operate=True),
        },
        part="operations/mails.html#rows",
    )


@require_safe
def mail(request, pk):
    """Show one message without its text."""
    return _page(request, _mail_or_404(request, pk), letter=None)


def _page(request, mail, *, letter):
    context = {
        "mail": mail,
        "letter": letter,
        "badge": presenters.mail_badge(mail),
        "facts": presenters.mail_facts(mail),
        "posts": presenters.mail_posts(mail),
        "rooms": presenters.rooms("mails", may_operate=True),
    }
    return render(request, "operations/mail.html", context)


@require_POST
def mail_read(request, pk):
    """Show the message with its text, where mails are files; the reading is recorded."""
    mail = _mail_or_404(request, pk)
    subject, text = backends.subject_and_text(_content(request, mail, how="screen"))
    return _page(request, mail, letter={"subject": subject, "text": text})


@require_POST
def mail_file(request, pk):
    """Send the message as an .eml file with text and HTML; this is recorded too."""
    mail = _mail_or_404(request, pk)
    content = _content(request, mail, how="file")
    headers = {"Content-Disposition": f'attachment; filename="surel-{mail.pk}.eml"'}
    return HttpResponse(content, content_type="message/rfc822", headers=headers)


@require_POST
def retry(request):
    """Let the selected messages wait again and say how many did and how many were left as they are."""
    ids = [number for text in request.POST.getlist("mail") if (number := whole_number(text)) is not None]
    rows = list(mails_for(request.user).filter(pk__in=ids).order_by("pk"))
    retried = sum(ask_again(mail, actor=request.user, request_id=request.id) for mail in rows)
    if retried:
        messages.success(request, f"{retried} surel diantrekan kembali.")
    if left := len(rows) - retried:
        messages.warning(request, f"{left} surel menunggu, terkirim, atau tidak diperlukan lagi, jadi tidak diulang.")
    if not rows:
        messages.warning(request, "Tidak ada surel yang dipilih. Centang satu atau beberapa baris lebih dahulu.")
    return redirect("operations:mails")


def _mail_or_404(request, pk):
    return get_object_or_404(mails_for(request.user), pk=pk)


def _content(request, mail, *, how):
    content = read(mail, actor=request.user, request_id=request.id, how=how)
    if content is None:
        raise Http404("Isi surel ini tidak disimpan sebagai berkas.")
    return content
