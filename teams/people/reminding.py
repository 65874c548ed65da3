"""Notices about roles: given, changed and ended at once; about to end by the daily sweep."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from teams.models import Membership
from teams.states import Role, Standing
from zi_portal.reminders import telling
from zi_portal.reminders.kinds import Candidate, Line, Section, finder, kind, pks, roll_call, section, words_of
from zi_portal.reminders.states import Subject

ENDING_DAYS = 14
"""Days before its last day from which a role is about to end."""
PERSON = "the person"
NO_CONDITION = Q()

GIVEN = kind(
    "role.given", "Peran baru", Subject.ROLE,
    when="at once, when a role is given; its mail is the invitation", recipients=PERSON, at_once=True,
)  # fmt: skip
CHANGED = kind(
    "role.changed", "Peran diubah", Subject.ROLE,
    when="at once, when area, position or period are changed; once a day", recipients=PERSON, at_once=True,
)  # fmt: skip
ENDED = kind(
    "role.ended", "Peran diakhiri", Subject.ROLE,
    when="at once, when a role is ended", recipients=PERSON, at_once=True,
)  # fmt: skip
ENDING = kind(
    "role.ending", "Peran akan berakhir", Subject.ROLE,
    when=f"{ENDING_DAYS} days before the last day of a role that no other role of the same kind follows",
    recipients="the person and the office's admins",
)  # fmt: skip


@roll_call
def people_with_roles(day):
    """Return the ids of the users who have a role in force on a day."""
    return set(Membership.objects.active(day).values_list("user_id", flat=True))


def tell_given(membership, message):
    """Tell a person of the new role; the message (the invitation) has told it by mail."""
    _tell(GIVEN, membership, mail=message)


def tell_changed(membership, actor):
    """Tell a person that somebody else has changed a role of theirs."""
    if membership.user_id != actor.pk:
        _tell(CHANGED, membership)


def tell_ended(membership, actor):
    """Tell a person that somebody else has ended a role of theirs."""
    if membership.user_id != actor.pk:
        _tell(ENDED, membership)


def _tell(name, membership, **fields):
    topic = f"membership:{membership.pk}"
    telling.tell(name, user_ids=[membership.user_id], topic=topic, satker=membership.satker, **fields)


def _ending(today, condition=NO_CONDITION):
    """Return the roles that are about to end and that no other role of the same kind follows; two queries.

    A role that was given for less than the days of the warning has none: the person has just been told its end.
    """
    warning = timedelta(days=ENDING_DAYS)
    rows = Membership.objects.active(today).filter(condition, user__is_active=True, ended_at=None)
    rows = rows.filter(valid_until__lte=today + warning).select_related("user", "satker").order_by("valid_until", "pk")
    ending_rows = [row for row in rows if row.valid_from < row.valid_until - warning]
    further_roles = defaultdict(list)
    for row in Membership.objects.filter(user__in={row.user_id for row in ending_rows}, ended_at=None):
        further_roles[row.user_id, row.satker_id, row.role].append(row)
    return [
        row
        for row in ending_rows
        if not any(_follows(other, row) for other in further_roles[row.user_id, row.satker_id, row.role])
    ]


def _follows(other, row):
    """Return whether another role, of the same person and kind, holds on without a gap when the row ends."""
    if other.area not in (None, row.area) or other.valid_from > row.valid_until + timedelta(days=1):
        return False
    return other.valid_until is None or other.valid_until > row.valid_until


@finder
def ending_roles(inquiry):
    """Yield who hears that a role is about to end: the person and the office's admins; three queries."""
    codes = inquiry.satker_codes
    rows = _ending(inquiry.today, NO_CONDITION if codes is None else Q(satker__code__in=codes))
    admins = Membership.objects.active(inquiry.today).filter(role=Role.ADMIN, user__is_active=True)
    admin_ids = defaultdict(set)
    for satker_pk, user_id in admins.values_list("satker_id", "user_id"):
        admin_ids[satker_pk].add(user_id)
    for row in rows:
        day, satker = row.valid_until, row.satker
        nominal = day - timedelta(days=ENDING_DAYS)
        for user_id in sorted({row.user_id} | admin_ids[satker.pk]):
            why = "perannya sendiri" if user_id == row.user_id else f"administrator {satker}"
            topic = f"membership:{row.pk}"
            yield Candidate(ENDING, user_id, topic, day, nominal, satker.code, satker.time_zone, why)


@words_of("membership")
def membership_lines(notices):
    """Return the Lines of roles, for the person and for the admins of the office."""
    numbers = pks(notices)
    rows = Membership.objects.filter(pk__in=numbers.values()).select_related("user", "satker").in_bulk()
    lines = {}
    for notice in notices:
        if row := rows.get(numbers[notice.pk]):
            lines[notice.pk] = _line(row, notice.user_id, TEXTS[notice.kind])
    return lines


def _line(membership, user_id, words):
    satker = membership.satker
    is_own = user_id == membership.user_id
    is_ended = membership.standing == Standing.ENDED
    person = "Peran Anda" if is_own else f"Peran {membership.user}"
    text = f"{person} sebagai {_role(membership)} {words(membership)}."
    url = reverse("teams:profile")
    if not is_own:
        name, keys = ("people", [satker.pk]) if is_ended else ("role-change", [satker.pk, membership.pk])
        url = reverse(f"teams:{name}", args=keys)
    return Line(text, url, satker.short_name)


def _role(membership):
    role = membership.get_role_display().lower()
    return f"{role} untuk area {membership.area_name}" if membership.area_name else role


def _date(day):
    return date_format(day, "j F Y")


def _since(membership):
    return f"berlaku sejak {_date(membership.valid_from)}{_until(membership)}"


def _until(membership):
    return f" sampai {_date(membership.valid_until)}" if membership.valid_until else ""


def _changed(membership):
    return f"diubah; sekarang {_since(membership)}"


def _ended(membership):
    return "sudah diakhiri"


def _ends(membership):
    verb = "sudah berakhir" if membership.standing == Standing.ENDED else "berakhir"
    return f"{verb} pada {_date(membership.valid_until)}" if membership.valid_until else "tidak jadi berakhir"


TEXTS = {GIVEN: _since, CHANGED: _changed, ENDED: _ended, ENDING: _ends}
"""{kind: function (membership) → what a sentence says of the role}."""


@section
def ending(user, today):
    """Return the section of the roles about to end: the user's own, and those of the offices that they administer."""
    admin_of = {grant.satker_id for grant in user.grants if grant.role == Role.ADMIN}
    is_heard = Q(user=user) | Q(satker__in=admin_of)
    lines = [_line(row, user.pk, TEXTS[ENDING]) for row in _ending(today, is_heard)]
    url = reverse("teams:people", args=[min(admin_of)]) if admin_of else reverse("teams:profile")
    return [Section("roles", "Peran akan berakhir", lines, len(lines), url)] if lines else []
