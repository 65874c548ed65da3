"""How each person is told: own choices over those of the office, leave with its substitute, days off, time of day."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model

from zi_portal.reminders.kinds import DEFAULT_RULE, KINDS, ROLL_CALLS
from zi_portal.reminders.models import Holiday, OfficeRule, Preference
from zi_portal.reminders.states import CLOSES, OPENS, Bundling, Channel, Days

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Way:
    """How a person is told of a candidate: by mail, in the portal or both; in a digest or singly."""

    mail: bool
    portal: bool
    single: bool = False


class Audience:
    """The choices of all people and offices, read once for a sweep; four queries, one more where somebody is away."""

    def __init__(self, today):
        self.today = today
        self.rules = {rule.satker_code: rule for rule in OfficeRule.objects.all()}
        self.preferences = {row.user_id: row for row in Preference.objects.all()}
        self.inactive_ids = set(get_user_model().objects.filter(is_active=False).values_list("pk", flat=True))
        self._present_ids = {}
        self.is_working_day = today.weekday() < SATURDAY and not Holiday.objects.filter(day=today).exists()

    def rule_of(self, satker_code):
        """Return the OfficeRule of an office, one with the defaults where it has set none."""
        return self.rules.get(satker_code) or DEFAULT_RULE

    def stand_in(self, candidate):
        """Return the candidate with the person who is told instead during a leave, None where nobody is.

        A substitute who is away too is told all the same: somebody must know. One whose account is closed or whose
        roles have all ended is nobody.
        """
        choice = self.preferences.get(candidate.user_id)
        if choice is None or choice.quiet_until is None or choice.quiet_until < self.today:
            return candidate
        if choice.substitute_id is None or not self._is_present(choice.substitute_id):
            return None
        return replace(candidate, user_id=choice.substitute_id)

    def _is_present(self, user_id):
        """Return whether a person can be told: the account is open, and a role is in force."""
        if self.today not in self._present_ids:
            self._present_ids[self.today] = [roll_call(self.today) for roll_call in ROLL_CALLS]
        has_role = all(user_id in user_ids for user_ids in self._present_ids[self.today])
        return has_role and user_id not in self.inactive_ids

    def zones_by_person(self, candidates):
        """Return {id of a user: name of the one time zone in which they are told of all their candidates}.

        It is their own choice, else the westernmost of the offices' zones, so that nobody is told before the morning
        of any of their offices.
        """
        zones = {}
        for candidate in candidates:
            zones.setdefault(candidate.user_id, set()).add(candidate.zone)
        return {user_id: self._own_zone(user_id) or westernmost(names) for user_id, names in zones.items()}

    def _own_zone(self, user_id):
        """Return the zone that the person chose, "" where none is chosen or no reminders go out in it."""
        choice = self.preferences.get(user_id)
        return choice.zone if choice and choice.zone in settings.REMINDER_ZONES else ""

    def is_day_off(self, candidate):
        """Return whether the person is not reminded today because nobody works."""
        return not self.is_working_day and self._chosen(candidate, "days") == Days.WORKING

    def way(self, candidate):
        """Return the Way in which the person is told; what escalates is always told by mail and in the portal.

        Who has stopped the digests gets by mail what is told at once, and alone what escalates.
        """
        kind, channel = KINDS[candidate.kind], self._chosen(candidate, "channel")
        choice = self.preferences.get(candidate.user_id)
        single = self._chosen(candidate, "bundling") == Bundling.SINGLE
        stopped = bool(choice and choice.digest_off) and not single and not kind.at_once
        if kind.escalates:
            return Way(mail=True, portal=True, single=single or stopped or channel == Channel.PORTAL)
        return Way(channel != Channel.PORTAL and not stopped, channel != Channel.MAIL or stopped, single)

    def _chosen(self, candidate, name):
        choice = self.preferences.get(candidate.user_id)
        return getattr(choice, name, "") or getattr(self.rule_of(candidate.satker_code), name)


def westernmost(zones):
    """Return the first of the zones in settings.REMINDER_ZONES; one that does not stand there comes last."""
    order = settings.REMINDER_ZONES
    return min(zones, key=lambda zone: order.index(zone) if zone in order else len(order))


def open_zones(now, zones):
    """Return {name of a zone in which it is between 07.00 and 20.00: its day}."""
    local_times = {zone: now.astimezone(ZoneInfo(zone)) for zone in zones}
    return {zone: local.date() for zone, local in local_times.items() if OPENS <= local.time() < CLOSES}
