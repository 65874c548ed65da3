"""Notices about decrees and plans: who is to decide, who hears of a decision, whose office has no plan in time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from plans.models import Decree, DecreeTransition, Plan
from plans.states import UNDER_WAY, Action, DecreeState
from teams.models import Membership, Satker
from teams.states import Role
from zi_portal.reminders import telling
from zi_portal.reminders.kinds import (
    Candidate,
    Line,
    Section,
    Stage,
    finder,
    kind,
    nearest,
    nominal_day,
    pks,
    section,
    words_of,
)
from zi_portal.reminders.models import OfficeRule
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


def _plan(name, days, title, when, **fields):
    fields = {"recipients": "staff"} | fields
    return Stage(kind(f"plan.{name}", title, Subject.DECREE, when=when, **fields), days)


FROM_THE_DAY_ON = {"recipients": "staff, leaders, admins"}
STAGES = (
    _plan("in_30", 30, "Rencana aksi: batas penetapan 30 hari lagi", "30 days before the day for the plan"),
    _plan("in_14", 14, "Rencana aksi: batas penetapan 14 hari lagi", "14 days before"),
    _plan("in_7", 7, "Rencana aksi: batas penetapan 7 hari lagi", "7 days before"),
    _plan("in_1", 1, "Rencana aksi: batas penetapan besok", "the day before"),
    _plan("today", 0, "Rencana aksi: batas penetapan hari ini", "on the day", **FROM_THE_DAY_ON),
    _plan("late_7", -7, "Rencana aksi: lewat batas seminggu", "a week after", **FROM_THE_DAY_ON),
    _plan("late_14", -14, "Rencana aksi: lewat batas dua minggu", "two weeks after", **FROM_THE_DAY_ON),
    _plan("late_21", -21, "Rencana aksi: lewat batas tiga minggu", "three weeks after", **FROM_THE_DAY_ON),
    _plan(
        "to_superior",
        -28,
        "Rencana aksi satker di bawah Anda belum ditetapkan",
        "four weeks after",
        recipients="reviewers of the nearest superior office that has any",
        escalates=True,
    ),
)
"""By falling days before the day by which an office needs an enacted plan, for reminders.kinds.nearest()."""
LAST_DAYS = 60
"""Days after that day after which nothing more is told of it."""
NATIONAL_DUE = 1, 31
"""Month and day by which an office needs the enacted plan of the year, where no superior office has set another."""
AHEAD_MONTH = 10
"""From this month on, a day that an office has set is that of the next year's plan."""


# Decisions on decrees


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
    """Yield the leaders who may approve a decree that has waited for days; two queries."""
    decrees = _waiting(inquiry.today, inquiry.satker_codes)
    members = Membership.objects.active(inquiry.today).filter(user__is_active=True, role=Role.LEADER)
    leader_ids = defaultdict(set)
    for satker_pk, user_id in members.filter(satker__in={row.satker_id for row in decrees}).values_list(
        "satker_id", "user_id"
    ):
        leader_ids[satker_pk].add(user_id)
    for decree in decrees:
        satker, waited_since = decree.satker, _local_day(decree.submitted_at, decree.satker)
        rounds = (inquiry.today - waited_since).days - LONGEST_WAIT - 1
        if rounds < 0:
            continue
        day = inquiry.today - timedelta(days=rounds % NEXT_WAITS)
        for user_id in sorted(leader_ids[satker.pk] - {decree.submitted_by_id}):
            key = (WAITING, user_id, f"decree:{decree.pk}", day, day)
            yield Candidate(*key, satker.code, satker.time_zone, why=f"pimpinan {satker}")


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
    return {pk: _waiting_line(decrees[number]) for pk, number in numbers.items() if number in decrees}


