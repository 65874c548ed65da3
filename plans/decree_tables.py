"""Table of the list of decrees."""

import django_tables2 as tables

from plans.models import Decree

STATE = '{% include "lib/state.html" with state=record.state label=record.get_state_display %}'
NUMBER = (
    "{% if record.number %}{{ record.number }}/{{ record.number_year }}{% else %}"
    '<span class="text-body-secondary">belum bernomor</span>{% endif %}'
    "{% if record.amends_id %} · perubahan{% endif %}"
)


class DecreeTable(tables.Table):
    """Columns of /keputusan/; sorted by year and age unless the user says otherwise."""

    title = tables.Column(verbose_name="Tentang", linkify=("decrees:detail", {"pk": tables.A("pk")}))
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name")
    year = tables.Column(verbose_name="Tahun")
    state = tables.TemplateColumn(STATE, verbose_name="Status")
    number = tables.TemplateColumn(NUMBER, verbose_name="Nomor", order_by=("number_year", "number"))
    enacted_on = tables.DateColumn(verbose_name="Ditetapkan", format="j F Y", default="–")

    class Meta:
        model = Decree
        fields = ["title", "satker", "year", "state", "number", "enacted_on"]
        order_by = ["-year", "-pk"]
