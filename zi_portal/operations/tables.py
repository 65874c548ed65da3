"""Tables of the administrators' screens."""

import django_tables2 as tables
from django.template.loader import render_to_string

from zi_portal.jobs import words
from zi_portal.jobs.models import Job
from zi_portal.jobs.tables import MOMENT, AboutTable

PICK = (
    '<input class="form-check-input" type="checkbox" form="pilihan" name="job" value="{{ record.pk }}" '
    'id="pilih-{{ record.pk }}" aria-label="Pilih {{ record.title }} nomor {{ record.pk }}">'
)
OWNER = "{{ record.owner|default_if_none:'—' }}"
OFFICE = "{{ record.satker_name|default_if_none:'—' }}"


class AllJobsTable(AboutTable):
    """Jobs with satker_name and since (scope.jobs_for); the boxes belong to the form "pilihan" of the page."""

    pick = tables.TemplateColumn(PICK, verbose_name="Pilih", orderable=False)
    title = tables.Column(verbose_name="Pekerjaan", order_by=["kind", "-pk"])
    satker = tables.TemplateColumn(OFFICE, verbose_name="Satker", order_by=["satker_name", "-pk"])
    owner = tables.TemplateColumn(OWNER, verbose_name="Pemilik", order_by=["owner__name", "-pk"])
    state = tables.Column(verbose_name="Status dan alasan", order_by=["state", "-pk"])
    attempts = tables.Column(verbose_name="Percobaan", order_by=["attempts", "-pk"])
    since = tables.TemplateColumn(MOMENT, verbose_name="Sejak", order_by=["since", "-pk"])

    class Meta:
        model = Job
        fields = ["pick", "title", "satker", "owner", "state", "attempts", "since"]

    def render_title(self, record):
        """Return the kind of work and what it is about."""
        number = f"nomor {record.pk} · ditunggu orang" if record.urgent else f"nomor {record.pk}"
        about = self.about.get(record.pk, "")
        context = {"job": record, "address": "operations:job", "about": about, "number": number}
        return render_to_string("jobs/title.html", context)

    def render_state(self, record):
        """Return word, bar and sentence."""
        context = {"job": record, "description": words.describe(record, to_admin=True)}
        return render_to_string("jobs/state.html", context)
