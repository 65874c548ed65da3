"""One's own profile."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from teams import people
from teams.forms import ProfileForm
from teams.models import User


@require_http_methods(["GET", "POST"])
def profile(request):
    """Name, NIP and e-mail, and one's roles, past ones too."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        people.change_profile(request.user, **form.cleaned_data)
        messages.success(request, "Profil disimpan.")
        return redirect("teams:profile")
    roles = request.user.memberships.select_related("satker").order_by("-valid_from", "-pk")
    return render(request, "teams/profile.html", {"form": form, "roles": roles}, status=422 if form.errors else 200)
