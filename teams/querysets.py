"""Which rows of the teams app somebody sees; each queryset states its way to the office."""

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone

from teams.scoping import OfficeScopedQuerySet


class SatkerQuerySet(OfficeScopedQuerySet):
    office_path = "path"

    def named(self, text):
        """The one office with this code or name (short or full, any case); raises Satker.DoesNotExist."""
        text = " ".join(text.split())
        return self.get(Q(code=text) | Q(short_name__iexact=text) | Q(full_name__iexact=text))

    def active(self, on=None):
        """Offices that exist on that day (today when not said)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=day),
            Q(active_until__isnull=True) | Q(active_until__gte=day),
        )


class MembershipQuerySet(OfficeScopedQuerySet):
    def active(self, on=None):
        """Memberships in force on that day (today when not said); one that was ended stops on the day of its end."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__date__gt=day),
            valid_from__lte=day,
        )


class TeamQuerySet(OfficeScopedQuerySet):
    def with_counts(self):
        """Adds row_count (printed lines of people) and person_count (different names)."""
        names = Lower("units__members__name")
        return self.annotate(row_count=Count("units__members"), person_count=Count(names, distinct=True))
