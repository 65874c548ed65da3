"""Table of the list of plans."""

import django_tables2 as tables

from plans.models import Plan

STATE = (
    '{% include "lib/state.html" with state=record.annex.decree.state label=record.annex.decree.get_state_display %}'
)
COMPLETE = (
    '{% if record.row_count %}<span class="meter"><progress max="{{ record.row_count }}" '
    'value="{{ record.full_count }}" aria-label="Baris lengkap"></progress> '
    "{{ record.full_count }} dari {{ record.row_count }} baris</span>"
    '{% else %}<span class="text-body-secondary">belum ada baris</span>{% endif %}'
)


class PlanTable(tables.Table):
    """Columns of /rencana/; completeness counts the rows that have an action and a time."""

    title = tables.Column(verbose_name="Rencana aksi", linkify=("plans:detail", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    state = tables.TemplateColumn(STATE, verbose_name="Status", order_by="annex__decree__state")
    complete = tables.TemplateColumn(COMPLETE, verbose_name="Kelengkapan", orderable=False)

    class Meta:
        model = Plan
        fields = ["title", "satker", "year", "state", "complete"]
        order_by = ["-year", "-pk"]

    def render_title(self, record):
        """Titles are long decree titles: the list shows a short form."""
        return f"Rencana Aksi {record.year} · {record.satker.short_name}"
