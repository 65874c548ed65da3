"""Evidence under review: who is told that it has waited long, and at once that it was returned or questioned."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from evidence.models import Evidence, EvidenceRevision, EvidenceUse
from evidence.reminding.kinds import QUESTIONED, RETURNED, REVIEW_LATE, REVIEW_WAITING
from evidence.reminding.recipients import People
from evidence.states import EvidenceState
from zi_portal.reminders.kinds import Candidate, finder
from zi_portal.reminders.telling import tell

KIND_BY_STATE = {EvidenceState.RETURNED: RETURNED, EvidenceState.QUESTIONED: QUESTIONED}


def waiting_day(moment):
    """Return the day on which an evidence began to wait; in the portal's zone, which no office changes."""
    return timezone.localdate(moment, timezone.get_default_timezone())


@finder
def waiting_reviews(inquiry):
    """Yield who is told today of evidences that have waited longer than their office allows; four queries."""
    people = People(inquiry.today, inquiry.satker_codes)
    evidences = Evidence.objects.filter(state=EvidenceState.UPLOADED)
    if inquiry.satker_codes is not None:
        evidences = evidences.filter(satker__code__in=inquiry.satker_codes)
    uses = _uses_by_evidence(evidences)
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number").values("at")[:1]
    rows = evidences.order_by().values_list("pk", "satker", "uploader", "waiting_since", Subquery(newest))
    for pk, satker_id, uploader_id, waiting_since, revised_at in rows.iterator(chunk_size=10_000):
        areas = {area for area, _, _ in uses[pk]}
        placers = {user_id for _, user_id, at in uses[pk] if revised_at and at >= revised_at}
        wait = (satker_id, waiting_day(waiting_since))
        yield from _candidates(inquiry, people, f"evidence:{pk}", wait, areas, placers | {uploader_id})


def _uses_by_evidence(evidences):
    """Return {pk of an evidence: [(number of an area, who placed it, when)]}."""
    uses = defaultdict(list)
    rows = EvidenceUse.objects.filter(evidence__in=evidences.values("pk")).order_by()
    for pk, *use in rows.values_list("evidence", "obligation__step__area__component", "by", "at"):
        uses[pk].append(use)
    return uses


def _candidates(inquiry, people, topic, wait, areas, excluded_ids):
    """Yield the candidates of one evidence. wait: (office, day on which it began)."""
    satker_id, day = wait
    office = people.offices[satker_id]
    limit = inquiry.rule_of(office.code).review_days
    waited = (inquiry.today - day).days
    if waited > 2 * limit:
        kind, nominal = REVIEW_LATE, day + timedelta(days=2 * limit + 1)
        reasons = people.deciding_leaders(satker_id, excluded_ids) or people.last_resort(satker_id)
    elif waited > limit:
        kind, nominal = REVIEW_WAITING, day + timedelta(days=limit + 1)
        reasons = people.deciders(satker_id, areas, excluded_ids) or people.last_resort(satker_id)
    else:
        return
    for user_id, why in reasons.items():
        yield Candidate(kind, user_id, topic, day, nominal, office.code, office.zone, why)


def tell_repairers(review):
    """Tell at once who is to repair an evidence that a line of its history returns or questions (workflow.EFFECTS)."""
    kind = KIND_BY_STATE.get(review.target)
    if kind is None:
        return
    evidence = review.evidence
    people = People(timezone.localdate(), [evidence.satker.code])
    user_ids = people.repairers(evidence.satker_id, evidence.uploader_id)
    tell(kind, user_ids=user_ids, topic=f"review:{review.pk}", satker=evidence.satker)
