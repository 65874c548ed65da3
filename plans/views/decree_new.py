"""A new decree without a plan, e.g. of a team only."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.decree import clauses
from plans.forms.decrees import NewDecreeForm


@require_http_methods(["GET", "POST"])
def new(request):
    """Create a decree from office, year and title; its body starts with the usual clauses."""
    form = NewDecreeForm(request.POST or None, user=request.user, initial={"year": timezone.localdate().year})
    if not form.fields["satker"].queryset.exists():
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if not permissions.can_create_plan(request.user, values["satker"]):
            raise PermissionDenied
        decree = clauses.new_decree(values["satker"], values["year"], request.user, values["title"])
        messages.success(request, "Keputusan dibuat. Periksa naskahnya, lalu tambahkan lampiran.")
        return redirect("decrees:detail", pk=decree.pk)
    return render(request, "decrees/new.html", {"form": form}, status=422 if form.is_bound else 200)
