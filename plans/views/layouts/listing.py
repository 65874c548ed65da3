"""The list of layouts, their copies and their deletion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plans import permissions
from plans.forms.layouts import CopyForm, administered
from plans.layouts import editing
from plans.layouts.usage import usage_of, usages
from plans.models import Layout
from plans.presenters import layouts as presenter
from zi_portal.lib.web import back_to

ADMINS_ONLY = "Hanya administrator satker yang membuat dan mengubah tata letak."
MOST_LAYOUTS = 200
"""Layouts that the list shows: the presets, then the newest of the offices."""


@require_safe
def layouts(request):
    """List the presets and the layouts of the offices that the user sees, with the plans that use each."""
    rows = list(Layout.objects.visible_to(request.user).select_related("satker").order_by("-satker", "pk"))
    presets = [row for row in rows if row.satker_id is None]
    own_layouts = [row for row in rows if row.satker_id is not None][:MOST_LAYOUTS]
    usage = usages([*presets, *own_layouts])
    may_copy = administered(request.user).exists()

    def lines(part):
        return [
            presenter.layout_line(
                row, usage[row.pk], may_edit=permissions.can_edit_layout(request.user, row), may_copy=may_copy
            )
            for row in part
        ]

    groups = [("Tata letak satker", "satker", lines(own_layouts)), ("Tata letak bawaan", "bawaan", lines(presets))]
    return render(request, "plans/layouts.html", {"groups": groups, "may_copy": may_copy})


@require_http_methods(["GET", "POST"])
@back_to("layouts:list")
def copy(request, pk):
    """Copy a layout for an office of which the user is admin, then open the copy."""
    layout = get_object_or_404(Layout.objects.visible_to(request.user), pk=pk)
    if not administered(request.user).exists():
        raise PermissionDenied(ADMINS_ONLY)
    form = CopyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        new = editing.copy(layout, form.cleaned_data["satker"], request.user)
        messages.success(request, f"Salinan “{new.name}” dibuat. Ubah sesuai kebutuhan satker.")
        return redirect("layouts:edit", pk=new.pk)
    context = {"form": form, "layout": layout}
    return render(request, "plans/layout_copy.html", context, status=422 if form.is_bound else 200)


def own_layout(request, pk):
    """Return the layout; 404 when the user does not see it, 403 when the user may not change it."""
    layout = get_object_or_404(Layout.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_edit_layout(request.user, layout):
        raise PermissionDenied(ADMINS_ONLY)
    return layout


@require_http_methods(["GET", "POST"])
@back_to("layouts:list")
def delete(request, pk):
    """Delete a layout that no plan uses, after a page that asks."""
    layout = own_layout(request, pk)
    if request.method == "POST":
        editing.delete(layout, request.user)
        messages.success(request, f"Tata letak “{layout.name}” dihapus.")
        return redirect("layouts:list")
    usage = usage_of(layout)
    return render(request, "plans/layout_delete.html", {"layout": layout, "usage": presenter.usage_words(usage)})
