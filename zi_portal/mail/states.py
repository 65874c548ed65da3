"""States of an outgoing message and the table of what leads from one to another; imports nothing of the portal."""

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
    """What can happen to a message."""

    BEGIN = auto()  # a worker takes it in hand (its job may have been retried after it failed)
    ACCEPT = auto()  # the mail server took it
    GIVE_UP = auto()  # the last attempt failed, or its job ended without an answer
    BOUNCE = auto()  # the mail server refused the recipient for good
    DROP = auto()  # its letter is not to be written any more
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
AGAIN = TRANSITIONS[Event.ASK_AGAIN].sources
"""States from which an operator may let a message wait again."""

EXPLAINED = (S.FAILED, S.BOUNCED, S.DROPPED)
"""States that say why."""
