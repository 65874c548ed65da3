"""Tables of the administrators' room."""

import django_tables2 as tables
from django.template.loader import render_to_string

from zi_portal.jobs import words
from zi_portal.jobs.models import Job

PICK = (
    '<input class="form-check-input" type="checkbox" form="pilihan" name="job" value="{{ record.pk }}" '
    'id="pilih-{{ record.pk }}" aria-label="Pilih {{ record.title }} nomor {{ record.pk }}">'
)
TITLE = (
    '<a id="judul-{{ record.pk }}" class="fw-semibold" href="{% url "operations:job" record.pk %}">'
    "{{ record.title }}</a>"
    '<br><span class="small text-body-secondary">nomor {{ record.pk }}'
    "{% if record.urgent %} · ditunggu orang{% endif %}</span>"
)
OWNER = "{{ record.owner|default_if_none:'—' }}"
OFFICE = "{{ record.satker_name|default_if_none:'—' }}"


class AllJobsTable(tables.Table):
    """Jobs with satker_name and since (scope.jobs_for); the boxes belong to the form "pilihan" of the page."""

    pick = tables.TemplateColumn(PICK, verbose_name="Pilih", orderable=False)
    title = tables.TemplateColumn(TITLE, verbose_name="Pekerjaan", order_by=["kind", "-pk"])
    satker = tables.TemplateColumn(OFFICE, verbose_name="Satker", order_by=["satker_name", "-pk"])
    owner = tables.TemplateColumn(OWNER, verbose_name="Pemilik", order_by=["owner__name", "-pk"])
    state = tables.Column(verbose_name="Status dan alasan", order_by=["state", "-pk"])
    attempts = tables.Column(verbose_name="Percobaan", order_by=["attempts", "-pk"])
    since = tables.DateTimeColumn(verbose_name="Sejak", format="j M Y H.i", order_by=["since", "-pk"])

    class Meta:
        model = Job
        fields = ["pick", "title", "satker", "owner", "state", "attempts", "since"]

    def render_state(self, record):
        """Word, bar and sentence."""
        return render_to_string("jobs/state.html", {"job": record, "told": words.told(record)})
