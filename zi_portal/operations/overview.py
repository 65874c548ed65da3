"""Numbers of jobs by state for administrators, and the history of one job."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from zi_portal.audit.models import AuditEvent
from zi_portal.jobs.queue import ATTEMPTS
from zi_portal.jobs.states import JobState

ACTIONS = {"job.retry": "Dijalankan lagi oleh administrator", "job.cancel": "Diminta batal oleh administrator"}


@dataclass(frozen=True, slots=True)
class Share:
    """Number of jobs of one state, with its value and its word."""

    state: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a job's history; actor: "" for the portal itself."""

    at: datetime
    text: str
    actor: str = ""


def overview(jobs):
    """Return {"shares": [Share] of each state, "oldest": time of the oldest waiting job, "today": number done}."""
    today = Q(state=JobState.DONE, finished_at__date=timezone.localdate())
    numbers = {state: Count("pk", filter=Q(state=state)) for state in JobState.values}
    figures = jobs.order_by().aggregate(
        oldest=Min("created_at", filter=Q(state=JobState.WAITING)), today=Count("pk", filter=today), **numbers
    )
    shares = [Share(state, label.capitalize(), figures[state]) for state, label in JobState.choices]
    return {"shares": shares, "oldest": figures["oldest"], "today": figures["today"]}


def history(job):
    """Return [Step] of a job, the oldest first: what its row holds of the last run, and what administrators did."""
    lines = [Step(job.created_at, "Diminta", str(job.owner or ""))]
    if job.started_at:
        lines.append(Step(job.started_at, f"Percobaan ke-{job.attempts or 1} dari {ATTEMPTS} dimulai", job.holder))
    if job.due_at and not job.ended:
        lines.append(Step(job.due_at, "Percobaan berikutnya, paling cepat"))
    if job.finished_at:
        lines.append(Step(job.finished_at, job.get_state_display().capitalize()))
    events = AuditEvent.objects.filter(subject_type=job._meta.label_lower, subject_id=str(job.pk), action__in=ACTIONS)
    lines += [Step(event.at, ACTIONS[event.action], str(event.actor)) for event in events.select_related("actor")]
    return sorted(lines, key=lambda line: line.at)
