"""The daily sweep: who is told today, written as ledger, digests, mails and jobs in one transaction."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zi_portal.reminders.audience import Audience, open_zones
from zi_portal.reminders.kinds import FINDERS, Inquiry
from zi_portal.reminders.models import Digest, Notice
from zi_portal.reminders.recording import BATCH, DIGEST, record
from zi_portal.reminders.states import KEPT_DAYS, Skip


@dataclass(slots=True)
class Sweep:
    """What a sweep did: mails queued, notices told, how many of those late, and why others were skipped."""

    queued: int = 0
    notified: int = 0
    caught_up: int = 0
    skipped: Counter = field(default_factory=Counter)
    candidates: list = field(default_factory=list)

    def facts(self):
        """Return the numbers as plain data."""
        skipped = {str(reason): number for reason, number in sorted(self.skipped.items())}
        return {"queued": self.queued, "skipped": skipped, "told": self.notified, "caught_up": self.caught_up}


def sweep(now=None, *, satker_codes=None, dry_run=False):
    """Tell everybody who is to be told at a moment, each once, and return the Sweep.

    satker_codes: offices whose things are told; None: all. dry_run: write nothing. The number of queries does not grow
    with offices, people or things. Whoever runs it at the same time, or again, tells nothing twice: the unique keys of
    Digest and Notice decide, and a mail is written in the transaction of its ledger rows.
    """
    now = now or timezone.now()
    days = open_zones(now, settings.REMINDER_ZONES)
    if not days:
        return Sweep(skipped=Counter({Skip.CLOSED: 1}))
    today = next(iter(days.values()))
    audience = Audience(today)
    outcome = Sweep()
    candidates = list(_due(audience, satker_codes, days, outcome))
    if dry_run:
        return _foreseen(audience, today, candidates, outcome)
    with transaction.atomic():
        return _write(audience, today, now, candidates, outcome)


def _due(audience, satker_codes, days, outcome):
    """Yield the candidates of today who may be told now; the others are counted by reason."""
    scope = None if satker_codes is None else frozenset(satker_codes)
    inquiry = Inquiry(audience.today, scope, audience.rules)
    candidates = {}
    for find in FINDERS:
        for candidate in find(inquiry):
            stand_in = audience.stand_in(candidate)
            if stand_in is None:
                outcome.skipped[Skip.AWAY] += 1
            else:
                candidates.setdefault(stand_in.key, stand_in)
    told_keys = _told_keys(candidates.values())
    for key, candidate in candidates.items():
        if (reason := _reason(audience, inquiry, candidate, key in told_keys, days)) is None:
            yield candidate
        else:
            outcome.skipped[reason] += 1


def _told_keys(candidates):
    """Return the keys of the notices that exist among those of the candidates' days."""
    days = [candidate.day for candidate in candidates]
    if not days:
        return set()
    rows = Notice.objects.filter(day__gte=min(days), day__lte=max(days), kind__in={row.kind for row in candidates})
    return set(rows.values_list("user_id", "topic", "kind", "day").iterator(chunk_size=10_000))


def _reason(audience, inquiry, candidate, was_told, days):
    """Return why the candidate is not told now, None when they are."""
    if was_told:
        return Skip.TOLD
    if audience.zone_of(candidate) not in days:
        return Skip.CLOSED
    rule = inquiry.rule_of(candidate.satker_code)
    if not inquiry.is_told(candidate.kind, candidate.satker_code, candidate.nominal):
        return Skip.SWITCHED_OFF if candidate.kind in rule.kinds_off else Skip.BEFORE_RULE
    return Skip.DAY_OFF if audience.is_day_off(candidate) else None


def _foreseen(audience, today, candidates, outcome):
    """Return what the sweep would do, from what is stored now."""
    user_ids = {candidate.user_id for candidate in candidates}
    digested_ids = set(Digest.objects.filter(day=today, user_id__in=user_ids).values_list("user_id", flat=True))
    notified = [candidate for candidate in candidates if candidate.user_id not in digested_ids]
    outcome.skipped[Skip.DIGEST_SENT] += len(candidates) - len(notified)
    mails = set()
    for candidate in notified:
        way = audience.way(candidate)
        if way.mail:
            mails.add((candidate.user_id, candidate.key if way.single else DIGEST))
    outcome.queued = len(mails)
    return _count(outcome, notified, today)


def _write(audience, today, now, candidates, outcome):
    """Write digests, notices and mails; only who was inserted by this transaction is told by it."""
    run = uuid4()
    user_ids = sorted({candidate.user_id for candidate in candidates})
    rows = [Digest(user_id=user_id, day=today, run=run, created_at=now) for user_id in user_ids]
    Digest.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    addresses = dict(Digest.objects.filter(run=run).values_list("user_id", "user__email"))
    notified = [candidate for candidate in candidates if candidate.user_id in addresses]
    outcome.skipped[Skip.DIGEST_SENT] += len(candidates) - len(notified)
    outcome.queued = record(notified, audience=audience, now=now, addresses=addresses, run=run)
    return _count(outcome, notified, today)


def _count(outcome, notified, today):
    outcome.notified, outcome.candidates = len(notified), notified
    outcome.caught_up = sum(candidate.nominal < today for candidate in notified)
    return outcome


def forget_before(now):
    """Delete notices and digests after a year; return their number."""
    before = now - timedelta(days=KEPT_DAYS)
    notices = Notice.objects.filter(told_at__lt=before).delete()[0]
    return notices + Digest.objects.filter(created_at__lt=before).delete()[0]
