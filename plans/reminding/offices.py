"""Notices about offices without an enacted plan: their people, and at last those above them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format

from plans.models import Plan
from plans.states import UNDER_WAY, DecreeState
from teams.models import Membership, Satker
from teams.states import Role
from zi_portal.reminders.kinds import (
    Candidate,
    Line,
    Section,
    Stage,
    finder,
    kind,
    nearest,
    nominal_day,
    section,
    words_of,
)
from zi_portal.reminders.models import OfficeRule
from zi_portal.reminders.states import Subject


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
    text = f"Rencana aksi {year} belum ditetapkan; batasnya {date_format(missing.due_on, 'j F Y')}."
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
