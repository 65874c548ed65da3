"""A new decree without a plan, e.g. of a team only."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plans.decree import clauses
from plans.forms.decrees import NewDecreeForm
from teams.offices.writing import to_write


@require_http_methods(["GET", "POST"])
def new(request):
    """Create a decree from office, year and title; its body starts with the usual clauses."""
    if not to_write(request.user).exists():
        raise PermissionDenied
    form = NewDecreeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        decree = clauses.new_decree(values["satker"], values["year"], request.user, values["title"])
        messages.success(request, "Keputusan dibuat. Periksa naskahnya, lalu tambahkan lampiran.")
        return redirect("decrees:detail", pk=decree.pk)
    return render(request, "decrees/new.html", {"form": form}, status=422 if form.is_bound else 200)
