"""Notices about decrees: who is to decide, who hears of a decision, where nobody can decide."""

from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from plans.models import Decree, DecreeTransition
from plans.states import Action, DecreeState
from teams.models import Membership, Satker
from teams.states import Role
from zi_portal.reminders import telling
from zi_portal.reminders.kinds import (
    Candidate,
    Line,
    Section,
    finder,
    kind,
    pks,
    section,
    words_of,
)
from zi_portal.reminders.states import Subject

TITLE_LENGTH, NOTE_LENGTH = 120, 200
"""Most letters of a decree's title and of a note in the sentence of a notice."""
LONGEST_WAIT, NEXT_WAITS = 3, 7
"""Days for which a decree may wait before it is told again, and days between all further times."""

APPROVERS = "leaders of the office who did not submit it"
AT_ONCE = {
    Action.SUBMIT: kind(
        "decree.submitted",
        "Keputusan diajukan",
        Subject.DECREE,
        when="at once, when a decree is submitted",
        recipients=APPROVERS,
        at_once=True,
    ),
    Action.RETURN: kind(
        "decree.returned",
        "Keputusan dikembalikan",
        Subject.DECREE,
        when="at once, when a decree is returned",
        recipients="who submitted it; else staff",
        at_once=True,
    ),
    Action.APPROVE: kind(
        "decree.approved",
        "Keputusan disetujui",
        Subject.DECREE,
        when="at once, when a decree is approved",
        recipients="who submitted it; else staff",
        at_once=True,
    ),
}
"""{action of the workflow: kind that is told in its transaction}."""
WAITING = kind(
    "decree.waiting",
    "Keputusan masih menunggu persetujuan",
    Subject.DECREE,
    when=f"when it has waited for more than {LONGEST_WAIT} days, then every {NEXT_WAITS} days",
    recipients=APPROVERS,
)
UNDECIDABLE = kind(
    "decree.nobody",
    "Tidak ada pimpinan yang dapat memutuskan",
    Subject.DECREE,
    when="the same, where nobody may approve it",
    recipients="admins of the office",
    escalates=True,
)


def tell_decision(action, decree, actor):
    """Tell at once whoever has to decide on a decree, or waits for the decision; an effect of plans.workflow."""
    if action not in AT_ONCE:
        return
    entry = decree.transitions.filter(action=action).latest("pk")
    user_ids = _approver_ids(decree) if action == Action.SUBMIT else _submitter_ids(decree)
    telling.tell(AT_ONCE[action], user_ids=user_ids, topic=f"transition:{entry.pk}", satker=decree.satker)


def _members(**conditions):
    return Membership.objects.active().filter(user__is_active=True, **conditions)


def _approver_ids(decree):
    """Return the ids of those for whom permissions.can_approve holds."""
    leaders = _members(satker=decree.satker_id, role=Role.LEADER).exclude(user=decree.submitted_by_id)
    return set(leaders.values_list("user_id", flat=True))


def _submitter_ids(decree):
    """Return the id of who submitted the decree, or those of the staff when that person has left the office."""
    members = list(_members(satker=decree.satker_id).values_list("user_id", "role"))
    if decree.submitted_by_id in {user_id for user_id, _ in members}:
        return {decree.submitted_by_id}
    return {user_id for user_id, role in members if role == Role.STAFF}


@finder
def waiting_decrees(inquiry):
    """Yield the leaders who may approve a decree that has waited for days, else the admins; two queries."""
    decrees = _waiting(inquiry.today, inquiry.satker_codes)
    members = Membership.objects.active(inquiry.today).filter(user__is_active=True, role__in=[Role.LEADER, Role.ADMIN])
    members = members.filter(satker__in={row.satker_id for row in decrees})
    user_ids = defaultdict(set)
    for satker_pk, role, user_id in members.values_list("satker_id", "role", "user_id"):
        user_ids[satker_pk, role].add(user_id)
    for decree in decrees:
        satker, waited_since = decree.satker, _local_day(decree.submitted_at, decree.satker)
        rounds = (inquiry.today - waited_since).days - LONGEST_WAIT - 1
        if rounds < 0:
            continue
        day = inquiry.today - timedelta(days=rounds % NEXT_WAITS)
        approver_ids = user_ids[satker.pk, Role.LEADER] - {decree.submitted_by_id}
        name, why = (WAITING, "pimpinan") if approver_ids else (UNDECIDABLE, "administrator")
        for user_id in sorted(approver_ids or user_ids[satker.pk, Role.ADMIN]):
            key = (name, user_id, f"decree:{decree.pk}", day, day)
            yield Candidate(*key, satker.code, satker.time_zone, why=f"{why} {satker}")


