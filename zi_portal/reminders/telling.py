"""Telling somebody at once, in the transaction of the cause: what was returned, approved, given."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from zi_portal.reminders.audience import Audience
from zi_portal.reminders.kinds import KINDS, Candidate
from zi_portal.reminders.recording import record


def tell(kind, *, user_ids, topic, satker, day=None, mail=None):
    """Write the notices of people about a thing, with their mails, in the caller's transaction; a few queries.

    kind: name of a Kind with at_once. topic: "transition:5", which tells this event from a second one like it. satker:
    the office whose thing it is (code, time_zone). day: of the event, today where None. A person on leave is told as
    well as the substitute: the notice waits in the inbox. mail: the Message that tells it already.
    """
    if not KINDS[kind].at_once:
        raise ValueError(f"The sweep tells {kind}.")
    day = day or timezone.localdate()
    audience = Audience(day)
    own = [Candidate(kind, pk, topic, day, day, satker.code, satker.time_zone) for pk in sorted(set(user_ids))]
    stand_ins = [stand_in for candidate in own if (stand_in := audience.stand_in(candidate))]
    candidates = {candidate.key: candidate for candidate in [*own, *stand_ins]}
    people = get_user_model().objects.filter(pk__in={row.user_id for row in candidates.values()}, is_active=True)
    addresses = dict(people.values_list("pk", "email"))
    notified = [candidate for candidate in candidates.values() if candidate.user_id in addresses]
    record(notified, audience=audience, now=timezone.now(), addresses=addresses, at_once=True, mail=mail)
