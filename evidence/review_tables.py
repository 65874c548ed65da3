"""Table of the queue of a reviewer."""

from urllib.parse import urlencode

import django_tables2 as tables
from django.template.loader import render_to_string

from evidence.models import Evidence


class QueueTable(tables.Table):
    """Rows of reviewing.shown(); the boxes belong to the form "pilihan" of the page and carry what was shown."""

    pick = tables.TemplateColumn(template_name="evidence/review/pick.html", verbose_name="Pilih", orderable=False)
    look = tables.TemplateColumn(template_name="evidence/review/look.html", verbose_name="", orderable=False)
    title = tables.Column(verbose_name="Bukti", order_by=["title", "pk"])
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name", order_by=["satker__short_name", "pk"])
    state = tables.TemplateColumn(
        template_name="evidence/review/stage.html", verbose_name="Status", order_by=["state", "waiting_since", "pk"]
    )
    since = tables.TemplateColumn(
        template_name="evidence/review/since.html",
        accessor="waiting_since",
        verbose_name="Menunggu",
        order_by=["waiting_since", "pk"],
    )

    class Meta:
        model = Evidence
        fields = ["pick", "look", "title", "satker", "state", "since"]

    def render_title(self, record):
        """Title with its link into the queue as it is filtered now, what it is put to, kind and revision."""
        asked = {name: value for name, value in self.request.GET.items() if value and name not in {"page", "sort"}}
        context = {"record": record, "antrean": urlencode({"antrean": urlencode(asked) or "semua"})}
        return render_to_string("evidence/review/what.html", context)


class RepairTable(tables.Table):
    """Rows of reviewing.shown() with their reasons."""

    title = tables.TemplateColumn(
        template_name="evidence/review/what.html",
        extra_context={"antrean": ""},
        verbose_name="Bukti",
        order_by=["title", "pk"],
    )
    satker = tables.Column(verbose_name="Satker", accessor="satker__short_name", order_by=["satker__short_name", "pk"])
    why = tables.TemplateColumn(
        template_name="evidence/review/why.html", accessor="pk", verbose_name="Yang harus diperbaiki", orderable=False
    )
    since = tables.TemplateColumn(
        template_name="evidence/review/since.html",
        accessor="waiting_since",
        verbose_name="Sejak",
        order_by=["waiting_since", "pk"],
    )
    send = tables.TemplateColumn(
        template_name="evidence/review/send.html", accessor="pk", verbose_name="", orderable=False
    )

    class Meta:
        model = Evidence
        fields = ["title", "satker", "why", "since", "send"]
