"""Ledger rows and their mails, written together: the only place that makes Notices."""

from uuid import uuid4

from zi_portal.mail import outbox
from zi_portal.reminders.models import Notice

DIGEST, SINGLE = "reminders.digest", "reminders.single"
BATCH = 5000
"""Rows of one insert."""


def record(candidates, *, audience, now, addresses, run=None, at_once=False, mail=None):
    """Write the notices of candidates with their mails in the caller's transaction; return the number of mails.

    addresses: {id of a user: mail address}. run: of the sweep. at_once: each has a mail of its own. mail: the Message
    that tells them already; no other is written then. A notice that exists is left as it is, and its mail too; a few
    queries for thousands.
    """
    run = run or uuid4()
    mail_keys, letters = {}, {}
    for candidate in candidates:
        way = audience.way(candidate)
        if way.mail and mail is None:
            letter = _letter(candidate, addresses[candidate.user_id], audience.today, at_once or way.single)
            mail_keys[candidate.key], letters[letter.key] = letter.key, letter
    message_pks = outbox.send_many(letters.values())
    notices = [
        Notice(
            user_id=candidate.user_id,
            kind=candidate.kind,
            topic=candidate.topic,
            day=candidate.day,
            satker_code=candidate.satker_code,
            in_inbox=audience.way(candidate).portal,
            caught_up=candidate.nominal < audience.today,
            run=run,
            told_at=now,
            message_id=mail.pk if mail else message_pks.get(mail_keys.get(candidate.key)),
        )
        for candidate in candidates
    ]
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)
    return len(letters)


def _letter(candidate, address, today, is_single):
    """Return the Outgoing mail that tells a candidate: one of its own, or the digest of the day."""
    user_id, day = candidate.user_id, candidate.day.isoformat()
    single_key = f"notice-{user_id}-{candidate.topic}-{candidate.kind}-{day}"
    return outbox.Outgoing(
        kind=SINGLE if is_single else DIGEST,
        key=single_key if is_single else f"digest-{user_id}-{today}",
        user_id=user_id,
        address=address,
        satker_code=candidate.satker_code,
        about={"topic": candidate.topic, "kind": candidate.kind, "day": day}
        if is_single
        else {"day": today.isoformat()},
    )
