"""For which offices and years a user may begin something new: a decree, a team, a plan, an import."""

from django.utils import timezone

from teams.models import Satker
from teams.states import Role

FIRST_YEAR = 2015
YEARS_AHEAD = 5


def to_write(user):
    """Offices that exist today and where the user is staff."""
    return Satker.objects.visible_to(user).active().filter(pk__in=staff_offices(user))


def staff_offices(user):
    """Ids of the offices where the user is staff, of those that have ended too."""
    return {grant.satker_id for grant in user.grants if grant.role == Role.STAFF}


def last_year():
    """The last year for which something may be begun today."""
    return timezone.localdate().year + YEARS_AHEAD
