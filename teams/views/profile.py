"""The user's own profile."""

from functools import partial

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from teams import notice_presenters, presenters
from teams.forms.offices import ProfileForm
from teams.models import User
from teams.people import colleagues, memberships
from zi_portal.audit import authors
from zi_portal.entrance import sessions
from zi_portal.lib.seen import attempt


@require_http_methods(["GET", "POST"])
def profile(request):
    """Edit the user's own name and NIP; show present and past roles and the open sessions."""
    form, status = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk)), 200
    if request.method == "POST":
        write, author = partial(memberships.change_profile, request.user), partial(authors.last, request.user)
        status = attempt(request, form, write, success="Profil disimpan.", author=author)
        if status == 200:
            return redirect("teams:profile")
    roles = request.user.memberships.select_related("satker").order_by("-valid_from", "-pk")
    context = {
        "form": form,
        "roles": presenters.role_lines(roles),
        "sessions": list(sessions.living(request.user)),
        "leave": notice_presenters.leave(colleagues.preference_of(request.user)),
        "posts": notice_presenters.away_posts(),
    }
    return render(request, "teams/profile.html", context, status=status)
