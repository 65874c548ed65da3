"""Which rows of the teams app somebody sees; each queryset states its way to the office."""

from django.db.models import Q
from django.utils import timezone

from teams.scoping import OfficeScopedQuerySet


class SatkerQuerySet(OfficeScopedQuerySet):
    office_path = "path"

    def active(self, on=None):
        """Offices that exist on that day (today when not said)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=day), Q(active_until__isnull=True) | Q(active_until__gte=day)
        )


class MembershipQuerySet(OfficeScopedQuerySet):
    def active(self, on=None):
        """Memberships in force on that day (today when not said)."""
        day = on or timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class TeamQuerySet(OfficeScopedQuerySet):
    pass
