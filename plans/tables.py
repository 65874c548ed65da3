"""Table of the list of plans, and the badge of a state."""

from functools import cache

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html

from plans.models import Plan
from plans.states import DecreeState

BAR = '<progress max="{0}" value="{1}" aria-label="Baris lengkap"></progress>'
COMPLETE = f'<span class="meter">{BAR} {{1}} dari {{0}} baris</span>'
EMPTY = format_html('<span class="text-body-secondary">{}</span>', "belum ada baris")


@cache
def state_badge(state):
    """Badge of a state: word, colour and icon; there are seven, so each is made once."""
    return render_to_string("lib/state.html", {"state": state, "label": DecreeState(state).label})


class PlanTable(tables.Table):
    """Columns of /rencana/; completeness counts the rows that have an action and a time."""

    title = tables.Column(verbose_name="Rencana aksi", linkify=("plans:detail", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    state = tables.Column(verbose_name="Status", accessor="annex__decree__state")
    complete = tables.Column(verbose_name="Kelengkapan", accessor="row_count", orderable=False)

    class Meta:
        model = Plan
        fields = ["title", "satker", "year", "state", "complete"]
        order_by = ["-year", "-pk"]

    def render_title(self, record):
        """Titles are long decree titles: the list shows a short form."""
        return f"Rencana Aksi {record.year} · {record.satker.short_name}"

    def render_state(self, record):
        """The decree's state."""
        return state_badge(record.annex.decree.state)

    def render_complete(self, record):
        """A bar with words; nothing to measure in an empty plan."""
        return format_html(COMPLETE, record.row_count, record.full_count) if record.row_count else EMPTY
