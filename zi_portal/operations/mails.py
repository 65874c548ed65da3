"""Outgoing mail for operators: the rows, their table and filter, and what operators do to them, each recorded."""

import django_filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery

from teams import permissions
from teams.models import Satker
from zi_portal.audit import chain
from zi_portal.lib.screens import ListFilter, search_words
from zi_portal.mail import backends, outbox
from zi_portal.mail.letters import LETTERS
from zi_portal.mail.models import Message
from zi_portal.mail.states import MessageState
from zi_portal.operations.presenters import mail_badge

PICK = (
    '{% if record.retryable %}<input class="form-check-input" type="checkbox" form="pilihan" name="mail" '
    'value="{{ record.pk }}" aria-label="Pilih surel nomor {{ record.pk }} kepada {{ record.address }}">{% endif %}'
)
TITLE = (
    '<a class="fw-semibold" href="{% url "operations:mail" record.pk %}">{{ record.title }}'
    '<span class="visually-hidden"> nomor {{ record.pk }}</span></a>'
    '<br><span class="small text-body-secondary">{{ record.subject }}</span>'
)
RECIPIENT = (
    "{% if record.user %}{{ record.user }}<br>{% endif %}"
    '<span class="small text-body-secondary text-break">{{ record.address }}</span>'
)
OFFICE = "{{ record.satker_name|default_if_none:'—' }}"
STATE = (
    '{% include "lib/badge.html" with badge=record.badge %}'
    '{% if record.reason %}<div class="small text-body-secondary mt-1">{{ record.reason }}</div>{% endif %}'
)


class MailTable(tables.Table):
    """Messages with satker_name (mails_for); the boxes belong to the form "pilihan" of the page."""

    pick = tables.TemplateColumn(PICK, verbose_name="Pilih", orderable=False)
    title = tables.TemplateColumn(TITLE, verbose_name="Surel", order_by=["kind", "-pk"])
    recipient = tables.TemplateColumn(RECIPIENT, verbose_name="Penerima", order_by=["address", "-pk"])
    satker = tables.TemplateColumn(OFFICE, verbose_name="Satker", order_by=["satker_name", "-pk"])
    state = tables.TemplateColumn(STATE, verbose_name="Status dan alasan", order_by=["state", "-pk"])
    queued_at = tables.DateTimeColumn(verbose_name="Diantrekan", format="j M Y H.i", order_by=["queued_at", "-pk"])
    sent_at = tables.DateTimeColumn(verbose_name="Terkirim", format="j M Y H.i", order_by=["sent_at", "-pk"])

    class Meta:
        model = Message
        fields = ["pick", "title", "recipient", "satker", "state", "queued_at", "sent_at"]

    def prepare(self, records):
        """Give the rows of the page what they show."""
        for record in records:
            record.badge = mail_badge(record)


def letter_choices():
    """Return [(name, title)] of all kinds of letters of this version, by title."""
    return sorted(((kind.name, kind.title) for kind in LETTERS.values()), key=lambda pair: pair[1])


class MailFilter(ListFilter):
    q = django_filters.CharFilter(
        method="search",
        label="Cari penerima, perihal, atau alasan",
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    state = django_filters.ChoiceFilter(choices=MessageState.choices, label="Status", empty_label="Semua status")
    kind = django_filters.ChoiceFilter(choices=letter_choices, label="Jenis", empty_label="Semua jenis")
    satker = django_filters.CharFilter(method="office", label="Satker (nama atau kode)")

    class Meta:
        model = Message
        fields = ["q", "state", "kind", "satker"]

    def search(self, queryset, name, value):
        """Return the rows where every word occurs in the recipient, the subject or the reason."""
        for word in search_words(value):
            queryset = queryset.filter(
                Q(address__icontains=word)
                | Q(user__name__icontains=word)
                | Q(subject__icontains=word)
                | Q(reason__icontains=word)
            )
        return queryset

    def office(self, queryset, name, value):
        """Return the rows of offices whose code begins with the value or whose name contains it."""
        return queryset.filter(Q(satker_code__startswith=value) | Q(satker_name__icontains=value))


def mails_for(user):
    """Return all messages, with satker_name, for an operator; raise PermissionDenied for everybody else."""
    if not permissions.can_operate(user):
        raise PermissionDenied("Halaman ini untuk administrator nasional.")
    office = Satker.objects.filter(code=OuterRef("satker_code")).values("short_name")
    return Message.objects.select_related("user", "job").annotate(satker_name=Subquery(office))


def shares(mails):
    """Return [(state, word, number)] for each state of a queryset of messages."""
    numbers = {state: Count("pk", filter=Q(state=state)) for state in MessageState.values}
    numbers_by_state = mails.order_by().aggregate(**numbers)
    return [(state, label.capitalize(), numbers_by_state[state]) for state, label in MessageState.choices]


@transaction.atomic
def ask_again(mail, *, actor, request_id):
    """Let a failed or bounced message wait again; return False when it is in another state by now."""
    before = {"state": mail.state, "attempts": mail.attempts}
    if not outbox.ask_again(mail):
        return False
    _record("mail.retry", mail, actor, request_id, before=before, after={"state": mail.state})
    return True


def read(mail, *, actor, request_id, how):
    """Return the bytes of the message's file or None; recorded, for it may hold a link that opens an account.

    how: "screen" or "file", for the record.
    """
    content = backends.read(mail.file)
    if content is not None:
        _record("mail.read", mail, actor, request_id, after={"how": how, "user": mail.user_id})
    return content


def _record(action, mail, actor, request_id, **facts):
    code = mail.satker_code
    chain.record(action, actor=actor, subject=mail, satker_code=code, request_id=request_id, **facts)
