"""Tables of the lists of jobs."""

from functools import cached_property

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from zi_portal.jobs import deeds, words
from zi_portal.jobs.models import Job

MOMENT = '<span class="text-nowrap">{{ value|date:"j M Y H.i" }}</span>'


class AboutTable(tables.Table):
    """A table of jobs that knows what each is about."""

    @cached_property
    def about(self):
        """{pk: words} of the page's rows."""
        return words.about([row.record for row in self.paginated_rows], self.request.user)


class JobTable(AboutTable):
    """A person's own jobs; the buttons of a row submit the page's form "lakukan"."""

    title = tables.Column(verbose_name="Pekerjaan", order_by=["kind", "-pk"])
    state = tables.Column(verbose_name="Status", order_by=["state", "-pk"])
    created_at = tables.TemplateColumn(MOMENT, verbose_name="Diminta")
    actions = tables.Column(verbose_name="Tindakan", empty_values=(), orderable=False)

    class Meta:
        model = Job
        fields = ["title", "state", "created_at", "actions"]

    def render_title(self, record):
        """Return the kind of work and what it is about."""
        context = {"job": record, "address": "jobs:status", "about": self.about.get(record.pk, ""), "number": ""}
        return render_to_string("jobs/title.html", context)

    def render_state(self, record):
        """Return word, bar and sentence."""
        return render_to_string("jobs/state.html", {"job": record, "description": words.describe(record)})

    def render_actions(self, record):
        """Return the link to the result and the buttons that apply."""
        links, buttons = deeds.in_list(record)
        html = render_to_string("jobs/actions.html", {"links": links, "buttons": buttons})
        return mark_safe(html.strip())  # noqa: S308 -- a template of ours
