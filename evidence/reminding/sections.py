"""Sections of a digest about obligations and evidence: of what this very person would be told, as things are now."""

from datetime import timedelta
from itertools import chain

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from evidence.models import Evidence
from evidence.proofs import reviewing
from evidence.reminding.due import duties
from evidence.reminding.words import obligation_lines, waiting_lines
from evidence.states import REPAIR, Standing
from teams.models import Membership, Satker
from teams.states import Role
from zi_portal.reminders.kinds import Inquiry, Section, section
from zi_portal.reminders.models import OfficeRule, Preference
from zi_portal.reminders.states import LINES

WEEK = 7


def people_of(user, today):
    """Return the ids of the user and of those whose substitute the user is during a leave; one query."""
    away = Preference.objects.filter(substitute=user, quiet_until__gte=today).values_list("user_id", flat=True)
    return {user.pk, *away}


def inquiry_of(user_ids, today):
    """Return the Inquiry of the offices whose things these people may be told of; three queries."""
    grants = list(Membership.objects.active(today).filter(user_id__in=user_ids).values_list("satker", "role"))
    reviewed_from = [satker_id for satker_id, role in grants if role == Role.REVIEWER]
    offices = Satker.objects.filter(Q(pk__in=[pk for pk, _ in grants]) | Q(parent__in=reviewed_from))
    codes = frozenset(offices.order_by().values_list("code", flat=True))
    rules = {rule.satker_code: rule for rule in OfficeRule.objects.filter(satker_code__in=codes)}
    return Inquiry(today, codes, rules)


def open_duties(user_ids, inquiry):
    """Return [(due date, pk)] of the obligations that the people are told of on the day, the earliest first."""
    return sorted(
        (due_on, pk)
        for pk, due_on, candidates in duties(inquiry)
        if any(
            candidate.user_id in user_ids and inquiry.is_told(candidate.kind, candidate.satker_code, candidate.nominal)
            for candidate in candidates
        )
    )


@section
def obligation_sections(user, today):
    """Return the sections late, today, this week and the next 30 days; at most ten queries."""
    user_ids = people_of(user, today)
    obligations = open_duties(user_ids, inquiry_of(user_ids, today))
    week = today + timedelta(days=WEEK)
    groups = (
        ("late", "Lewat tenggat", [pk for day, pk in obligations if day < today]),
        ("today", "Jatuh tempo hari ini", [pk for day, pk in obligations if day == today]),
        ("week", "Tujuh hari ke depan", [pk for day, pk in obligations if today < day <= week]),
        ("month", "Tiga puluh hari ke depan", [pk for day, pk in obligations if week < day]),
    )
    first_pks = list(chain.from_iterable(obligation_pks[:LINES] for _, _, obligation_pks in groups))
    lines = obligation_lines(first_pks, today) if first_pks else {}
    return [
        Section(
            name,
            title,
            [lines[pk] for pk in obligation_pks[:LINES] if pk in lines],
            len(obligation_pks),
            reverse("evidence:home") if name == "late" else reverse("evidence:month"),
            urgent=name in {Standing.LATE, Standing.TODAY},
        )
        for name, title, obligation_pks in groups
        if obligation_pks
    ]


@section
def evidence_sections(user, today):
    """Return the sections of what came back to this person and of what waits for their verdict; five queries."""
    returned, waiting = returned_to(user, today), reviewing.waiting_for(user)
    sections = (
        ("returned", "Dikembalikan atau dipertanyakan", returned, "evidence:repair"),
        ("review", "Menunggu Anda periksa", waiting, "evidence:queue"),
    )
    return [
        Section(name, title, lines, rows.count() if len(lines) == LINES else len(lines), reverse(url), urgent)
        for name, title, rows, url in sections
        if (lines := waiting_lines(rows.select_related("satker")[:LINES], today))
        for urgent in [name == "returned"]
    ]


def returned_to(user, today):
    """Return the evidences that this person sent and that came back, and as staff those whose sender is gone."""
    own_grants = [grant for grant in user.grants if grant.role in reviewing.REPAIRERS]
    own = [grant.satker_id for grant in own_grants]
    as_staff = [grant.satker_id for grant in own_grants if grant.role == Role.STAFF]
    present = Membership.objects.active(today).filter(user=OuterRef("uploader"), satker=OuterRef("satker"))
    has_sender = Exists(present.filter(role__in=reviewing.REPAIRERS, user__is_active=True))
    rows = Evidence.objects.visible_to(user).filter(state__in=REPAIR)
    rows = rows.filter(Q(satker__in=own, uploader=user) | Q(satker__in=as_staff) & ~has_sender)
    return rows.order_by("waiting_since", "pk")
