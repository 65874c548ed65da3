"""Who may stand in for a person, and what the person's office has set about notices."""

from teams.models import Membership, Satker, User
from zi_portal.audit import chain
from zi_portal.reminders.models import OfficeRule, Preference


def of(user):
    """Return the people who hold a role today in an office where the user holds one; not the user."""
    peers = Membership.objects.active().filter(satker__in=_offices(user))
    return User.objects.filter(is_active=True, pk__in=peers.values("user")).exclude(pk=user.pk).order_by("name", "pk")


def office_defaults(user):
    """Return {"rule": OfficeRule, "zone": time zone} that hold for a user of one office; {} where there are several."""
    offices = list(Satker.objects.filter(pk__in=_offices(user)))
    if len(offices) != 1:
        return {}
    rule = OfficeRule.objects.filter(satker_code=offices[0].code).first() or OfficeRule()
    return {"rule": rule, "zone": offices[0].time_zone}


def preference_of(user):
    """Return the user's Preference with its substitute, None where nothing was chosen."""
    return Preference.objects.select_related("substitute").filter(user=user).first()


def release(user, actor):
    """Let a person stand in no longer for those with whom they share no office today; in the caller's transaction."""
    offices = Membership.objects.active().filter(user=user).values("satker")
    peers = Membership.objects.active().filter(satker__in=offices).values("user")
    for row in Preference.objects.select_for_update().filter(substitute=user).exclude(user__in=peers):
        row.substitute = None
        row.save(update_fields=["substitute"])
        facts = {"before": {"substitute": user.pk}, "after": {"substitute": None}}
        chain.record("notices.substitute_gone", actor=actor, subject=row, **facts)


def _offices(user):
    return {grant.satker_id for grant in user.grants}
