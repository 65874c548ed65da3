"""The rule of progress: obligations fulfilled ÷ due so far, and fulfilled ÷ all."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import EvidenceUse, Obligation
from evidence.querysets import has_any
from evidence.states import FULFILS, EvidenceKind, EvidenceState
from zi_portal.lib.shares import percent

NOT_DUE = "belum jatuh tempo"
COUNTED = {"active": True, "owed": True}
"""Filter of the obligations that count unless they are excused: asked by the plan in force, owed at its enactment."""
EXCUSES = frozenset({EvidenceState.CONFIRMED})
"""States of a reason for not fulfilling an obligation that take the obligation out of the numbers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of obligations: total, due so far, and how many of each are fulfilled (done, done_due)."""

    total: int = 0
    due: int = 0
    done: int = 0
    done_due: int = 0

    @property
    def percent(self):
        """Share of the due obligations that is fulfilled, in whole per cent; None when nothing is due yet."""
        return percent(self.done_due, self.due) if self.due else None

    @property
    def percent_of_all(self):
        """Share of all obligations that is fulfilled, in whole per cent; None when nothing is owed."""
        return percent(self.done, self.total) if self.total else None

    @property
    def late(self):
        """Number of obligations that are due and not fulfilled."""
        return self.due - self.done_due

    @property
    def late_words(self):
        """How many are due and not fulfilled, in words."""
        return str(self.late) if self.late else "tidak ada"

    @property
    def words(self):
        """Sentence beside the bar."""
        return NOT_DUE if self.percent is None else f"{self.done_due} dari {self.due} ({self.percent} %)"

    @property
    def words_of_all(self):
        """Sentence about all obligations, whether due or not."""
        return f"{self.done} dari {self.total} ({self.percent_of_all} %)" if self.total else "tidak ada yang wajib"

    def __add__(self, other):
        pairs = ((self.total, other.total), (self.due, other.due), (self.done, other.done))
        return Progress(*(a + b for a, b in pairs), self.done_due + other.done_due)


def with_fulfilment(obligations):
    """Annotate obligations with proofs (number accepted), excused (its impossibility was confirmed) and fulfilled.

    An accepted nihil fulfils the obligation, whatever quantity is asked.
    """
    uses = EvidenceUse.objects.filter(obligation=OuterRef("pk")).order_by()
    accepted = uses.filter(evidence__state__in=FULFILS).exclude(evidence__kind=EvidenceKind.UNABLE)
    proof_counts = accepted.values("obligation").annotate(n=Count("pk")).values("n")
    unable = uses.filter(evidence__kind=EvidenceKind.UNABLE, evidence__state__in=EXCUSES)
    is_enough = Q(proofs__gte=F("requirement__quantity")) | has_any(accepted.filter(evidence__kind=EvidenceKind.NIHIL))
    return obligations.annotate(
        proofs=Coalesce(Subquery(proof_counts, output_field=IntegerField()), 0),
        excused=has_any(unable),
    ).annotate(fulfilled=Case(When(is_enough, then=Value(True)), default=Value(False)))


def numbers(group_by, today=None, **filters):
    """Return {value of group_by: Progress} of the obligations that count ("plan", "step", "step__area" …).

    filters: lookups of the obligations; groups without any are absent. One query: the rule of with_fulfilment() in the
    form that counts a whole country fast, with the evidence joined instead of looked up for each obligation.
    """
    rows = _joined(Obligation.objects.filter(**COUNTED, **filters), group_by, today or timezone.localdate())
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(TALLY.format(sql), values)
        return {group: Progress(*tally) for group, *tally in cursor.fetchall()}


TALLY = (
    "SELECT grouped, COUNT(*), SUM(is_due), SUM(is_done), SUM(is_due * is_done) FROM ({}) AS judged GROUP BY grouped"
)


def _joined(obligations, group_by, today):
    """Return rows (group, is due, is fulfilled) of the obligations that are not excused; the latter two are 0 or 1."""
    accepted = Q(uses__evidence__state__in=FULFILS)
    proofs = Count("uses", filter=accepted & ~Q(uses__evidence__kind=EvidenceKind.UNABLE))
    nihil = Count("uses", filter=accepted & Q(uses__evidence__kind=EvidenceKind.NIHIL))
    unable = Count("uses", filter=Q(uses__evidence__kind=EvidenceKind.UNABLE, uses__evidence__state__in=EXCUSES))
    return (
        obligations.order_by()
        .annotate(proofs=proofs, nihil=nihil, unable=unable)
        .filter(unable=0)
        .annotate(
            grouped=F(group_by),
            is_due=Case(When(due_on__lte=today, then=1), default=0),
            is_done=Case(When(Q(proofs__gte=F("requirement__quantity")) | Q(nihil__gt=0), then=1), default=0),
        )
        .values_list("grouped", "is_due", "is_done")
    )
