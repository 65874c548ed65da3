"""How each obligation stands: one word, found in one place on top of the one rule of progress, used everywhere."""

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import EvidenceUse
from evidence.obligations import progress
from evidence.querysets import some
from evidence.states import EvidenceKind, EvidenceState, Standing

WHOLE = [EvidenceKind.NIHIL, EvidenceKind.UNABLE]
"""Kinds of which one answers the whole obligation, whatever number is asked."""

TO_DO = frozenset({Standing.RETURNED, Standing.QUESTIONED, Standing.LATE, Standing.TODAY})
"""The office must act now."""

UNCOUNTED = frozenset({Standing.EXCUSED, Standing.FREE, Standing.DROPPED})
"""Left out of progress.numbers."""


def stated(obligations, today=None):
    """Annotate obligations: what progress.judged says of them, pending (proofs to be looked at) and standing.

    standing is a value of states.Standing; exactly those outside UNCOUNTED count in progress.numbers, exactly the
    FULFILLED ones are fulfilled there.
    """
    today = today or timezone.localdate()
    uses = EvidenceUse.objects.filter(obligation=OuterRef("pk")).order_by()
    sent = uses.filter(evidence__state=EvidenceState.UPLOADED)
    consent = uses.filter(evidence__kind=EvidenceKind.UNABLE, evidence__state=EvidenceState.ACCEPTED)
    parts = sent.exclude(evidence__kind__in=WHOLE).values("obligation").annotate(n=Count("pk")).values("n")
    answered = some(sent.filter(evidence__kind__in=WHOLE)) | some(consent)
    enough = Q(pending__gte=F("requirement__quantity") - F("proofs"), pending__gt=0) | answered
    return (
        progress.judged(obligations)
        .annotate(pending=Coalesce(Subquery(parts, output_field=IntegerField()), 0))
        .annotate(
            standing=Case(
                When(active=False, then=Value(Standing.DROPPED)),
                When(owed=False, then=Value(Standing.FREE)),
                When(excused=True, then=Value(Standing.EXCUSED)),
                When(fulfilled=True, then=Value(Standing.FULFILLED)),
                When(enough, then=Value(Standing.WAITING)),
                When(_has(uses, EvidenceState.QUESTIONED), then=Value(Standing.QUESTIONED)),
                When(_has(uses, EvidenceState.RETURNED), then=Value(Standing.RETURNED)),
                When(due_on__lt=today, then=Value(Standing.LATE)),
                When(due_on=today, then=Value(Standing.TODAY)),
                When(due_on=None, then=Value(Standing.UNSCHEDULED)),
                default=Value(Standing.UPCOMING),
                output_field=CharField(),
            )
        )
    )


def _has(uses, state):
    return some(uses.filter(evidence__state=state))