def _waiting_line(decree):
    url = reverse("decrees:detail", args=[decree.pk])
    if decree.state != DecreeState.SUBMITTED:
        text = f"Keputusan {_title(decree)} sudah tidak menunggu; statusnya sekarang: {decree.get_state_display()}."
    else:
        since = f" sejak {_date(_local_day(decree.submitted_at, decree.satker))}" if decree.submitted_at else ""
        text = f"Keputusan {_title(decree)} menunggu persetujuan Anda{since}."
    return Line(text, url, decree.satker.short_name, settled=decree.state != DecreeState.SUBMITTED)


def _date(day):
    return date_format(day, "j F Y")


@section
def decisions(user, today):
    """Return the section of the decrees that the user may approve (permissions.can_approve); one query, or none."""
    satker_pks = {grant.satker_id for grant in user.grants if grant.role == Role.LEADER}
    if not satker_pks:
        return []
    rows = Decree.objects.filter(state=DecreeState.SUBMITTED, satker__in=satker_pks).exclude(submitted_by=user)
    lines = [_waiting_line(decree) for decree in _with_submission(rows).order_by("submitted_at", "pk")]
    url = f"{reverse('decrees:list')}?{urlencode({'state': DecreeState.SUBMITTED.value})}"
    return [Section("decisions", "Menunggu keputusan Anda", lines, len(lines), url)] if lines else []


# Offices without an enacted plan


@dataclass(frozen=True, slots=True)
class Missing:
    """An office that has no enacted plan of a year; due_on: the day by which it needs one."""

    satker: Satker
    year: int
    due_on: date


def plan_due_on(satker, year, rules):
    """Return the day by which an office needs the enacted plan of a year.

    It is that of the nearest office from itself upwards that has set one for that year, else the national one. rules:
    {code of an office: OfficeRule}.
    """
    for code in reversed(satker.path.strip("/").split("/")):
        day = rules[code].plan_due_on if code in rules else None
        if day and day.year + (day.month >= AHEAD_MONTH) == year:
            return day
    return date(year, *NATIONAL_DUE)


def _missing(offices, today, rules):
    """Return [Missing] of the offices: those of this year and the next whose first stage has come; two queries."""
    years = today.year, today.year + 1
    plans = Plan.objects.filter(deleted=False, year__in=years, annex__decree__state=DecreeState.ENACTED)
    enacted_pairs = set(plans.values_list("satker_id", "year"))
    missing_plans = [
        Missing(satker, year, plan_due_on(satker, year, rules))
        for satker in offices
        for year in years
        if (satker.pk, year) not in enacted_pairs
    ]
    return [row for row in missing_plans if nearest(STAGES, row.due_on, today)]


def _peopled(today):
    """Return the offices that exist on a day and have somebody with a role in force."""
    members = Membership.objects.active(today).filter(user__is_active=True, satker=OuterRef("pk"))
    return Satker.objects.active(today).filter(Exists(members))


@finder
def offices_without_plan(inquiry):
    """Yield who hears that an office has no enacted plan of the year; three queries."""
    today, codes = inquiry.today, inquiry.satker_codes
    offices = _peopled(today) if codes is None else _peopled(today).filter(code__in=codes)
    missing_plans = [row for row in _missing(offices, today, inquiry.rules) if (today - row.due_on).days <= LAST_DAYS]
    members = Membership.objects.active(today).filter(user__is_active=True)
    user_ids = defaultdict(set)
    for path, role, user_id in members.values_list("satker__path", "role", "user_id"):
        user_ids[path, role].add(user_id)
    for row in missing_plans:
        satker, stage = row.satker, nearest(STAGES, row.due_on, today)
        topic, nominal = f"office:{satker.pk}:{row.year}", nominal_day(stage, row.due_on)
        for user_id, why in sorted(_hearers(stage, satker, user_ids).items()):
            yield Candidate(
                stage.kind, user_id, topic, row.due_on, nominal, satker.code, satker.time_zone, f"{why} {satker}"
            )


