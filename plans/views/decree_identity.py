"""Settings of a decree: title, issuer, place, certifier, pleno, paper."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.decree import clauses
from plans.forms.decrees import SettingsForm
from plans.models import Decree
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import attempt


@require_http_methods(["GET", "POST"])
def identity(request, pk):
    """Edit the settings around the body; 409 when somebody else changed the same field meanwhile."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_edit_decree(request.user, decree):
        raise PermissionDenied
    form, status = SettingsForm(request.POST or None, instance=decree), 200
    if request.method == "POST":
        status = _save(request, decree, form)
        if status == 200:
            return redirect("decrees:detail", pk=pk)
    return render(request, "decrees/identity.html", {"decree": decree, "form": form}, status=status)


def _save(request, decree, form):
    """Return the status of the attempt, as attempt() does, or 409 when the decree was frozen meanwhile."""
    write = partial(clauses.change_settings, decree, user=request.user)
    author = partial(authors.last, decree)
    try:
        return attempt(request, form, write, success="Pengaturan keputusan disimpan.", author=author)
    except Refused as refused:
        form.add_error(None, refused.message)
        return refused.status
