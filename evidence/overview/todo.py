"""What somebody must do now about evidence: overdue, due this month, to look at, to repair, not yet put to a place."""

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
    """One line of what is to be done: how many, what, where; urgent ones stand out."""

    number: int
    words: str
    about: str
    url: str
    icon: str
    urgent: bool = False


def chores(user, today=None):
    """[Chore] of somebody, the most urgent first, without what nothing is to be done about; at most 6 queries."""
    today = today or timezone.localdate()
    found = _owed(user, today) + _to_repair(user) + _to_judge(user) + _to_place(user)
    return sorted((one for one in found if one.number), key=lambda one: not one.urgent)


def coming(user, today=None):
    """Obligations of the user's own offices that wait for evidence and are due from today on, the nearest first."""
    today = today or timezone.localdate()
    offices = {grant.satker_id for grant in user.grants}
    ahead = Obligation.objects.visible_to(user).filter(active=True, plan__satker__in=offices, due_on__gte=today)
    open_ones = with_standing(ahead, today).exclude(standing__in=SETTLED)
    return open_ones.select_related("requirement", "step").order_by("due_on", "pk")


def _owed(user, today):
    """Overdue and due this month, for each plan of the offices where the user may upload."""
    offices = {grant.satker_id for grant in user.grants if grant.role in reviewing.REPAIRERS}
    if not offices:
        return []
    after = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    rows = with_standing(Obligation.objects.filter(active=True, plan__satker__in=offices), today).order_by()
    soon = Case(When(due_on__lt=after, then=True), default=False)
    each = rows.values("standing", *PLAN, soon=soon).annotate(number=Count("pk")).order_by("-plan__year", "plan")
    return [one for plan, some in groupby(each, key=itemgetter(*PLAN)) for one in _of_plan(plan, list(some), today)]


PLAN = ("plan", "plan__year", "plan__satker", "plan__satker__short_name")


def _of_plan(plan, rows, today):
    """Chores of a plan (its PLAN fields); rows: how many obligations stand in which way, soon or later."""
    pk, year, satker, name = plan
    numbers = Counter({(row["standing"], row["soon"]): row["number"] for row in rows})
    late, undated = numbers[Standing.LATE, True], numbers[Standing.UNSCHEDULED, False]
    due = numbers[Standing.TODAY, True] + numbers[Standing.UPCOMING, True]
    where, about = reverse("evidence:plan", args=[pk]), f"{name} · {year}"
    month = f"{reverse('evidence:month')}?satker={satker}"
    return [
        Chore(late, "bukti terlambat", about, f"{where}?keadaan={Standing.LATE}", "warning", urgent=True),
        Chore(due, f"bukti jatuh tempo {date_format(today, 'F')}", about, month, "calendar"),
        Chore(undated, "bukti perlu dijadwalkan", about, f"{where}?keadaan={Standing.UNSCHEDULED}", "clock"),
    ]


def _to_repair(user):
    """Returned or questioned, and among them those whose file a scanner found bad."""
    if not reviewing.may_repair(user):
        return []
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    rows = reviewing.repairs_for(user).order_by().annotate(scan=Subquery(newest.values("file__scan")[:1]))
    bad = Q(scan__in=[Scan.INFECTED, Scan.UNSCANNABLE])
    found = rows.aggregate(all=Count("pk"), bad=Count("pk", filter=bad))
    why = f"{found['bad']} di antaranya karena berkasnya terinfeksi" if found["bad"] else ""
    return [
        Chore(
            found["all"],
            "bukti perlu diperbaiki",
            why or "dikembalikan atau dipertanyakan",
            reverse("evidence:repair"),
            "undo",
            urgent=True,
        )
    ]


def _to_judge(user):
    found = reviewing.waiting_for(user).order_by().aggregate(
        first=Count("pk", filter=Q(state=EvidenceState.UPLOADED)),
        second=Count("pk", filter=Q(state=EvidenceState.ACCEPTED)),
    )  # fmt: skip
    where = reverse("evidence:queue")
    return [
        Chore(found["first"], "bukti menunggu diperiksa", "diunggah staf satker Anda", where, "eye"),
        Chore(found["second"], "bukti menunggu dikukuhkan", "diterima oleh satker di bawah", where, "stamp"),
    ]


def _to_place(user):
    batches = list(table.waiting(user)[:20])
    ready, unsent = ([one for one in batches if getattr(one, name)] for name in ("ready", "unsent"))
    return [
        Chore(
            sum(one.ready for one in ready),
            "berkas belum ditempatkan",
            "sudah diunggah, belum menjadi bukti",
            _uploads(ready),
            "upload",
        ),
        Chore(
            sum(one.unsent for one in unsent),
            "berkas belum terkirim",
            "unggahannya terputus: lanjutkan atau batalkan",
            _uploads(unsent),
            "stop",
        ),
    ]


def _uploads(batches):
    """The page of the only upload, or the list of several."""
    if len(batches) == 1:
        return reverse("evidence:batch", args=[batches[0].pk])
    return f"{reverse('evidence:home')}#unggahan"
