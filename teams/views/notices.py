"""A person's own choices about notices: how, when, and who stands in during a leave."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams import notice_presenters as presenters
from teams.people import colleagues
from zi_portal.audit import authors
from zi_portal.lib.seen import attempt
from zi_portal.reminders.choices import choosing
from zi_portal.reminders.choices.forms import PreferenceForm
from zi_portal.reminders.models import Preference

WELCOME = "Selamat bekerja kembali. Pengingat dikirim kepada Anda lagi mulai sekarang."
NOT_AWAY = "Cuti Anda sudah berakhir."


@require_http_methods(["GET", "POST"])
def notice_choices(request):
    """Edit the user's own choices; show what the office has set and what cannot be switched off."""
    preference = Preference.objects.filter(user=request.user).first() or Preference(user=request.user)
    form, status = _form(request, preference), 200
    if request.method == "POST":
        write = partial(choosing.change_preference, request.user)
        author = partial(authors.last, preference)
        status = attempt(request, form, write, success="Pilihan pemberitahuan disimpan.", author=author)
        if status == 200:
            return redirect("teams:notice-choices")
    context = {
        "form": form,
        "leave": presenters.leave(colleagues.preference_of(request.user)),
        "posts": presenters.away_posts(),
        "links": [presenters.holidays_link()],
        "enforced": [kind.title for kind in choosing.enforced_kinds()],
    }
    return render(request, "teams/notice_choices.html", context, status=status)


def _form(request, preference):
    return PreferenceForm(
        request.POST or None,
        instance=preference,
        colleagues=colleagues.of(request.user),
        zones=presenters.ZONES,
        **colleagues.office_defaults(request.user),
    )


@require_POST
def notice_return(request):
    """End the user's leave now."""
    if choosing.end_leave(request.user):
        messages.success(request, WELCOME)
    else:
        messages.info(request, NOT_AWAY)
    return redirect("teams:notice-choices")