def _hearers(stage, satker, user_ids):
    """Return {id of a user: why they are told} of a stage. user_ids: {(path of an office, role): ids}."""
    if stage is STAGES[-1]:
        steps = satker.path.strip("/").split("/")[:-1]
        above = ["/".join(steps[:number]) + "/" for number in range(len(steps), 0, -1)]
        ids = next((user_ids[path, Role.REVIEWER] for path in above if user_ids.get((path, Role.REVIEWER))), ())
        return dict.fromkeys(ids, "peninjau di atas")
    staff = dict.fromkeys(user_ids.get((satker.path, Role.STAFF), ()), "staf")
    heads = {
        user_id: why
        for role, why in ((Role.ADMIN, "administrator"), (Role.LEADER, "pimpinan"))
        for user_id in user_ids.get((satker.path, role), ())
    }
    return heads | staff if stage.days <= 0 or not staff else staff


@words_of("office")
def office_lines(notices):
    """Return the Lines of offices without an enacted plan; where one is enacted since, they say so."""
    keys = {notice.pk: tuple(map(int, notice.topic.split(":")[1:])) for notice in notices}
    offices = Satker.objects.in_bulk({satker_pk for satker_pk, _ in keys.values()})
    decrees = _decrees_of(offices, {year for _, year in keys.values()})
    return {
        notice.pk: _office_line(Missing(offices[keys[notice.pk][0]], keys[notice.pk][1], notice.day), decrees)
        for notice in notices
        if keys[notice.pk][0] in offices
    }


def _decrees_of(satker_pks, years):
    """Return {(pk of an office, year): (pk, state) of the decree with its plan}, the enacted before those under way."""
    states = [*UNDER_WAY, DecreeState.ENACTED]
    rows = Plan.objects.filter(deleted=False, satker__in=list(satker_pks), year__in=years)
    rows = rows.filter(annex__decree__state__in=states).order_by("annex__decree")
    rows = rows.values_list("satker_id", "year", "annex__decree_id", "annex__decree__state")
    ordered_rows = sorted(rows, key=lambda row: row[3] == DecreeState.ENACTED)
    return {(satker_pk, year): (pk, state) for satker_pk, year, pk, state in ordered_rows}


def _office_line(missing, decrees):
    satker, year = missing.satker, missing.year
    pk, state = decrees.get((satker.pk, year), (None, ""))
    query = urlencode({"satker": satker.code, "year": year})
    url = reverse("decrees:detail", args=[pk]) if pk else f"{reverse('plans:list')}?{query}"
    text = f"Rencana aksi {year} belum ditetapkan; batasnya {_date(missing.due_on)}."
    if state == DecreeState.ENACTED:
        text = f"Rencana aksi {year} sudah ditetapkan."
    return Line(text, url, satker.short_name, settled=state == DecreeState.ENACTED)


@section
def unplanned(user, today):
    """Return the section of the offices without an enacted plan of which the user is to hear; four queries."""
    roles_by_path = defaultdict(set)
    for grant in user.grants:
        roles_by_path[grant.path].add(grant.role)
    rules = {rule.satker_code: rule for rule in OfficeRule.objects.exclude(plan_due_on=None)}
    offices = _peopled(today).filter(pk__in=Satker.objects.visible_to(user).values("pk"))
    rows = [row for row in _missing(offices, today, rules) if _concerns(row, today, roles_by_path)]
    if not rows:
        return []
    decrees = _decrees_of({row.satker.pk for row in rows}, {row.year for row in rows})
    lines = [_office_line(row, decrees) for row in rows]
    is_late = any(row.due_on < today for row in rows)
    return [Section("plans", "Rencana aksi belum ditetapkan", lines, len(lines), reverse("plans:list"), is_late)]


def _concerns(missing, today, roles_by_path):
    """Return whether the roles are among those who hear of it by now: staff, then leaders and admins, then above."""
    left, path = (missing.due_on - today).days, missing.satker.path
    roles = roles_by_path.get(path, set())
    if Role.STAFF in roles or left <= 0 and roles & {Role.LEADER, Role.ADMIN}:
        return True
    above = {other for other, held in roles_by_path.items() if Role.REVIEWER in held and other != path}
    return left <= STAGES[-1].days and any(path.startswith(other) for other in above)
