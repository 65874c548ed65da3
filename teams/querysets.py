"""Querysets of the teams app; each states the path to its office, by which rows are visible to a user."""

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone

from teams.scoping import OfficeScopedQuerySet


class SatkerQuerySet(OfficeScopedQuerySet):
    office_path = "path"

    def named(self, text):
        """Return the office with this code or name (short or full, any case); raise Satker.DoesNotExist."""
        text = " ".join(text.split())
        return self.get(Q(code=text) | Q(short_name__iexact=text) | Q(full_name__iexact=text))

    def active(self, on=None):
        """Return the offices that exist on a day (today by default)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=day),
            Q(active_until__isnull=True) | Q(active_until__gte=day),
        )


class MembershipQuerySet(OfficeScopedQuerySet):
    def active(self, on=None):
        """Return the memberships in force on a day (today by default); an ended one stops on the day it was ended."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__date__gt=day),
            valid_from__lte=day,
        )


class TeamQuerySet(OfficeScopedQuerySet):
    """For Team; deleted ones are not seen."""

    def visible_to(self, user):
        """Return the rows that the user sees (see OfficeScopedQuerySet)."""
        return super().visible_to(user).filter(deleted=False)

    def with_counts(self):
        """Add row_count (printed lines of people) and person_count (distinct names)."""
        names = Lower("units__members__name")
        return self.annotate(row_count=Count("units__members"), person_count=Count(names, distinct=True))
