"""The standing of each obligation in one word, derived from the rule of progress; every screen shows this one."""

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from evidence.models import EvidenceUse
from evidence.obligations import progress
from evidence.querysets import has_any
from evidence.states import EvidenceKind, EvidenceState, Standing

SUFFICIENT_KINDS = [EvidenceKind.NIHIL, EvidenceKind.UNABLE]
"""Kinds of evidence of which one answers the obligation, whatever quantity is asked."""

TO_DO = frozenset({Standing.RETURNED, Standing.QUESTIONED, Standing.LATE, Standing.TODAY})
"""Standings in which the office must act now."""

UNCOUNTED = frozenset({Standing.EXCUSED, Standing.FREE, Standing.DROPPED})
"""Standings that progress.numbers() leaves out."""


def with_standing(obligations, today=None):
    """Annotate obligations as progress.with_fulfilment() does, and with pending (unreviewed proofs) and standing.

    standing is a value of states.Standing; exactly those outside UNCOUNTED count in progress.numbers(), and exactly
    the FULFILLED ones are fulfilled there.
    """
    today = today or timezone.localdate()
    uses = EvidenceUse.objects.filter(obligation=OuterRef("pk")).order_by()
    unreviewed = uses.filter(evidence__state=EvidenceState.UPLOADED)
    consent = uses.filter(evidence__kind=EvidenceKind.UNABLE, evidence__state=EvidenceState.ACCEPTED)
    pending_counts = (
        unreviewed.exclude(evidence__kind__in=SUFFICIENT_KINDS).values("obligation").annotate(n=Count("pk")).values("n")
    )
    answered = has_any(unreviewed.filter(evidence__kind__in=SUFFICIENT_KINDS)) | has_any(consent)
    is_enough = Q(pending__gte=F("requirement__quantity") - F("proofs"), pending__gt=0) | answered
    return (
        progress.with_fulfilment(obligations)
        .annotate(pending=Coalesce(Subquery(pending_counts, output_field=IntegerField()), 0))
        .annotate(
            standing=Case(
                When(active=False, then=Value(Standing.DROPPED)),
                When(owed=False, then=Value(Standing.FREE)),
                When(excused=True, then=Value(Standing.EXCUSED)),
                When(fulfilled=True, then=Value(Standing.FULFILLED)),
                When(is_enough, then=Value(Standing.WAITING)),
                When(_any_in_state(uses, EvidenceState.QUESTIONED), then=Value(Standing.QUESTIONED)),
                When(_any_in_state(uses, EvidenceState.RETURNED), then=Value(Standing.RETURNED)),
                When(due_on__lt=today, then=Value(Standing.LATE)),
                When(due_on=today, then=Value(Standing.TODAY)),
                When(due_on=None, then=Value(Standing.UNSCHEDULED)),
                default=Value(Standing.UPCOMING),
                output_field=CharField(),
            )
        )
    )


def _any_in_state(uses, state):
    return has_any(uses.filter(evidence__state=state))
