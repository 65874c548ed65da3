"""May I see this row? One answer for all models: a path to the office, filtered by the user's grants."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet


def subtree(field, paths):
    """Q for the offices at or below the paths; every path ends in a slash, so 320 never sees 3200."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in sorted(paths)), Q(pk__in=[]))


class OfficeScopedQuerySet(QuerySet):
    """Base of the queryset of every row that belongs to an office; subclasses state only the way to it."""

    office_path = "satker__path"

    def visible_to(self, user):
        """Rows of the user's own offices, and below them where a role reaches down; none for nobody.

        reviewer and admin reach the whole subtree, every other role only its own office.
        """
        if not user.is_authenticated:
            return self.none()
        deep = {grant.path for grant in user.grants if grant.reaches_down}
        own = {grant.path for grant in user.grants} - deep
        return self.filter(subtree(self.office_path, deep) | Q(**{f"{self.office_path}__in": sorted(own)}))
