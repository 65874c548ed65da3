"""National holidays and days of collective leave: a yearly table that a national administrator edits."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from teams import notice_presenters as presenters
from teams import permissions
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import whole_number
from zi_portal.reminders.choices import choosing
from zi_portal.reminders.choices.forms import HolidayForm, HolidayLinesForm
from zi_portal.reminders.models import Holiday

FIRST_YEAR, LAST_YEAR = 2015, 2100


@require_safe
def holidays(request):
    """Show the holidays of a year; a national administrator sees the ways to change them."""
    context = _table(request) | {"form": HolidayLinesForm()}
    return render(request, "teams/holidays.html", context)


@require_http_methods(["GET", "POST"])
def holidays_add(request):
    """Add the holidays of the typed lines, all or none."""
    _require_operator(request)
    form, status = HolidayLinesForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid() and (status := _added(request, form)) == 200:
            year = form.cleaned_data["lines"][0].day.year
            return redirect(f"{reverse('teams:holidays')}?tahun={year}")
        status = 422 if status == 200 else status
    return render(request, "teams/holidays_add.html", {"form": form}, status=status)


def _added(request, form):
    """Return the status of the attempt: 200, or that of a refusal, which stands in the form."""
    try:
        choosing.add_holidays(form.cleaned_data["lines"], request.user)
    except Refused as refused:
        form.add_error("lines", refused.message)
        return refused.status
    messages.success(request, f"{len(form.cleaned_data['lines'])} hari libur ditambahkan.")
    return 200


@require_http_methods(["GET", "POST"])
def holiday(request, pk):
    """Edit one holiday."""
    _require_operator(request)
    row = get_object_or_404(Holiday, pk=pk)
    form, status = HolidayForm(request.POST or None, instance=Holiday.objects.get(pk=row.pk)), 200
    if request.method == "POST":
        write = partial(choosing.change_holiday, row, request.user)
        author = partial(authors.last, row)
        status = attempt(request, form, write, success="Hari libur disimpan.", author=author)
        if status == 200:
            return redirect("teams:holidays")
    return render(request, "teams/holiday.html", {"holiday": row, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def holiday_delete(request, pk):
    """Ask whether a holiday is to be deleted, and delete it."""
    _require_operator(request)
    row = get_object_or_404(Holiday, pk=pk)
    if request.method == "POST":
        choosing.delete_holiday(row, request.user)
        messages.success(request, f"Hari libur “{row.name}” dihapus.")
        return redirect(f"{reverse('teams:holidays')}?tahun={row.day.year}")
    return render(request, "teams/holiday_delete.html", {"holiday": row})


def _table(request):
    year = whole_number(request.GET.get("tahun", "")) or timezone.localdate().year
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    may_edit = permissions.can_operate(request.user)
    rows = Holiday.objects.filter(day__year=year).order_by("day")
    return {
        "year": year,
        "years": presenters.holiday_years(year),
        "rows": [(row, presenters.holiday_links(row) if may_edit else []) for row in rows],
        "may_edit": may_edit,
    }


def _require_operator(request):
    if not permissions.can_operate(request.user):
        raise PermissionDenied("Hari libur diubah oleh administrator nasional.")
