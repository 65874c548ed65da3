"""Tables of a reviewer's queue and of an office's repairs."""

from urllib.parse import urlencode

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from evidence import permissions
from evidence.models import Evidence
from evidence.presenters.review import listed, reason, repair_link


class QueueTable(tables.Table):
    """Rows of reviewing.with_details(); their checkboxes belong to the page's form "pilihan" and carry the revision."""

    row_template = "evidence/review/row.html"
    """Template of a whole row; a template for each cell takes twice as long."""

    pick = tables.Column(accessor="pk", verbose_name="Pilih", orderable=False)
    look = tables.Column(accessor="pk", verbose_name="", orderable=False)
    title = tables.Column(verbose_name="Bukti", order_by=["title", "pk"])
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name", order_by=["satker__short_name", "pk"])
    state = tables.Column(verbose_name="Status", order_by=["state", "waiting_since", "pk"])
    since = tables.Column(accessor="waiting_since", verbose_name="Menunggu", order_by=["waiting_since", "pk"])

    class Meta:
        model = Evidence
        fields = ["pick", "look", "title", "satker", "state", "since"]

    @cached_property
    def antrean(self):
        """Query string that leads from a row's page back into the queue as it is filtered now."""
        filters = {name: value for name, value in self.request.GET.items() if value and name not in {"page", "sort"}}
        return "?" + urlencode({"antrean": urlencode(filters) or "semua"})

    def prepare(self, records):
        """Give the rows of the page what they show."""
        for record in records:
            record.listed = listed(record)


class RepairTable(tables.Table):
    """Rows of reviewing.with_details() and with_reasons()."""

    title = tables.TemplateColumn(
        template_name="evidence/review/what.html",
        extra_context={"antrean": ""},
        verbose_name="Bukti",
        order_by=["title", "pk"],
    )
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name", order_by=["satker__short_name", "pk"])
    why = tables.Column(accessor="pk", verbose_name="Yang harus diperbaiki", orderable=False)
    since = tables.TemplateColumn(
        template_name="evidence/review/since.html",
        accessor="waiting_since",
        verbose_name="Sejak",
        order_by=["waiting_since", "pk"],
    )
    send = tables.Column(accessor="pk", verbose_name="", orderable=False)

    class Meta:
        model = Evidence
        fields = ["title", "satker", "why", "since", "send"]

    def prepare(self, records):
        """Give the rows of the page what they show."""
        for record in records:
            record.listed = listed(record)

    def render_why(self, record):
        """State, reason of the last verdict, open notes."""
        return render_to_string("evidence/review/why.html", {"record": record, "reason": reason(record)})

    def render_send(self, record):
        """Link to the page that takes another revision, for whoever may send one."""
        links = [repair_link(record)] if permissions.can_revise(self.request.user, record) else []
        return render_to_string("lib/links.html", {"links": links})
