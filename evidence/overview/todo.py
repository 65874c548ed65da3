"""A user's chores about evidence: overdue, due this month, to review, to repair, uploaded but not placed yet."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from evidence.models import EvidenceRevision, Obligation
from evidence.obligations.status import with_standing
from evidence.proofs import reviewing
from evidence.states import EvidenceState, Scan, Standing
from evidence.uploads import table

SETTLED = (Standing.FULFILLED, Standing.WAITING, Standing.EXCUSED, Standing.FREE)
"""Standings in which the office has nothing to send now."""


@dataclass(frozen=True, slots=True)
class Chore:
    """A line of the list of chores: a number of what (words), whose or why (about), where (url)."""

    number: int
    words: str
    about: str
    url: str
    icon: str
    urgent: bool = False

    @property
    def look(self):
        """CSS class of its line."""
        return "urgent" if self.urgent else ""


def chores(user, today=None):
    """Return [Chore] of a user, the most urgent first, without empty ones; at most 6 queries."""
    today = today or timezone.localdate()
    all_chores = _due_chores(user, today) + _repair_chores(user) + _review_chores(user) + _placing_chores(user)
    return sorted((chore for chore in all_chores if chore.number), key=lambda chore: not chore.urgent)


def coming(user, today=None):
    """Return the obligations of the user's offices that wait for evidence and are due from today on, nearest first."""
    today = today or timezone.localdate()
    offices = {grant.satker_id for grant in user.grants}
    ahead = Obligation.objects.visible_to(user).filter(active=True, plan__satker__in=offices, due_on__gte=today)
    waiting = with_standing(ahead, today).exclude(standing__in=SETTLED)
    return waiting.select_related("requirement", "step").order_by("due_on", "pk")


def _due_chores(user, today):
    """Return what is overdue and due this month, for each plan of the offices where the user may upload."""
    offices = {grant.satker_id for grant in user.grants if grant.role in reviewing.REPAIRERS}
    if not offices:
        return []
    next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    obligations = with_standing(Obligation.objects.filter(active=True, plan__satker__in=offices), today).order_by()
    is_soon = Case(When(due_on__lt=next_month, then=True), default=False)
    counts = obligations.values("standing", *PLAN_FIELDS, soon=is_soon).annotate(number=Count("pk"))
    by_plan = groupby(counts.order_by("-plan__year", "plan"), key=itemgetter(*PLAN_FIELDS))
    return [chore for plan, rows in by_plan for chore in _plan_chores(plan, list(rows), today)]


PLAN_FIELDS = ("plan", "plan__year", "plan__satker", "plan__satker__short_name")


def _plan_chores(plan, rows, today):
    """Return the chores of a plan (its PLAN_FIELDS); rows: numbers of obligations by standing, soon or later."""
    pk, year, satker, name = plan
    numbers = Counter({(row["standing"], row["soon"]): row["number"] for row in rows})
    late, undated = numbers[Standing.LATE, True], numbers[Standing.UNSCHEDULED, False]
    due = numbers[Standing.TODAY, True] + numbers[Standing.UPCOMING, True]
    plan_url, about = reverse("evidence:plan", args=[pk]), f"{name} · {year}"
    month = f"{reverse('evidence:month')}?satker={satker}"
    return [
        Chore(late, "bukti terlambat", about, f"{plan_url}?keadaan={Standing.LATE}", "warning", urgent=True),
        Chore(due, f"bukti jatuh tempo {date_format(today, 'F')}", about, month, "calendar"),
        Chore(undated, "bukti perlu dijadwalkan", about, f"{plan_url}?keadaan={Standing.UNSCHEDULED}", "clock"),
    ]


def _repair_chores(user):
    """Return what was returned or questioned, and how much of it because a scanner found the file bad."""
    if not reviewing.may_repair(user):
        return []
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    repairs = reviewing.repairs_for(user).order_by().annotate(scan=Subquery(newest.values("file__scan")[:1]))
    is_bad = Q(scan__in=[Scan.INFECTED, Scan.UNSCANNABLE])
    counts = repairs.aggregate(all=Count("pk"), bad=Count("pk", filter=is_bad))
    hint = f"{counts['bad']} di antaranya karena berkasnya terinfeksi" if counts["bad"] else ""
    return [
        Chore(
            counts["all"],
            "bukti perlu diperbaiki",
            hint or "dikembalikan atau dipertanyakan",
            reverse("evidence:repair"),
            "undo",
            urgent=True,
        )
    ]


def _review_chores(user):
    counts = reviewing.waiting_for(user).order_by().aggregate(
        first=Count("pk", filter=Q(state=EvidenceState.UPLOADED)),
        second=Count("pk", filter=Q(state=EvidenceState.ACCEPTED)),
    )  # fmt: skip
    queue_url = reverse("evidence:queue")
    return [
        Chore(counts["first"], "bukti menunggu diperiksa", "diunggah staf satker Anda", queue_url, "eye"),
        Chore(counts["second"], "bukti menunggu dikukuhkan", "diterima oleh satker di bawah", queue_url, "stamp"),
    ]


def _placing_chores(user):
    batches = list(table.waiting(user)[:20])
    ready, unsent = ([batch for batch in batches if getattr(batch, name)] for name in ("ready", "unsent"))
    return [
        Chore(
            sum(batch.ready for batch in ready),
            "berkas belum ditempatkan",
            "sudah diunggah, belum menjadi bukti",
            _uploads(ready),
            "upload",
        ),
        Chore(
            sum(batch.unsent for batch in unsent),
            "berkas belum terkirim",
            "unggahannya terputus: lanjutkan atau batalkan",
            _uploads(unsent),
            "stop",
        ),
    ]


def _uploads(batches):
    """Return the address of the only upload, or of the list of several."""
    if len(batches) == 1:
        return reverse("evidence:batch", args=[batches[0].pk])
    return f"{reverse('evidence:home')}#unggahan"
