"""The chain of the audit log: one writer at a time, each event sealed together with the one before it."""

import json
from datetime import UTC

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from zi_portal.audit.models import AuditEvent
from zi_portal.lib import logs

LOCK = 0x5A49_0001
SALT = "zi_portal.audit.chain"


@transaction.atomic
def record(action, *, actor, subject, satker_code="", before=None, after=None, request_id=""):
    """Append one event inside the caller's transaction and return it; a rollback takes it back.

    action: "decree.approve", "membership.end" …; subject: the changed row; before/after: plain dicts of what
    changed. Holds the lock of the log until the end of the transaction: lock your rows first, record last.
    """
    _lock()
    event = AuditEvent(
        at=timezone.now(),
        actor=actor,
        satker_code=satker_code,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        before=_plain(before),
        after=_plain(after),
        request_id=request_id or logs.request_id(),
        previous_hash=AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first() or "",
    )
    event.hash = seal(event)
    event.save(force_insert=True)
    return event


def verify():
    """Return the primary key of the first event that was changed, inserted, moved or follows a deleted one, or None.

    An event may be sealed with any of AUDIT_KEYS, so that a key can be changed and the past still be checked.
    """
    previous, keys = "", list(settings.AUDIT_KEYS)
    for event in AuditEvent.objects.order_by("pk").iterator():
        key = next((key for key in keys if constant_time_compare(event.hash, seal(event, key))), None)
        if event.previous_hash != previous or key is None:
            return event.pk
        keys.sort(key=lambda candidate, used=key: candidate != used)  # the next event most likely has the same
        previous = event.hash
    return None


def seal(event, key=None):
    """Return the HMAC-SHA256, in hex, of the canonical JSON of the event and the hash before it.

    key: one of AUDIT_KEYS; by default the first (SECRET_KEY unless the environment says otherwise).
    """
    content = {
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor_id,
        "satker_code": event.satker_code,
        "action": event.action,
        "subject": [event.subject_type, event.subject_id],
        "before": event.before,
        "after": event.after,
        "request_id": event.request_id,
        "previous_hash": event.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return salted_hmac(SALT, canonical, secret=key or settings.AUDIT_KEYS[0], algorithm="sha256").hexdigest()


def _plain(values):
    """Return the values as the database will give them back: dates and decimals as text."""
    return json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder))


def _lock():
    """Let one transaction at a time append; SQLite's BEGIN IMMEDIATE does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
