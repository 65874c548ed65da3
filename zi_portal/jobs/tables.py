"""Tables of the lists of jobs."""

import django_tables2 as tables
from django.template.loader import render_to_string

from zi_portal.jobs import words
from zi_portal.jobs.models import Job

TITLE = (
    '<a id="judul-{{ record.pk }}" class="fw-semibold" href="{% url "jobs:status" record.pk %}">{{ record.title }}</a>'
)


class JobTable(tables.Table):
    """A person's own jobs; what may be done sends the form "lakukan" of the page."""

    title = tables.TemplateColumn(TITLE, verbose_name="Pekerjaan", order_by=["kind", "-pk"])
    state = tables.Column(verbose_name="Status", order_by=["state", "-pk"])
    created_at = tables.DateTimeColumn(verbose_name="Diminta", format="j M Y H.i")
    actions = tables.Column(verbose_name="Tindakan", empty_values=(), orderable=False)

    class Meta:
        model = Job
        fields = ["title", "state", "created_at", "actions"]

    def render_state(self, record):
        """Word, bar and sentence."""
        return render_to_string("jobs/state.html", {"job": record, "told": words.told(record)})

    def render_actions(self, record):
        """Link to the result, and the buttons that fit."""
        return render_to_string("jobs/actions.html", {"job": record})
