"""What its owner may do with a job, as links and buttons of a list and of the job's own page."""

from django.urls import reverse

from zi_portal.jobs.states import JobState
from zi_portal.lib.screens.controls import SMALL, SMALL_OUTLINED, SMALL_PRIMARY, Button, Link, Post

RETRY = {JobState.CANCELLED: "Jalankan lagi"}


def in_list(job):
    """Return (links, buttons) of a row; the buttons send the form "lakukan" of the page."""
    if job.state == JobState.DONE:
        return [_listed_link(job, "Lihat hasil", SMALL_OUTLINED)], []
    if job.retryable:
        return [], [_listed_button(job, _again(job), "undo", "retry", "ulangi")]
    if job.state == JobState.FAILED:
        return [_listed_link(job, "Buka halamannya", SMALL)], []
    return [], [_listed_button(job, "Batalkan", "x", "cancel", "batal")] if job.cancellable else []


def _again(job):
    return RETRY.get(job.state, "Coba lagi")


def _listed_link(job, word, look):
    url, extra = reverse("jobs:result", args=[job.pk]), {"id": f"hasil-{job.pk}"}
    return Link(word, url, "arrow", f"{look} text-nowrap", about=job.title, extra=extra)


def _listed_button(job, word, drawing, view, key):
    extra = {"id": f"{key}-{job.pk}", "form": "lakukan", "formaction": reverse(f"jobs:{view}", args=[job.pk])}
    return Button(word, drawing, f"{SMALL} text-nowrap", about=job.title, extra=extra)


def of_page(job, around):
    """Return (links, posts) of the job's own page or bar; around: address of the page that shows it."""
    if job.state == JobState.DONE and job.link:
        return [Link("Lihat hasil", job.link, "arrow", SMALL_PRIMARY)], []
    if job.state == JobState.FAILED and not job.retryable and job.link:
        return [Link("Buka halamannya", job.link, "arrow", SMALL_OUTLINED)], []
    back = {"next": around}
    if job.cancellable:
        return [], [Post("Batalkan", reverse("jobs:cancel", args=[job.pk]), "x", SMALL, hidden=back)]
    if job.retryable:
        retry = reverse("jobs:retry", args=[job.pk])
        return [], [Post(_again(job), retry, "undo", SMALL_OUTLINED, hidden=back)]
    return [], []
