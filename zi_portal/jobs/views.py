"""A person's own jobs: the list, the status of one (polls until the end), retrying and cancelling."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zi_portal.jobs import deeds, pulses, queue, words
from zi_portal.jobs.filters import JobFilter
from zi_portal.jobs.models import Job
from zi_portal.jobs.tables import JobTable
from zi_portal.lib.screens import list_screen

RECENT = timedelta(days=7)


@require_safe
def mine(request):
    """List the user's jobs of the last days, the newest first, with links to their results."""
    rows = Job.objects.visible_to(request.user).filter(created_at__gte=timezone.now() - RECENT).order_by("-pk")
    context = {"around": request.get_full_path(), "notice": pulses.notice()}
    return list_screen(
        request, queryset=rows, table=JobTable, filterset=JobFilter, template="jobs/mine.html", context=context
    )


@require_safe
def status(request, pk):
    """Show a job; for HTMX its bar only. A page around it asks first with ?poll=0; each poll (?poll=1) gets the
    moving part. Both reload the page around once the job has ended."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    bar = "#bar" if request.htmx else ""
    part = "#moving" if request.htmx and request.GET.get("poll") == "1" else bar
    around = _page_address(request)
    about = "" if request.htmx else words.about([job], request.user).get(job.pk, "")
    links, posts = deeds.of_page(job, around)
    context = _status_context(job) | {"around": around, "about": about, "links": links, "posts": posts}
    response = render(request, f"jobs/status.html{part}", context)
    if request.htmx and job.ended and "poll" in request.GET:
        response["HX-Refresh"] = "true"
    return response


def _page_address(request):
    """Return the address of the page that the reader sees, the one around the fragment."""
    try:
        return request.htmx.current_url_abs_path or request.get_full_path()
    except ValueError:  # the header holds no address
        return request.get_full_path()


def _status_context(job):
    """Return the job, its description with its place in the queue, and the notice about workers until it has ended."""
    notice = "" if job.ended else pulses.notice()
    description = words.describe(job, ahead=words.ahead(job))
    return {"job": job, "description": description, "notice": notice, "polling": "" if job.ended else _polling(job)}


def _polling(job):
    """Return the attributes of a bar that asks again each second."""
    url = f"{reverse('jobs:status', args=[job.pk])}?poll=1"
    return format_html(' hx-get="{}" hx-trigger="every 1s" hx-swap="outerHTML"', url)


@require_safe
def result(request, pk):
    """Redirect to the page that shows the result; to the job's own page where there is none."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if link := job.link:
        return HttpResponseRedirect(link)
    messages.info(request, "Hasil pekerjaan ini tidak memiliki halaman, atau sudah tidak ada.")
    return redirect("jobs:status", pk=job.pk)


@require_POST
def retry(request, pk):
    """Let a failed or cancelled job wait again and go back to the page that showed it."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if queue.retry(job):
        messages.success(request, "Pekerjaan diantrekan kembali.")
    else:
        messages.warning(request, "Pekerjaan ini berjalan, sudah selesai, atau tidak dapat Anda ulangi.")
    return _redirect_back(request, job)


@require_POST
def cancel(request, pk):
    """Stop a job that waits, ask one that runs to stop, and go back to the page that showed it."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    stopped = queue.cancel(job)
    job.refresh_from_db()
    if not stopped:
        messages.warning(request, "Pekerjaan sudah berakhir, jadi tidak dapat dibatalkan lagi.")
    elif job.ended:
        messages.success(request, "Pekerjaan dibatalkan.")
    else:
        messages.info(request, words.STOPPING)
    return _redirect_back(request, job)


def _redirect_back(request, job):
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return redirect("jobs:status", pk=job.pk)
