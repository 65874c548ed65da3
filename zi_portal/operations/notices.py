"""The ledger of notices for administrators: who was told of what, when, by which mail; table and filter."""

import django_filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, Subquery

from teams import permissions
from teams.models import Satker
from zi_portal.lib.screens import ListFilter, search_words
from zi_portal.operations import scope
from zi_portal.operations.presenters import NOTHING, mail_badge, mail_link
from zi_portal.reminders.inbox.presenters import GONE, title_of
from zi_portal.reminders.kinds import KINDS, lines_of
from zi_portal.reminders.models import Notice

WHAT = (
    '<span class="fw-semibold">{{ record.title }}</span><br>'
    '<span class="small text-body-secondary">{{ record.text }}</span>'
)
PERSON = '{{ record.user }}<br><span class="small text-body-secondary text-break">{{ record.user.email }}</span>'
MAIL = (
    '{% for badge in record.badges %}{% include "lib/badge.html" %}<br>{% endfor %}'
    '<span class="small">{{ record.mail }}</span>'
)
UNSENT = "tidak lewat surel, atau surelnya sudah lebih dari 90 hari"


class NoticeTable(tables.Table):
    """Notices with satker_name (notices_for)."""

    what = tables.TemplateColumn(WHAT, verbose_name="Pemberitahuan", order_by=["kind", "-pk"])
    person = tables.TemplateColumn(PERSON, verbose_name="Kepada", order_by=["user__name", "-pk"])
    satker = tables.Column(accessor="satker_name", verbose_name="Satker", default=NOTHING)
    told_at = tables.DateTimeColumn(verbose_name="Diberitahukan", format="j M Y H.i", order_by=["told_at", "pk"])
    day = tables.DateColumn(verbose_name="Untuk tanggal", format="j M Y", order_by=["day", "pk"])
    mail = tables.TemplateColumn(MAIL, verbose_name="Surel", orderable=False)

    class Meta:
        model = Notice
        fields = ["what", "person", "satker", "told_at", "day", "mail"]

    def prepare(self, records):
        """Give the rows of the page what they show; one query for each sort of thing."""
        lines, may_open = lines_of(records), permissions.can_operate(self.request.user)
        for record in records:
            line = lines.get(record.pk)
            record.title, record.text = title_of(record), line.text if line else GONE
            record.badges = [mail_badge(record.message)] if record.message else []
            record.mail = mail_link(record.message, may_open=may_open) if record.message else UNSENT


def kind_choices():
    """Return [(name, title)] of all kinds of notices, by title."""
    return sorted(((kind.name, kind.title) for kind in KINDS.values()), key=lambda pair: pair[1])


class NoticeFilter(ListFilter):
    """Filters by person, kind and office."""

    q = django_filters.CharFilter(
        method="search",
        label="Cari penerima (nama atau surel)",
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    kind = django_filters.ChoiceFilter(choices=kind_choices, label="Jenis", empty_label="Semua jenis")
    satker = django_filters.CharFilter(method="office", label="Satker (nama atau kode)")

    class Meta:
        model = Notice
        fields = ["q", "kind", "satker"]

    def search(self, queryset, name, value):
        """Return the rows where every word occurs in the person's name or address."""
        for word in search_words(value):
            queryset = queryset.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
        return queryset

    def office(self, queryset, name, value):
        """Return the rows of offices whose code begins with the value or whose name contains it."""
        return queryset.filter(Q(satker_code__startswith=value) | Q(satker_name__icontains=value))


def notices_for(user):
    """Return the notices about things of the offices in the user's care, with satker_name.

    A national admin has all of them; raise PermissionDenied for who is no admin.
    """
    if not scope.may_enter(user):
        raise PermissionDenied("Halaman ini untuk administrator satker.")
    rows = Notice.objects.select_related("user", "message")
    if not permissions.can_operate(user):
        rows = rows.filter(satker_code__in=scope.managed_codes(user))
    office = Satker.objects.filter(code=OuterRef("satker_code")).values("short_name")
    return rows.annotate(satker_name=Subquery(office))
