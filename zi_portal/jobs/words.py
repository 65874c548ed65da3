"""Words about a job: its state, an icon, and the sentence that says what happens next."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from zi_portal.jobs.models import Job
from zi_portal.jobs.queue import ATTEMPTS
from zi_portal.jobs.registry import KINDS
from zi_portal.jobs.states import JobState

ICONS = {
    JobState.WAITING: "clock",
    JobState.RUNNING: "gear",
    JobState.DONE: "check",
    JobState.FAILED: "warning",
    JobState.DEAD: "stop",
    JobState.CANCELLED: "x",
}
REPEATED = "Pekerja sempat berhenti; pekerjaan ini diulang (percobaan ke-{n} dari {all})."
HELP = "Administrator dapat menjalankannya lagi."
SILENT = "Pekerja berhenti memberi kabar; pekerjaan ini akan diulang dengan sendirinya."
STOPPING = "Permintaan pembatalan diterima; pekerjaan berhenti pada langkah berikutnya."
STEP = 25
"""Per cent of progress between two announcements of a screen reader."""


@dataclass(frozen=True, slots=True)
class Description:
    """A job in words. state: its value; label: the state in words; sentence: "" where the label says it all.

    announcement: short form for screen readers, which changes only when there is news.
    """

    state: str
    label: str
    icon: str
    sentence: str
    announcement: str


def describe(job, *, ahead=None, to_admin=False):
    """Return the Description of a job; ahead: number of jobs before it, or None; to_admin: the reader may retry it."""
    label = job.get_state_display().capitalize()
    announcement = f"{job.title}: {label}"
    if job.state == JobState.RUNNING:
        announcement += f", lebih dari {job.progress // STEP * STEP} %"
    sentence = SENTENCES[JobState(job.state)](job, ahead)
    if job.state == JobState.DEAD and not to_admin:
        sentence = f"{sentence} {HELP}".strip()
    return Description(job.state, label, ICONS[JobState(job.state)], sentence, announcement)


def ahead(job):
    """Return the number of jobs that get their turn before this one; None for one that does not wait."""
    return Job.objects.before(job).count() if job.state == JobState.WAITING else None


def about(jobs, user):
    """Return {pk: what the job is about} as far as the user may see it; one query for each kind of work."""
    words_by_job = {}
    for kind in sorted({job.kind for job in jobs} & KINDS.keys()):
        words_by_job |= KINDS[kind].about([job for job in jobs if job.kind == kind], user)
    return words_by_job


def clock(moment):
    """Return the time as the portal writes it, with the date unless it is today: "10.31", "3 Mei 2026 10.31"."""
    moment = timezone.localtime(moment)
    return date_format(moment, "H.i" if moment.date() == timezone.localdate() else "j F Y H.i")


def _attempt(job):
    return f"Percobaan ke-{job.attempts + 1} dari {ATTEMPTS}"


def _waiting(job, ahead):
    if not job.attempts and job.due_at and job.due_at > timezone.now():
        return f"Dicoba lagi pukul {clock(job.due_at)} karena: {job.reason}"
    if job.attempts and job.due_at and job.due_at > timezone.now():
        return f"{_attempt(job)} pukul {clock(job.due_at)} karena: {job.reason}"
    queue = _queue(ahead)
    return f"{_attempt(job)} menunggu giliran. Sebelumnya gagal karena: {job.reason}" if job.attempts else queue


def _queue(ahead):
    if ahead is None:
        return ""
    return f"{ahead} pekerjaan lain dikerjakan lebih dahulu." if ahead else "Giliran berikutnya."


def _running(job, ahead):
    if job.cancel_asked:
        return STOPPING
    if job.lease_until and job.lease_until <= timezone.now():
        return SILENT
    if job.attempts < 2:
        return ""
    if job.reason:
        return f"Percobaan ke-{job.attempts} dari {ATTEMPTS}. Sebelumnya gagal karena: {job.reason}"
    return REPEATED.format(n=job.attempts, all=ATTEMPTS)


def _done(job, ahead):
    return f"Selesai pukul {clock(job.finished_at)}." if job.finished_at else ""


def _reason(job, ahead):
    return job.reason


SENTENCES = {
    JobState.WAITING: _waiting,
    JobState.RUNNING: _running,
    JobState.DONE: _done,
    JobState.FAILED: _reason,
    JobState.DEAD: _reason,
    JobState.CANCELLED: _reason,
}