def _waiting(today, satker_codes):
    """Return the decrees that wait for their approval, with submitted_at, of offices that exist."""
    rows = _with_submission(Decree.objects.filter(state=DecreeState.SUBMITTED))
    rows = rows.exclude(submitted_at=None).filter(satker__in=Satker.objects.active(today))
    return list(rows if satker_codes is None else rows.filter(satker__code__in=satker_codes))


def _with_submission(decrees):
    """Add submitted_at, the moment of the latest submission (None where none is in the history)."""
    return decrees.select_related("satker").annotate(
        submitted_at=Max("transitions__at", filter=Q(transitions__action=Action.SUBMIT))
    )


def _local_day(moment, satker):
    return moment.astimezone(ZoneInfo(satker.time_zone)).date()


def _title(decree):
    return f"“{Truncator(decree.title).chars(TITLE_LENGTH)}”"


@words_of("transition")
def transition_lines(notices):
    """Return the Lines of decisions: who did what with which decree."""
    numbers = pks(notices)
    rows = DecreeTransition.objects.filter(pk__in=numbers.values()).select_related("decree__satker", "actor")
    entries = rows.exclude(decree__state=DecreeState.DELETED).in_bulk()
    return {pk: _decision(entries[number]) for pk, number in numbers.items() if number in entries}


def _decision(entry):
    decree, actor = entry.decree, entry.actor or "Seseorang"
    texts = {
        Action.SUBMIT: f"{actor} mengajukan keputusan {_title(decree)} untuk disetujui.",
        Action.RETURN: f"{actor} mengembalikan keputusan {_title(decree)} dengan catatan: {_note(entry)}",
        Action.APPROVE: f"{actor} menyetujui keputusan {_title(decree)}.",
    }
    if entry.action == Action.APPROVE and decree.state == DecreeState.APPROVED:
        texts[Action.APPROVE] += " Nomor dan tanggalnya sekarang dapat diisi."
    return Line(texts[entry.action], reverse("decrees:detail", args=[decree.pk]), decree.satker.short_name)


def _note(entry):
    return Truncator(" ".join(entry.note.split())).chars(NOTE_LENGTH)


@words_of("decree")
def decree_lines(notices):
    """Return the Lines of decrees that wait, or have waited, for their approval."""
    numbers = pks(notices)
    rows = Decree.objects.filter(pk__in=numbers.values()).exclude(state=DecreeState.DELETED)
    decrees = _with_submission(rows).in_bulk()
    kinds = {notice.pk: notice.kind for notice in notices}
    return {
        pk: _waiting_line(decrees[number], kinds[pk] == UNDECIDABLE)
        for pk, number in numbers.items()
        if number in decrees
    }


def _waiting_line(decree, is_undecidable=False):
    url = reverse("decrees:detail", args=[decree.pk])
    if decree.state != DecreeState.SUBMITTED:
        text = f"Keputusan {_title(decree)} sudah tidak menunggu; statusnya sekarang: {decree.get_state_display()}."
    else:
        since = f" sejak {_date(_local_day(decree.submitted_at, decree.satker))}" if decree.submitted_at else ""
        text = f"Keputusan {_title(decree)} menunggu persetujuan Anda{since}."
        if is_undecidable:
            text = f"Keputusan {_title(decree)} menunggu{since}, tetapi tidak ada pimpinan yang dapat memutuskannya."
    return Line(text, url, decree.satker.short_name, settled=decree.state != DecreeState.SUBMITTED)


def _date(day):
    return date_format(day, "j F Y")


@section
def decisions(user, today):
    """Return the section of the decrees that the user may approve (permissions.can_approve); one query, or none."""
    rows = _submitted_where(user, Role.LEADER)
    return _waiting_section("decisions", "Menunggu keputusan Anda", rows.exclude(submitted_by=user))


@section
def undecidable(user, today):
    """Return the section of the decrees that nobody may approve at offices that the user administers; one query."""
    leaders = Membership.objects.active(today).filter(user__is_active=True, role=Role.LEADER)
    approvers = leaders.filter(satker=OuterRef("satker")).exclude(user=OuterRef("submitted_by"))
    rows = _submitted_where(user, Role.ADMIN).exclude(Exists(approvers))
    return _waiting_section("undecidable", "Tanpa pimpinan yang dapat memutuskan", rows, is_undecidable=True)


def _submitted_where(user, role):
    satker_pks = {grant.satker_id for grant in user.grants if grant.role == role}
    return Decree.objects.filter(state=DecreeState.SUBMITTED, satker__in=satker_pks)


def _waiting_section(name, title, rows, **options):
    lines = [_waiting_line(decree, **options) for decree in _with_submission(rows).order_by("submitted_at", "pk")]
    url = f"{reverse('decrees:list')}?{urlencode({'state': DecreeState.SUBMITTED.value})}"
    return [Section(name, title, lines, len(lines), url)] if lines else []
