"""A new decree without a plan, e.g. of a team only."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from plans.decree import clauses
from plans.decree.under_way import under_way
from plans.forms.decrees import NewDecreeForm
from plans.presenters.origin import under_way_lines
from teams.offices.writing import to_write
from zi_portal.lib.screens.controls import SMALL, Post


@require_http_methods(["GET", "POST"])
def new(request):
    """Create a decree from office, year and title; its body starts with the usual clauses."""
    if not to_write(request.user).exists():
        raise PermissionDenied
    form = NewDecreeForm(request.POST or None, user=request.user)
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "decrees/new.html", {"form": form, "under_way": []}, status=422 if form.is_bound else 200
        )
    values = form.cleaned_data
    others = under_way(request.user, values["satker"], values["year"])
    if others and "tetap" not in request.POST:
        lines = under_way_lines(others, what="keputusan")
        context = {"form": form, "under_way": lines, "anew": [_anew(form)]}
        return render(request, "decrees/new.html", context, status=422)
    decree = clauses.new_decree(values["satker"], values["year"], request.user, values["title"])
    messages.success(request, "Keputusan dibuat. Periksa naskahnya, lalu tambahkan lampiran.")
    return redirect("decrees:detail", pk=decree.pk)


def _anew(form):
    """Return the Post that creates the decree all the same."""
    values = {name: form.data.get(name, "") for name in ("satker", "year", "title")}
    return Post("Tetap buat keputusan baru", reverse("decrees:new"), "plus", SMALL, hidden=values | {"tetap": "1"})
