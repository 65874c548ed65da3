"""Which plans and decrees somebody sees; each queryset states its way to the office."""

from django.db.models import Q, QuerySet

from teams.scoping import OfficeScopedQuerySet


class OfficeQuerySet(OfficeScopedQuerySet):
    """For models with a satker of their own (Plan, Decree, WorkbookImport)."""


class DecreePartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a decree (Annex, Clause, Version, Document)."""

    office_path = "decree__satker__path"


class PlanPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on a plan (PlanArea, Deadline)."""

    office_path = "plan__satker__path"


class AreaPartQuerySet(OfficeScopedQuerySet):
    """For models that hang on an area (Aspect, ActionStep)."""

    office_path = "area__plan__satker__path"


class LayoutQuerySet(QuerySet):
    def visible_to(self, user):
        """The national presets, and the layouts of the offices that the user sees."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(satker__isnull=True) | Q(satker__in=_satker_ids(user)))


def _satker_ids(user):
    from teams.models import Satker  # noqa: PLC0415 -- kept off the module's imports: models import this module

    return Satker.objects.visible_to(user).values("pk")
