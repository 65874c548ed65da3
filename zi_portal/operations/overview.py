"""What an administrator sees of jobs at a glance, and the history of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from zi_portal.audit.models import AuditEvent
from zi_portal.jobs.queue import ATTEMPTS
from zi_portal.jobs.states import JobState

DEEDS = {"job.retry": "Dijalankan lagi oleh administrator", "job.cancel": "Diminta batal oleh administrator"}


@dataclass(frozen=True, slots=True)
class Share:
    """Jobs of one state: its value, its word, how many."""

    state: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a job's history: when, what, by whom ("" for the portal itself)."""

    at: datetime
    what: str
    who: str = ""


def overview(jobs):
    """Of a queryset of jobs: shares (Share of each state), oldest (since when one waits, or None), today (done)."""
    today = Q(state=JobState.DONE, finished_at__date=timezone.localdate())
    numbers = {state: Count("pk", filter=Q(state=state)) for state in JobState.values}
    found = jobs.order_by().aggregate(
        oldest=Min("created_at", filter=Q(state=JobState.WAITING)), today=Count("pk", filter=today), **numbers
    )
    shares = [Share(state, label.capitalize(), found[state]) for state, label in JobState.choices]
    return {"shares": shares, "oldest": found["oldest"], "today": found["today"]}


def history(job):
    """[Happened] of a job, the oldest first: what its row remembers of the last run, and what administrators did."""
    lines = [Happened(job.created_at, "Diminta", str(job.owner or ""))]
    if job.started_at:
        lines.append(Happened(job.started_at, f"Percobaan ke-{job.attempts or 1} dari {ATTEMPTS} dimulai", job.holder))
    if job.due_at and not job.ended:
        lines.append(Happened(job.due_at, "Percobaan berikutnya, paling cepat"))
    if job.finished_at:
        lines.append(Happened(job.finished_at, job.get_state_display().capitalize()))
    deeds = AuditEvent.objects.filter(subject_type=job._meta.label_lower, subject_id=str(job.pk), action__in=DEEDS)
    lines += [Happened(deed.at, DEEDS[deed.action], str(deed.actor)) for deed in deeds.select_related("actor")]
    return sorted(lines, key=lambda line: line.at)
