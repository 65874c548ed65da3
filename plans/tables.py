"""Tables of the lists of plans and decrees, and the badge of a state."""

from datetime import timedelta
from functools import cache

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from plans import permissions
from plans.models import Decree, Plan, Template
from plans.presenters.decree import moment
from plans.presenters.origin import begun_from, made_cell
from plans.presenters.templates import standing
from plans.states import KEPT_DAYS, DecreeState
from zi_portal.lib.screens.controls import SMALL, Button

BAR = '<progress max="{0}" value="{1}" aria-label="Baris lengkap"></progress>'
COMPLETE = f'<span class="meter">{BAR} {{1}} dari {{0}} baris</span>'
EMPTY = format_html('<span class="text-body-secondary">{}</span>', "belum ada baris")
UNNUMBERED = format_html('<span class="text-body-secondary">{}</span>', "belum bernomor")


@cache
def state_badge(state):
    """Return the badge of a state: word, colour and icon; each is rendered once."""
    return render_to_string("lib/state.html", {"state": state, "label": DecreeState(state).label})


class PlanTable(tables.Table):
    """The list of plans; completeness counts the rows that have an action and a time."""

    title = tables.Column(verbose_name="Rencana aksi", linkify=("plans:detail", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    state = tables.Column(verbose_name="Status", accessor="annex__decree__state")
    complete = tables.Column(verbose_name="Kelengkapan", accessor="row_count", orderable=False)
    made = tables.Column(verbose_name="Dibuat", accessor="created_at")
    changed_at = tables.Column(verbose_name="Diubah")

    class Meta:
        model = Plan
        fields = ["title", "satker", "year", "state", "complete", "made", "changed_at"]
        order_by = ["-year", "-pk"]

    def render_title(self, record):
        """Return a short title, as the plan's own is the decree's long one."""
        return f"Rencana Aksi {record.year} · {record.satker.short_name}"

    def render_state(self, record):
        """Return the badge of the decree's state."""
        return state_badge(record.annex.decree.state)

    def render_complete(self, record):
        """Return a bar with the counts in words, EMPTY for a plan without rows."""
        return format_html(COMPLETE, record.row_count, record.full_count) if record.row_count else EMPTY

    def render_made(self, record):
        """Return who made it and when, and from which file."""
        copied = record.annex.decree.amends_id is not None
        return made_cell(record.created_by, record.created_at, record.source_name, copied, begun_from(record))

    def render_changed_at(self, value):
        """Return when its table was changed last."""
        return moment(value)


class OtherPlanTable(tables.Table):
    """The list of other offices' enacted plans, from which one is copied."""

    title = tables.Column(verbose_name="Rencana aksi", linkify=("plans:begin-copy", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    counts = tables.Column(verbose_name="Isi", accessor="row_count", orderable=False)

    class Meta:
        model = Plan
        fields = ["title", "satker", "year", "counts"]
        order_by = ["-year", "-pk"]

    def render_title(self, record):
        """Return a short title, which links to the preview of the copy."""
        return f"Salin rencana {record.year} {record.satker.short_name}"

    def render_counts(self, record):
        """Return how many areas and rows it has."""
        return f"{record.area_count} area, {record.row_count} baris"


class TemplateTable(tables.Table):
    """The list of templates."""

    title = tables.Column(verbose_name="Templat", linkify=("plans:template", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Pemilik", accessor="satker__short_name")
    standing = tables.Column(verbose_name="Status", empty_values=(), orderable=False)
    version = tables.Column(verbose_name="Versi", accessor="latest_number", default="–")
    counts = tables.Column(verbose_name="Isi", empty_values=(), orderable=False)

    class Meta:
        model = Template
        fields = ["title", "satker", "standing", "version", "counts"]
        order_by = ["title", "pk"]

    def render_standing(self, record):
        """Return the badge of its standing."""
        badge = render_to_string("lib/badge.html", {"badge": standing(record)})
        return mark_safe(badge.strip())  # noqa: S308 -- ours

    def render_counts(self, record):
        """Return how many areas and rows its latest version has."""
        return f"{record.area_count} area, {record.row_count} baris" if record.latest_number else "–"


class DecreeTable(tables.Table):
    """The list of decrees, by default sorted by year, the newest first."""

    title = tables.Column(verbose_name="Tentang", linkify=("decrees:detail", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    state = tables.Column(verbose_name="Status")
    number = tables.Column(verbose_name="Nomor", order_by=("number_year", "number"), empty_values=())
    enacted_on = tables.DateColumn(verbose_name="Ditetapkan", format="j F Y", default="–")
    made = tables.Column(verbose_name="Dibuat", accessor="created_at")
    last_change = tables.Column(verbose_name="Diubah")

    class Meta:
        model = Decree
        fields = ["title", "satker", "year", "state", "number", "enacted_on", "made", "last_change"]
        order_by = ["-year", "-pk"]

    def render_state(self, value, record):
        """Return the badge of the state."""
        return state_badge(record.state)

    def render_number(self, record):
        """Return number and year, as offices cite a decree."""
        return f"{record.number}/{record.number_year}" if record.number else UNNUMBERED

    def render_made(self, record):
        """Return who made it and when, and from which file."""
        return made_cell(record.created_by, record.created_at, record.source_name, record.amends_id is not None)

    def render_last_change(self, value):
        """Return when it or its plan was changed last."""
        return moment(value)


class DeletedTable(tables.Table):
    """The list of deleted drafts; the button of a row submits the page's form "lakukan"."""

    title = tables.Column(verbose_name="Tentang")
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    deleted_by = tables.Column(verbose_name="Dihapus oleh", default="–")
    deleted_at = tables.Column(verbose_name="Dihapus")
    actions = tables.Column(verbose_name="Tindakan", empty_values=(), orderable=False)

    class Meta:
        model = Decree
        fields = ["title", "satker", "year", "deleted_by", "deleted_at", "actions"]
        order_by = ["-deleted_at", "-pk"]

    def render_deleted_at(self, value):
        """Return when it was deleted and until when it can be restored."""
        until = timezone.localdate(value) + timedelta(days=KEPT_DAYS)
        return f"{moment(value)}, dapat dipulihkan sampai {date_format(until, 'j F Y')}"

    def render_actions(self, record):
        """Return the button that restores it, for staff of its office."""
        if not permissions.can_restore(self.request.user, record):
            return ""
        extra = {"form": "lakukan", "formaction": reverse("decrees:restore", args=[record.pk])}
        button = Button("Pulihkan", "undo", SMALL, about=record.title, extra=extra)
        return mark_safe(render_to_string("lib/button.html", {"button": button}).strip())  # noqa: S308 -- ours
