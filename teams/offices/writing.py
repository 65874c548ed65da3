"""The offices and years for which a user may create something: a decree, a team, a plan, an import."""

from django.utils import timezone

from teams.models import Satker
from teams.states import Role

FIRST_YEAR = 2015
YEARS_AHEAD = 5


def to_write(user):
    """Return the offices that exist today and where the user is staff."""
    return Satker.objects.visible_to(user).active().filter(pk__in=staff_offices(user))


def staff_offices(user):
    """Return the pks of the offices where the user is staff, including those that have ended."""
    return {grant.satker_id for grant in user.grants if grant.role == Role.STAFF}


def last_year():
    """Return the last year for which something may be created today."""
    return timezone.localdate().year + YEARS_AHEAD
