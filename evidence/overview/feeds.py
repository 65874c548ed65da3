"""Calendars outside of the portal: their secret addresses, and the obligations that each shows now."""

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value
from django.utils import timezone

from evidence.models import CalendarFeed, EvidenceReview, Obligation, RequirementChange
from evidence.obligations import progress
from evidence.overview.calendar import with_assignee
from plans.states import DecreeState
from teams.models import Satker, User
from teams.states import Role
from zi_portal.audit import chain

TOKEN_BYTES = 32


def present(*, user=None, satker=None):
    """Return the CalendarFeed in use of a person or of an office, None where there is none."""
    return CalendarFeed.objects.filter(user=user, satker=satker, revoked_at=None).first()


@transaction.atomic
def make(actor, *, satker=None):
    """Return the token of a new address of the actor's own calendar, or of an office's; the address before it ends."""
    user = None if satker else actor
    _revoke_present(actor, user, satker)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(user=user, satker=satker, by=actor, token_sha256=_hash(token))
    _record("calendar.make", actor, feed)
    return token


@transaction.atomic
def revoke(actor, *, satker=None):
    """End the address of the actor's own calendar, or of an office's; return whether there was one."""
    return _revoke_present(actor, None if satker else actor, satker)


def _revoke_present(actor, user, satker):
    owners = Satker.objects.filter(pk=satker.pk) if satker else User.objects.filter(pk=user.pk)
    owners.select_for_update().get()  # two requests at once wait here for each other
    feed = present(user=user, satker=satker)
    if feed is None:
        return False
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    _record("calendar.revoke", actor, feed)
    return True


def _record(action, actor, feed):
    chain.record(action, actor=actor, subject=feed, satker_code=feed.satker.code if feed.satker_id else "")


def find(token):
    """Return the CalendarFeed of a token; None if it is unknown or revoked, or its person has no role any more."""
    feeds = CalendarFeed.objects.filter(revoked_at=None).select_related("user", "satker")
    feed = feeds.filter(token_sha256=_hash(token)).first()
    if feed is None or feed.user_id and not feed.user.grants:
        return None
    if feed.satker_id and not Satker.objects.active().filter(pk=feed.satker_id).exists():
        return None
    return feed


def note_content(feed, content):
    """Keep the hash of what the calendar shows, and since when; return them for ETag and Last-Modified."""
    content_sha256 = hashlib.sha256(content).hexdigest()
    if content_sha256 != feed.content_sha256:
        feed.content_sha256, feed.changed_at = content_sha256, timezone.now()
        feed.save(update_fields=["content_sha256", "changed_at"])
    return feed.content_sha256, feed.changed_at


def title_of(feed):
    """Return the name of the calendar."""
    return f"Bukti ZI {feed.satker.short_name}" if feed.satker_id else f"Bukti ZI {feed.user}"


def obligations_of(feed, today=None):
    """Return the dated obligations of a calendar, of this year's plans, last year's and later ones; one query.

    Annotated with changes (their number) and changed_at (None: never) of what is asked, verdicts (their number) and
    judged_at (when its evidence was sent or judged last), decree_state, excused and fulfilled.
    """
    year = (today or timezone.localdate()).year
    obligations = Obligation.objects.filter(owed=True, due_on__isnull=False, plan__year__gte=year - 1)
    obligations = obligations.filter(plan__annex__decree__archive=False)
    if feed.satker_id:
        obligations = obligations.filter(plan__satker=feed.satker)
    else:
        obligations = _of_person(obligations, feed.user)
    changes = RequirementChange.objects.filter(requirement=OuterRef("requirement")).order_by().values("requirement")
    reviews = EvidenceReview.objects.filter(evidence__uses__obligation=OuterRef("pk")).order_by("-at")
    verdicts = reviews.order_by().annotate(of_obligation=Value(1)).values("of_obligation").annotate(number=Count("pk"))
    relations = ("requirement", "step__area", "plan__satker", "plan__annex__decree")
    return (
        progress.with_fulfilment(obligations)
        .annotate(
            changes=Subquery(changes.annotate(number=Count("pk")).values("number")),
            changed_at=Subquery(changes.annotate(last=Max("at")).values("last")),
            verdicts=Subquery(verdicts.values("number")),
            judged_at=Subquery(reviews.values("at")[:1]),
            decree_state=F("plan__annex__decree__state"),
        )
        .select_related(*relations)
        .order_by("due_on", "pk")
    )


def is_cancelled(obligation):
    """Return whether nothing is to be done about an obligation of obligations_of() any more."""
    in_force = obligation.active and obligation.decree_state == DecreeState.ENACTED
    return not in_force or obligation.fulfilled or obligation.excused


def _of_person(obligations, user):
    """Return those assigned to the person, and those that nobody has of offices where they are staff or coordinate."""
    unassigned = Q(pk__in=[])
    for grant in user.grants:
        if grant.role == Role.STAFF or grant.role == Role.COORDINATOR and grant.area is None:
            unassigned |= Q(plan__satker=grant.satker_id)
        elif grant.role == Role.COORDINATOR:
            unassigned |= Q(plan__satker=grant.satker_id, step__area__component=grant.area)
    offices = {grant.satker_id for grant in user.grants}
    obligations = with_assignee(obligations.filter(plan__satker__in=offices))
    return obligations.filter(Q(assignee=user.pk) | Q(unassigned, assignee=None))


def address(path):
    """Return the full address of a path of the portal, as a calendar outside of it needs it."""
    return settings.SITE_URL.rstrip("/") + path


def _hash(token):
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
