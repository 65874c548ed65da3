"""Querysets of the plans app; each states the path to its office, by which rows are visible to a user."""

from django.apps import apps
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from plans.states import DecreeState
from teams.models import Satker
from teams.offices.writing import staff_offices
from teams.scoping import OfficeScopedQuerySet

COPIED_STATES = (DecreeState.ENACTED, DecreeState.SUPERSEDED)
"""States of other offices' decrees whose plan may be copied."""


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

    def of_other_offices(self, user):
        """Return the enacted plans of offices where a user does not write; of those that visible_to() left."""
        enacted = self.filter(annex__decree__state__in=COPIED_STATES)
        return enacted.exclude(satker__in=staff_offices(user))

    def to_copy(self, user):
        """Return, after visible_to(), what may be copied: all plans of offices one writes for, else enacted ones."""
        own = Q(satker__in=staff_offices(user))
        return self.filter(own | Q(annex__decree__state__in=COPIED_STATES))

    def with_beginning(self):
        """Add area_count and row_count; with office and decree."""
        areas = apps.get_model("plans", "PlanArea").objects.filter(plan=OuterRef("pk"), continued=False).order_by()
        area_counts = areas.values("plan").annotate(n=Count("pk")).values("n")
        rows = apps.get_model("plans", "ActionStep").objects.filter(area__plan=OuterRef("pk")).order_by()
        counted = self.annotate(
            area_count=Coalesce(Subquery(area_counts, output_field=IntegerField()), 0), row_count=_row_count(rows)
        )
        return counted.select_related("satker", "annex__decree")

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


class TemplateQuerySet(OfficeScopedQuerySet):
    """For Template: those of the own offices, and what the offices above have published."""

    def visible_to(self, user):
        """Return the templates that the user sees."""
        own = super().visible_to(user)
        if not user.is_authenticated:
            return own
        offered = Q(satker__path__in=sorted(_paths_above(user)), versions__published_at__isnull=False)
        pks = self.filter(offered).values("pk")
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=pks))

    def to_begin_from(self):
        """Return those that a plan may begin from: published, not withdrawn; after visible_to()."""
        published = apps.get_model("plans", "TemplateVersion").objects.filter(
            template=OuterRef("pk"), published_at__isnull=False
        )
        return self.filter(Exists(published), withdrawn_at=None)

    def with_latest(self):
        """Add of the latest published version: latest_pk, latest_number, area_count, row_count; draft_number."""
        versions = apps.get_model("plans", "TemplateVersion").objects.filter(template=OuterRef("pk"))
        published = versions.filter(published_at__isnull=False).order_by("-number")
        drafts = versions.filter(published_at=None).order_by("-number")
        return self.annotate(
            latest_pk=Subquery(published.values("pk")[:1]),
            latest_number=Subquery(published.values("number")[:1]),
            area_count=Subquery(published.values("area_count")[:1]),
            row_count=Subquery(published.values("row_count")[:1]),
            draft_number=Subquery(drafts.values("number")[:1]),
        )


class TemplateVersionQuerySet(OfficeScopedQuerySet):
    """For TemplateVersion."""

    office_path = "template__satker__path"

    def readable(self, *, may_write):
        """Return the versions that were published; may_write: those that wait too."""
        return self if may_write else self.filter(published_at__isnull=False)


def _paths_above(user):
    """Return the paths of the offices of a user's roles and of all offices above them."""
    steps = [grant.path.rstrip("/").split("/") for grant in user.grants]
    return {"/".join(parts[: n + 1]) + "/" for parts in steps for n in range(len(parts))}


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
