"""Settings of a decree: title, issuer, place, certifier, pleno, paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from plans import clauses, permissions
from plans.decree_forms import SETTINGS, SettingsForm
from plans.freezing import Frozen
from plans.models import Decree


@require_http_methods(["GET", "POST"])
def identity(request, pk):
    """What stands around the body; refused with 409 when somebody else changed it in the meantime."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_edit_decree(request.user, decree):
        raise PermissionDenied
    form = SettingsForm(request.POST or None, instance=decree)
    status = 200
    if request.method == "POST":
        status = _save(request, decree, form)
        if status == 200:
            messages.success(request, "Pengaturan keputusan disimpan.")
            return redirect("decrees:detail", pk=pk)
    return render(request, "decrees/identity.html", {"decree": decree, "form": form}, status=status)


def _save(request, decree, form):
    """Status of the attempt: 200 saved, 422 bad input, 409 changed by somebody else (said in the form)."""
    if not form.is_valid():
        return 422
    values = {name: form.cleaned_data[name] for name in SETTINGS}
    try:
        clauses.change_settings(decree, values=values, user=request.user, seen=form.cleaned_data["seen"])
    except clauses.Changed as changed:
        form.now_stored(changed.current)
        return 409
    except Frozen as frozen:
        form.add_error(None, frozen.message)
        return 409
    return 200
