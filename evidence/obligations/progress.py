"""The one rule of progress (design §5): obligations fulfilled ÷ due so far, and fulfilled ÷ all. One annotation."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import EvidenceUse, Obligation
from evidence.querysets import some
from evidence.states import FULFILS, EvidenceKind, EvidenceState
from zi_portal.lib.shares import percent

NOT_DUE = "belum jatuh tempo"
COUNTED = {"active": True, "owed": True}
"""Obligations that count, unless they are excused: asked by the plan in force, owed since its enactment."""
EXCUSES = frozenset({EvidenceState.CONFIRMED})
"""States in which the reason why something cannot be fulfilled takes the obligation out of the numbers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of some obligations: all of them, those due so far, and how many of each are fulfilled."""

    total: int = 0
    due: int = 0
    done: int = 0
    done_due: int = 0

    @property
    def percent(self):
        """Fulfilled of what is due so far, in whole per cent; None when nothing is due yet."""
        return percent(self.done_due, self.due) if self.due else None

    @property
    def percent_of_all(self):
        """Fulfilled of all, in whole per cent; None when nothing is owed."""
        return percent(self.done, self.total) if self.total else None

    @property
    def late(self):
        """Due and not fulfilled."""
        return self.due - self.done_due

    @property
    def words(self):
        """What stands beside the bar."""
        return NOT_DUE if self.percent is None else f"{self.done_due} dari {self.due} ({self.percent} %)"

    @property
    def words_of_all(self):
        """The same for the whole plan, whether due or not."""
        return f"{self.done} dari {self.total} ({self.percent_of_all} %)" if self.total else "tidak ada yang wajib"

    def __add__(self, other):
        pairs = ((self.total, other.total), (self.due, other.due), (self.done, other.done))
        return Progress(*(a + b for a, b in pairs), self.done_due + other.done_due)


def judged(obligations):
    """Annotate obligations: proofs (accepted ones), excused (its impossibility was confirmed), fulfilled.

    A nihil that was accepted proves the whole obligation, whatever quantity is asked.
    """
    uses = EvidenceUse.objects.filter(obligation=OuterRef("pk")).order_by()
    accepted = uses.filter(evidence__state__in=FULFILS).exclude(evidence__kind=EvidenceKind.UNABLE)
    counted = accepted.values("obligation").annotate(n=Count("pk")).values("n")
    unable = uses.filter(evidence__kind=EvidenceKind.UNABLE, evidence__state__in=EXCUSES)
    enough = Q(proofs__gte=F("requirement__quantity")) | some(accepted.filter(evidence__kind=EvidenceKind.NIHIL))
    return obligations.annotate(
        proofs=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        excused=some(unable),
    ).annotate(fulfilled=Case(When(enough, then=Value(True)), default=Value(False)))


def numbers(by, today=None, **which):
    """{value of by: Progress} of the obligations that count, grouped by a field ("plan", "step", "step__area" …).

    which: filters of the obligations; groups without any are absent. One query: judged() in the form in which a
    database counts a whole country at once, the evidence joined and not looked up for each obligation.
    """
    judged_rows = _joined(Obligation.objects.filter(**COUNTED, **which), by, today or timezone.localdate())
    try:
        sql, values = judged_rows.query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(TALLY.format(sql), values)
        return {group: Progress(*tally) for group, *tally in cursor.fetchall()}


TALLY = (
    "SELECT grouped, COUNT(*), SUM(is_due), SUM(is_done), SUM(is_due * is_done) FROM ({}) AS judged GROUP BY grouped"
)


def _joined(obligations, by, today):
    """Rows (group, whether due, whether fulfilled) of those that are not excused; whether: 0 or 1."""
    accepted = Q(uses__evidence__state__in=FULFILS)
    proofs = Count("uses", filter=accepted & ~Q(uses__evidence__kind=EvidenceKind.UNABLE))
    nihil = Count("uses", filter=accepted & Q(uses__evidence__kind=EvidenceKind.NIHIL))
    unable = Count("uses", filter=Q(uses__evidence__kind=EvidenceKind.UNABLE, uses__evidence__state__in=EXCUSES))
    return (
        obligations.order_by()
        .annotate(proofs=proofs, nihil=nihil, unable=unable)
        .filter(unable=0)
        .annotate(
            grouped=F(by),
            is_due=Case(When(due_on__lte=today, then=1), default=0),
            is_done=Case(When(Q(proofs__gte=F("requirement__quantity")) | Q(nihil__gt=0), then=1), default=0),
        )
        .values_list("grouped", "is_due", "is_done")
    )


def of_plan(plan, today=None):
    """Progress of one plan."""
    return numbers("plan", today, plan=plan).get(plan.pk, Progress())
