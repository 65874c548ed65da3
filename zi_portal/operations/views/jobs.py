"""All jobs in an administrator's care: the list, one of them, letting them run again, and stopping one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zi_portal.jobs import pulses, words
from zi_portal.lib.screens import list_screen
from zi_portal.lib.web import whole_number
from zi_portal.operations import interventions
from zi_portal.operations.filters import AllJobsFilter
from zi_portal.operations.overview import history, overview
from zi_portal.operations.scope import jobs_for
from zi_portal.operations.tables import AllJobsTable

LEFT = "menunggu, berjalan, sudah selesai, atau berkasnya tidak disimpan lagi, jadi tidak diulang"


@require_safe
def jobs(request):
    """Every job in care with its state; for HTMX (each few seconds) the numbers and rows only."""
    rows = jobs_for(request.user)
    return list_screen(
        request,
        queryset=rows.select_related("owner").order_by("-pk"),
        table=AllJobsTable,
        filterset=AllJobsFilter,
        template="operations/jobs.html",
        context=overview(rows) | {"notice": pulses.notice()},
        part="operations/jobs.html#rows",
    )


@require_safe
def job(request, pk):
    """All that is known of one job."""
    found = _one(request, pk)
    context = {
        "job": found,
        "told": words.told(found, to_admin=True),
        "about": words.about([found], request.user).get(found.pk, ""),
        "history": history(found),
        "again": interventions.repeatable(found),
    }
    return render(request, "operations/job.html", context)


@require_POST
def retry(request, pk):
    """Let a failed, dead or cancelled job run again."""
    found = _one(request, pk)
    if interventions.retry(found, actor=request.user, request_id=request.id):
        messages.success(request, "Pekerjaan diantrekan kembali.")
    else:
        messages.warning(request, f"Pekerjaan ini {LEFT}.")
    return redirect("operations:job", pk=pk)


@require_POST
def retry_several(request):
    """Let the chosen jobs run again; says how many did and how many were left as they are."""
    wanted = [number for text in request.POST.getlist("job") if (number := whole_number(text)) is not None]
    chosen = list(jobs_for(request.user).filter(pk__in=wanted).order_by("pk"))
    done = sum(interventions.retry(found, actor=request.user, request_id=request.id) for found in chosen)
    if done:
        messages.success(request, f"{done} pekerjaan diantrekan kembali.")
    if left := len(chosen) - done:
        messages.warning(request, f"{left} pekerjaan {LEFT}.")
    if not chosen:
        messages.warning(request, "Tidak ada pekerjaan yang dipilih. Centang satu atau beberapa baris lebih dahulu.")
    return redirect("operations:jobs")


@require_POST
def cancel(request, pk):
    """Stop a job that waits, ask one that runs to stop."""
    found = _one(request, pk)
    if not interventions.cancel(found, actor=request.user, request_id=request.id):
        messages.warning(request, "Pekerjaan sudah berakhir, jadi tidak dapat dibatalkan lagi.")
    elif found.ended:
        messages.success(request, "Pekerjaan dibatalkan.")
    else:
        messages.info(request, words.STOPPING)
    return redirect("operations:job", pk=pk)


def _one(request, pk):
    return get_object_or_404(jobs_for(request.user).select_related("owner"), pk=pk)
