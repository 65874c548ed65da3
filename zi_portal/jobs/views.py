"""Status of one job (polls itself every second until the end) and the button that tries it again."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job


@require_safe
def status(request, pk):
    """Page of a job; for HTMX its bar only. A poll (?poll=1) that meets the end reloads the page around it."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    part = "#bar" if request.htmx else ""
    around = request.htmx.current_url_abs_path or request.get_full_path()
    response = render(request, f"jobs/status.html{part}", {"job": job, "around": around})
    if request.htmx and job.ended and "poll" in request.GET:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def retry(request, pk):
    """Let a failed job wait again and go back to the page that showed it."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    queue.retry(job)
    messages.success(request, "Pekerjaan diantrekan kembali.")
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return redirect("jobs:status", pk=job.pk)
