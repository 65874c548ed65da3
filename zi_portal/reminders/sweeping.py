"""The daily sweep: who is told today, written as ledger, digests, mails and jobs in one transaction."""

from collections import Counter
from contextlib import suppress
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

MOST_TRIES = 3
"""Tries of a sweep against others of another day that write at the same moment."""


class Raced(Exception):
    """Another sweep has written some of the same notices since the ledger was read."""


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
        skipped = {str(reason): number for reason, number in sorted(self.skipped.items()) if number}
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
    for _ in range(MOST_TRIES - 1):
        with suppress(Raced):
            return _sweep(now, days, satker_codes, dry_run)
    return _sweep(now, days, satker_codes, dry_run)


def _sweep(now, days, satker_codes, dry_run):
    """Return the Sweep of one try; the transaction of one that raises Raced leaves nothing."""
    today = min(days.values())
    audience = Audience(today)
    outcome = Sweep()
    candidates = _due(audience, satker_codes, now, days, outcome)
    if dry_run:
        return _foreseen(audience, today, candidates, outcome)
    with transaction.atomic():
        return _write(audience, today, now, candidates, outcome)


def _due(audience, satker_codes, now, days, outcome):
    """Return the candidates of today who may be told now, by key; the others are counted by reason."""
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
    told_keys = _told_keys(candidates, now)
    tellable = []
    for key in sorted(candidates):
        if (reason := reason_against(audience, inquiry, candidates[key], key in told_keys)) is None:
            tellable.append(candidates[key])
        else:
            outcome.skipped[reason] += 1
    zones = audience.zones_by_person(tellable)
    due = [candidate for candidate in tellable if zones[candidate.user_id] in days]
    outcome.skipped[Skip.CLOSED] += len(tellable) - len(due)
    return due


def _told_keys(candidates, now):
    """Return those keys of the candidates that the ledger holds.

    Of a topic that was told after this moment (the clock has jumped back) nothing farther is told: its key is among
    them too, whatever its kind.
    """
    if not candidates:
        return set()
    days = [candidate.day for candidate in candidates.values()]
    rows = Notice.objects.filter(day__gte=min(days), day__lte=max(days))
    told_keys, later = set(), set()
    for *key, told_at in rows.values_list("user_id", "topic", "kind", "day", "told_at").iterator(chunk_size=10_000):
        told_keys.add(tuple(key))
        if told_at > now:
            later.add((key[0], key[1], key[3]))
    return {key for key in candidates if key in told_keys or (key[0], key[1], key[3]) in later}


def reason_against(audience, inquiry, candidate, was_told):
    """Return why the candidate is not told today, None when they are."""
    if was_told:
        return Skip.TOLD
    if candidate.user_id in audience.inactive_ids:
        return Skip.INACTIVE
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
    """Write digests, notices and mails; only who was inserted by this transaction is told by it.

    A notice that another sweep (of another day) has inserted meanwhile raises Raced: the mail would tell it twice.
    """
    run = uuid4()
    user_ids = sorted({candidate.user_id for candidate in candidates})
    rows = [Digest(user_id=user_id, day=today, run=run, created_at=now) for user_id in user_ids]
    Digest.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    addresses = dict(Digest.objects.filter(run=run).values_list("user_id", "user__email"))
    notified = [candidate for candidate in candidates if candidate.user_id in addresses]
    outcome.skipped[Skip.DIGEST_SENT] += len(candidates) - len(notified)
    outcome.queued = record(notified, audience=audience, now=now, addresses=addresses, run=run)
    if Notice.objects.filter(run=run).count() != len(notified):
        raise Raced
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
