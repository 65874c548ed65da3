"""Writes messages and changes their state: the only writer of Message.state; the table is in states.py."""

from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import OPEN, JobState
from zi_portal.mail.letters import LETTERS
from zi_portal.mail.models import Message
from zi_portal.mail.states import TRANSITIONS, Event, MessageState

SEND = "send_mail"
REASON_LENGTH = 400
BATCH = 5000
"""Rows of one insert."""
ENDED_STATES = [state for state in JobState if state not in OPEN]
STOPPED = "Pekerjaan pengirimannya berhenti sebelum ada jawaban dari server surel."


@transaction.atomic
def send(kind, *, key, user=None, address="", satker_code="", about=None):
    """Write the message and its job in the caller's transaction and return the Message.

    kind: name of a letter. key: makes it exist once; a message that exists is returned as it is. user or address:
    its recipient. about: {"membership": 5} …, the ids that the composer needs. Nothing of the text is stored.
    """
    fields = {
        "kind": kind, "user": user, "address": user.email if user else address, "satker_code": satker_code,
        "about": about or {}, "subject": LETTERS[kind].title, "message_id": message_id(key),
    }  # fmt: skip
    message, created = Message.objects.get_or_create(key=key, defaults=fields)
    if created:
        message.job = _enqueue(message)
        message.save(update_fields=["job"])
    return message


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter for send_many(): what send() takes, with the ids of rows instead of the rows."""

    kind: str
    key: str
    user_id: int
    address: str
    satker_code: str = ""
    about: dict = field(default_factory=dict)


@transaction.atomic
def send_many(letters):
    """Write the messages and jobs of many Outgoing in the caller's transaction; return {key: pk of its Message}.

    A key that exists is left as it is, and its message returned. The number of queries grows by one for thousands.
    """
    letters_by_key = {letter.key: letter for letter in letters}
    known_pks = pks_by_key(letters_by_key)
    messages = [
        Message(
            kind=letter.kind, key=letter.key, user_id=letter.user_id, address=letter.address,
            satker_code=letter.satker_code, about=letter.about, subject=LETTERS[letter.kind].title,
            message_id=message_id(letter.key),
        )
        for key, letter in letters_by_key.items() if key not in known_pks
    ]  # fmt: skip
    Message.objects.bulk_create(messages, batch_size=BATCH, ignore_conflicts=True)
    new_pks = pks_by_key(message.key for message in messages)
    queue.enqueue_many(
        SEND,
        [(f"mail:{message.key}", {"message": new_pks[message.key]}, message.satker_code) for message in messages],
    )
    own_job = Job.objects.filter(key=Concat(Value("mail:"), OuterRef("key"))).values("pk")[:1]
    Message.objects.filter(key__in=list(new_pks), job=None).update(job=Subquery(own_job))
    return known_pks | new_pks


def pks_by_key(keys):
    """Return {key: pk} of the messages that exist."""
    return dict(Message.objects.filter(key__in=list(keys)).values_list("key", "pk"))


@transaction.atomic
def pretend(kind, *, key):
    """Do the work of send() for nobody, so that an unknown address takes as long as a known one; only a job stays."""
    message, _ = Message.objects.get_or_create(
        key=key, defaults={"kind": kind, "subject": LETTERS[kind].title, "message_id": message_id(key)}
    )
    job = _enqueue(message)
    Message.objects.filter(pk=message.pk)._raw_delete(message._state.db)  # nothing refers to it: nothing else to ask
    return job


def message_id(key):
    """Return the Message-ID (RFC 5322) of the message with this key: the same at every attempt."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{host}>"


def begin(message_pk):
    """Count an attempt and return the Message to be sent now; None when it is gone or has ended otherwise."""
    if not _move(message_pk, Event.BEGIN, attempts=F("attempts") + 1):
        return None
    return Message.objects.select_related("user").get(pk=message_pk)


def accept(message, *, subject, file=""):
    """Mark the message as sent: the mail server (or the disk) has it."""
    _move(message.pk, Event.ACCEPT, subject=subject, file=file, reason="", sent_at=timezone.now())


def postpone(message, reason):
    """Store why an attempt failed; another will follow."""
    Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(reason=reason[:REASON_LENGTH])


def give_up(message, reason):
    """Mark a waiting message as failed: no attempt will follow."""
    _move(message.pk, Event.GIVE_UP, reason=reason[:REASON_LENGTH])


def follow(job):
    """Adapt the message to its job: failed when that ended without being done, waiting when that waits again."""
    for message in Message.objects.filter(pk=job.payload.get("message"), job=job):
        if job.ended:
            give_up(message, job.reason or STOPPED)
        else:
            _move(message.pk, Event.ASK_AGAIN, reason="")


def bounce(message, reason):
    """Mark the message as bounced: the mail server will never take it for this recipient."""
    _move(message.pk, Event.BOUNCE, reason=reason[:REASON_LENGTH])


def drop(message, reason):
    """Mark the message as dropped: it is no longer to be sent."""
    _move(message.pk, Event.DROP, reason=reason[:REASON_LENGTH])


@transaction.atomic
def ask_again(message):
    """Let a failed or bounced message wait again with a fresh job; return False when it is in another state."""
    if not _move(message.pk, Event.ASK_AGAIN, reason=""):
        return False
    message.refresh_from_db()
    message.job = _enqueue(message)
    message.save(update_fields=["job"])
    queue.retry(message.job, states=ENDED_STATES)
    return True


def fail_stuck():
    """Fail the messages that wait although their job has ended or is gone; return their number."""
    job_ended = Q(job__isnull=True) | Q(job__state__in=ENDED_STATES)
    stuck = list(Message.objects.filter(job_ended, state=MessageState.QUEUED).values_list("pk", flat=True))
    return sum(_move(pk, Event.GIVE_UP, reason=STOPPED) for pk in stuck)


def _move(message_pk, event, **fields):
    """Compare and set by the table; return True when the message was in one of the source states."""
    transition = TRANSITIONS[event]
    rows = Message.objects.filter(pk=message_pk, state__in=transition.sources)
    return bool(rows.update(state=transition.target, **fields))


def _enqueue(message):
    urgent = LETTERS[message.kind].urgent if message.kind in LETTERS else False
    key, payload = f"mail:{message.key}", {"message": message.pk}
    return queue.enqueue(SEND, key=key, payload=payload, satker_code=message.satker_code, urgent=urgent)
