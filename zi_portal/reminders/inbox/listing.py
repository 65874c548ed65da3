"""Table and filter of the inbox."""

import django_filters
import django_tables2 as tables

from zi_portal.lib.screens import ListFilter
from zi_portal.reminders.inbox.presenters import days_of
from zi_portal.reminders.kinds import KINDS
from zi_portal.reminders.models import Notice
from zi_portal.reminders.states import Subject

UNREAD, READ = "belum", "sudah"
CHOICES = [(UNREAD, "Belum dibaca"), (READ, "Sudah dibaca")]


class InboxTable(tables.Table):
    """Notices of a person; days: [Day] of the page's rows, filled by prepare()."""

    days = ()

    class Meta:
        model = Notice
        fields = []
        orderable = False

    def prepare(self, records):
        """Group the rows of the page by day, with their words; one query for each sort of thing."""
        self.days = days_of(records)


class InboxFilter(ListFilter):
    """Filters by read or unread, and by what the notice is about."""

    dibaca = django_filters.ChoiceFilter(
        method="by_reading", choices=CHOICES, label="Tampilkan", empty_label="Semua pemberitahuan"
    )
    perihal = django_filters.ChoiceFilter(
        method="by_subject", choices=Subject.choices, label="Perihal", empty_label="Semua perihal"
    )

    class Meta:
        model = Notice
        fields = ["dibaca", "perihal"]

    def by_reading(self, queryset, name, value):
        """Return the unread or the read rows."""
        return queryset.filter(read_at__isnull=value == UNREAD)

    def by_subject(self, queryset, name, value):
        """Return the rows of the kinds with this subject."""
        return queryset.filter(kind__in=[kind.name for kind in KINDS.values() if kind.subject == value])
