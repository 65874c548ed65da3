"""Table of the list of decrees."""

import django_tables2 as tables
from django.utils.html import format_html

from plans.models import Decree
from plans.tables import state_badge

UNNUMBERED = format_html('<span class="text-body-secondary">{}</span>', "belum bernomor")


class DecreeTable(tables.Table):
    """Columns of /keputusan/; sorted by year and age unless the user says otherwise."""

    title = tables.Column(verbose_name="Tentang", linkify=("decrees:detail", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    state = tables.Column(verbose_name="Status")
    number = tables.Column(verbose_name="Nomor", order_by=("number_year", "number"), empty_values=())
    enacted_on = tables.DateColumn(verbose_name="Ditetapkan", format="j F Y", default="–")

    class Meta:
        model = Decree
        fields = ["title", "satker", "year", "state", "number", "enacted_on"]
        order_by = ["-year", "-pk"]

    def render_state(self, value, record):
        """Word, colour and icon."""
        return state_badge(record.state)

    def render_number(self, record):
        """Number and its year, as offices cite a decree."""
        return f"{record.number}/{record.number_year}" if record.number else UNNUMBERED
