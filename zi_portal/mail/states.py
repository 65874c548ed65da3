"""States of an outgoing message and the table of its transitions; imports nothing of the portal."""

from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import TextChoices


class MessageState(TextChoices):
    QUEUED = "queued", "menunggu"
    SENT = "sent", "terkirim"
    FAILED = "failed", "gagal"
    BOUNCED = "bounced", "ditolak"
    DROPPED = "dropped", "tidak dikirim"


class Event(Enum):
    """An event that changes the state of a message."""

    BEGIN = auto()  # a worker starts to send it (its job may have been retried after it failed)
    ACCEPT = auto()  # the mail server took it
    GIVE_UP = auto()  # the last attempt failed, or its job ended without an answer
    BOUNCE = auto()  # the mail server refused the recipient for good
    DROP = auto()  # its letter is no longer to be sent
    ASK_AGAIN = auto()  # an operator lets it wait again


@dataclass(frozen=True, slots=True)
class Transition:
    sources: frozenset
    target: str


S = MessageState
TRANSITIONS = {
    Event.BEGIN: Transition(frozenset({S.QUEUED, S.FAILED}), S.QUEUED),
    Event.ACCEPT: Transition(frozenset({S.QUEUED}), S.SENT),
    Event.GIVE_UP: Transition(frozenset({S.QUEUED}), S.FAILED),
    Event.BOUNCE: Transition(frozenset({S.QUEUED}), S.BOUNCED),
    Event.DROP: Transition(frozenset({S.QUEUED}), S.DROPPED),
    Event.ASK_AGAIN: Transition(frozenset({S.FAILED, S.BOUNCED}), S.QUEUED),
}
RETRYABLE = TRANSITIONS[Event.ASK_AGAIN].sources
"""States from which an operator may let a message wait again."""

EXPLAINED = (S.FAILED, S.BOUNCED, S.DROPPED)
"""States with a reason."""
