"""Which rows a user sees, for all models: a path to the office, filtered by the user's grants."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet


def subtree(field, paths):
    """Return Q for the offices at or below the paths; each path ends in a slash, so 320 never matches 3200."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in sorted(paths)), Q(pk__in=[]))


class OfficeScopedQuerySet(QuerySet):
    """Base queryset of all rows that belong to an office; subclasses state only the path to it."""

    office_path = "satker__path"

    def visible_to(self, user):
        """Return the rows that the user sees, none without a sign-in.

        reviewer and admin see the whole subtree of their office, every other role only its own office.
        """
        if not user.is_authenticated:
            return self.none()
        deep = {grant.path for grant in user.grants if grant.reaches_down}
        own = {grant.path for grant in user.grants} - deep
        return self.filter(subtree(self.office_path, deep) | Q(**{f"{self.office_path}__in": sorted(own)}))
