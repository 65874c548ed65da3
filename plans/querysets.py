"""Querysets of the plans app; each states the path to its office, by which rows are visible to a user."""

from django.apps import apps
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from plans.states import DecreeState
from teams.models import Satker
from teams.scoping import OfficeScopedQuerySet


class ImportQuerySet(OfficeScopedQuerySet):
    """For WorkbookImport; those whose plan was deleted are not seen."""

    def visible_to(self, user):
        """Return the rows that the user sees (see OfficeScopedQuerySet)."""
        return super().visible_to(user).filter(Q(plan=None) | Q(plan__deleted=False))


class PlanQuerySet(OfficeScopedQuerySet):
    """For Plan; deleted ones are not seen."""

    def visible_to(self, user):
        """Return the rows that the user sees (see OfficeScopedQuerySet)."""
        return super().visible_to(user).filter(deleted=False)

    def with_completeness(self):
        """Add row_count, and full_count: rows that have (or continue) both an action and a time."""
        rows = (
            apps.get_model("plans", "ActionStep")
            .objects.filter(area__plan=OuterRef("pk"))
            .annotate(runs=Cast("continues", TextField()))
            .order_by()
        )
        has_action = ~Q(action="") | Q(runs__contains='"action"')
        has_time = ~Q(time="") | ~Q(ticks=[]) | Q(runs__contains='"time"')
        return self.annotate(row_count=_row_count(rows), full_count=_row_count(rows.filter(has_action, has_time)))


def _row_count(rows):
    row_counts = rows.values("area__plan").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(row_counts, output_field=IntegerField()), 0)


class DecreeQuerySet(OfficeScopedQuerySet):
    """For Decree; deleted drafts are seen only where they are asked for."""

    def visible_to(self, user, *, deleted=False):
        """Return the rows that the user sees (see OfficeScopedQuerySet); deleted: the deleted drafts instead."""
        rows = super().visible_to(user)
        return rows.filter(state=DecreeState.DELETED) if deleted else rows.exclude(state=DecreeState.DELETED)

    def with_origin(self):
        """Add source_name of the plan's file, and last_change: when decree or plan was changed last."""
        plans = apps.get_model("plans", "Plan").objects.filter(annex__decree=OuterRef("pk")).order_by("pk")
        return self.annotate(
            source_name=Coalesce(Subquery(plans.values("source_name")[:1]), Value("")),
            last_change=Greatest("changed_at", Coalesce(Subquery(plans.values("changed_at")[:1]), "changed_at")),
        )

    def with_deletion(self):
        """Add deleted_at and deleted_by (a name, "" where nobody is known) of the last deletion."""
        deletions = apps.get_model("plans", "DecreeTransition").objects.filter(decree=OuterRef("pk"), action="delete")
        latest = deletions.order_by("-pk")
        return self.annotate(
            deleted_at=Subquery(latest.values("at")[:1]),
            deleted_by=Coalesce(Subquery(latest.values("actor__name")[:1]), Value("")),
        )

    def with_body(self):
        """Prefetch the clauses, and the annexes with plan, layout and team, for whoever reads the whole decree."""
        annexes = (
            apps.get_model("plans", "Annex").objects.select_related("plan__layout", "team").order_by("position", "pk")
        )
        return self.prefetch_related("clauses", Prefetch("annexes", annexes))


class DecreePartQuerySet(OfficeScopedQuerySet):
    """For models that belong to a decree (Annex, Clause, Version, Document)."""

    office_path = "decree__satker__path"

    def visible_to(self, user):
        """Return the rows that the user sees (see OfficeScopedQuerySet); none of a deleted draft."""
        return super().visible_to(user).exclude(decree__state=DecreeState.DELETED)


class PlanPartQuerySet(OfficeScopedQuerySet):
    """For models that belong to a plan (PlanArea, Deadline, Replacement)."""

    office_path = "plan__satker__path"

    def visible_to(self, user):
        """Return the rows that the user sees (see OfficeScopedQuerySet); none of a deleted plan."""
        return super().visible_to(user).filter(plan__deleted=False)


class AreaPartQuerySet(OfficeScopedQuerySet):
    """For models that belong to an area (Aspect, ActionStep)."""

    office_path = "area__plan__satker__path"

    def visible_to(self, user):
        """Return the rows that the user sees (see OfficeScopedQuerySet); none of a deleted plan."""
        return super().visible_to(user).filter(area__plan__deleted=False)


class LayoutQuerySet(QuerySet):
    def usable_for(self, *satkers):
        """Return the layouts that plans of these offices may use: the national presets and the offices' own."""
        return self.filter(Q(satker__isnull=True) | Q(satker__in=satkers))

    def visible_to(self, user):
        """Return the national presets and the layouts of the offices that the user sees."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(satker__isnull=True) | Q(satker__in=_satker_ids(user)))


def _satker_ids(user):
    return Satker.objects.visible_to(user).values("pk")
