"""All jobs in an administrator's care: the list, one job, retrying and cancelling."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from teams.permissions import can_operate
from zi_portal.jobs import pulses, words
from zi_portal.jobs.queue import ATTEMPTS
from zi_portal.lib.screens import list_screen
from zi_portal.lib.web import whole_number
from zi_portal.operations import interventions, presenters
from zi_portal.operations.filters import AllJobsFilter
from zi_portal.operations.overview import history, overview
from zi_portal.operations.scope import jobs_for
from zi_portal.operations.tables import AllJobsTable

NOT_RETRIED = "menunggu, berjalan, sudah selesai, atau berkasnya tidak disimpan lagi, jadi tidak diulang"


@require_safe
def jobs(request):
    """List the jobs in the administrator's care; for HTMX (every few seconds) the numbers and rows only."""
    rows = jobs_for(request.user)
    return list_screen(
        request,
        queryset=rows.select_related("owner").order_by("-pk"),
        table=AllJobsTable,
        filterset=AllJobsFilter,
        template="operations/jobs.html",
        context=_glance(request, rows) | {"notice": pulses.notice()},
        part="operations/jobs.html#rows",
    )


def _glance(request, rows):
    """What stands above the list: pages of the room, numbers of each state, how long one waits."""
    seen, may_operate = overview(rows), can_operate(request.user)
    shares = [(share.state, share.label, share.number) for share in seen["shares"]]
    return {
        "rooms": presenters.rooms("jobs", may_operate=may_operate),
        "where": "di seluruh portal" if may_operate else "pada satker yang Anda kelola",
        "tabs": presenters.share_tabs(shares, request.path, request.GET.get("state", ""), "status"),
        "waiting_longest": presenters.waiting_longest(seen["oldest"]),
        "today": seen["today"],
    }


@require_safe
def job(request, pk):
    """Show one job with its history."""
    job = _job_or_404(request, pk)
    context = {
        "job": job,
        "description": words.describe(job, to_admin=True),
        "facts": presenters.job_facts(job, words.about([job], request.user).get(job.pk, ""), ATTEMPTS),
        "history": history(job),
        "posts": presenters.job_posts(job, again=interventions.repeatable(job)),
        "rooms": presenters.rooms("jobs", may_operate=can_operate(request.user)),
    }
    return render(request, "operations/job.html", context)


@require_POST
def retry(request, pk):
    """Let a failed, dead or cancelled job run again."""
    job = _job_or_404(request, pk)
    if interventions.retry(job, actor=request.user, request_id=request.id):
        messages.success(request, "Pekerjaan diantrekan kembali.")
    else:
        messages.warning(request, f"Pekerjaan ini {NOT_RETRIED}.")
    return redirect("operations:job", pk=pk)


@require_POST
def retry_several(request):
    """Let the selected jobs run again and say how many did and how many were left as they are."""
    ids = [number for text in request.POST.getlist("job") if (number := whole_number(text)) is not None]
    rows = list(jobs_for(request.user).filter(pk__in=ids).order_by("pk"))
    retried = sum(interventions.retry(job, actor=request.user, request_id=request.id) for job in rows)
    if retried:
        messages.success(request, f"{retried} pekerjaan diantrekan kembali.")
    if left := len(rows) - retried:
        messages.warning(request, f"{left} pekerjaan {NOT_RETRIED}.")
    if not rows:
        messages.warning(request, "Tidak ada pekerjaan yang dipilih. Centang satu atau beberapa baris lebih dahulu.")
    return redirect("operations:jobs")


@require_POST
def cancel(request, pk):
    """Stop a waiting job, ask a running one to stop."""
    job = _job_or_404(request, pk)
    if not interventions.cancel(job, actor=request.user, request_id=request.id):
        messages.warning(request, "Pekerjaan sudah berakhir, jadi tidak dapat dibatalkan lagi.")
    elif job.ended:
        messages.success(request, "Pekerjaan dibatalkan.")
    else:
        messages.info(request, words.STOPPING)
    return redirect("operations:job", pk=pk)


def _job_or_404(request, pk):
    return get_object_or_404(jobs_for(request.user).select_related("owner"), pk=pk)
