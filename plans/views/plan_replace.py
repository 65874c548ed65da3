"""Words replaced all through a plan: which, a preview of every change, and the undo."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from plans import permissions
from plans.decree import replacing
from plans.forms.replacing import ReplaceForm
from plans.models import Plan, Replacement
from plans.plan.strays import swaps
from plans.presenters import strays as presenter
from zi_portal.lib.web import back_to

SHOWN_LEFT = 5
"""How many places are named that an undo has left alone."""


@require_http_methods(["GET", "POST"])
@back_to("plans:replace", "pk")
def replace(request, pk):
    """Show what would be replaced, by default what was left from another year or office; POST makes what is ticked."""
    plan = _plan(request.user, pk)
    if request.method == "POST":
        return _replace(request, plan)
    stray_survey = replacing.survey_of(plan)
    form = ReplaceForm(request.GET if "pilih" in request.GET else None)
    proposed_swaps = swaps.proposed(stray_survey)
    chosen_swaps = _chosen(request, form, stray_survey) if form.is_bound else proposed_swaps
    changes = swaps.changes(stray_survey, chosen_swaps)
    context = {
        "plan": plan,
        "form": form,
        "choices": presenter.choices(proposed_swaps, chosen_swaps, stray_survey),
        "chosen": chosen_swaps,
        "changes": presenter.change_lines(changes),
        "summary": presenter.summary(changes),
    }
    return render(request, "plans/replace.html", context, status=422 if form.errors else 200)


def _chosen(request, form, stray_survey):
    """Return the Swaps that are ticked, and the one that is typed."""
    if not form.is_valid():
        return []
    chosen_swaps = [swap for swap in map(swaps.from_text, request.GET.getlist("ganti")) if swap]
    old, new = form.cleaned_data["cari"], form.cleaned_data["menjadi"]
    return [*chosen_swaps, swaps.typed(old, new, stray_survey.home)] if old.strip() else chosen_swaps


def _plan(user, pk):
    plans = Plan.objects.visible_to(user).select_related("satker", "layout", "annex__decree")
    plan = get_object_or_404(plans, pk=pk)
    if not permissions.can_edit_plan(user, plan):
        raise PermissionDenied
    return plan


def _replace(request, plan):
    sent_swaps = [swaps.from_text(text) for text in request.POST.getlist("ganti")]
    chosen_swaps = [swap for swap in sent_swaps if swap]
    replacement = replacing.replace(plan, request.user, chosen_swaps, request.POST.getlist("ubah"))
    words = f"{replacement.count} perubahan diterapkan ({replacement.words})."
    if replacement.missed:
        words += f" {replacement.missed} lainnya tidak, karena isinya diubah sementara itu."
    messages.success(request, words)
    return redirect("plans:detail", pk=plan.pk)


@require_POST
@back_to("plans:list")
def undo(request, pk):
    """Take back a replacement, except where the text was changed since."""
    replacements = Replacement.objects.visible_to(request.user)
    replacement = get_object_or_404(replacements.select_related("plan__satker", "plan__annex__decree"), pk=pk)
    if not permissions.can_edit_plan(request.user, replacement.plan):
        raise PermissionDenied
    places_left = replacing.undo(replacement, request.user)
    messages.success(request, f"Penggantian diurungkan ({replacement.words}).")
    if places_left:
        ending = f" dan {len(places_left) - SHOWN_LEFT} tempat lain" if len(places_left) > SHOWN_LEFT else ""
        places = "; ".join(places_left[:SHOWN_LEFT])
        messages.warning(request, f"Yang diubah setelah itu dibiarkan: {places}{ending}.")
    return redirect("plans:detail", pk=replacement.plan_id)
