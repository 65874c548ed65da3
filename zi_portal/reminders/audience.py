"""How each person is told: own choices over those of the office, leave with its substitute, days off, time of day."""

from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from zi_portal.reminders.kinds import KINDS
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
    """The choices of all people and offices, read once for a sweep; three queries."""

    def __init__(self, today):
        self.today = today
        self.rules = {rule.satker_code: rule for rule in OfficeRule.objects.all()}
        self.preferences = {row.user_id: row for row in Preference.objects.all()}
        self.is_working_day = today.weekday() < SATURDAY and not Holiday.objects.filter(day=today).exists()

    def rule_of(self, satker_code):
        """Return the OfficeRule of an office, one with the defaults where it has set none."""
        return self.rules.get(satker_code) or OfficeRule()

    def stand_in(self, candidate):
        """Return the candidate with the person who is told instead during a leave, None where nobody is.

        A substitute who is away too is told all the same: somebody must know.
        """
        choice = self.preferences.get(candidate.user_id)
        if choice is None or choice.quiet_until is None or choice.quiet_until < self.today:
            return candidate
        return replace(candidate, user_id=choice.substitute_id) if choice.substitute_id else None

    def zone_of(self, candidate):
        """Return the name of the time zone in which the candidate is told."""
        choice = self.preferences.get(candidate.user_id)
        return choice.zone if choice and choice.zone else candidate.zone

    def is_day_off(self, candidate):
        """Return whether the person is not reminded today because nobody works."""
        return not self.is_working_day and self._chosen(candidate, "days") == Days.WORKING

    def way(self, candidate):
        """Return the Way in which the person is told; what escalates is always told by mail and in the portal."""
        if KINDS[candidate.kind].escalates:
            return Way(mail=True, portal=True)
        channel, choice = self._chosen(candidate, "channel"), self.preferences.get(candidate.user_id)
        single = self._chosen(candidate, "bundling") == Bundling.SINGLE
        stopped = bool(choice and choice.digest_off) and not single
        return Way(channel != Channel.PORTAL and not stopped, channel != Channel.MAIL or stopped, single)

    def _chosen(self, candidate, name):
        choice = self.preferences.get(candidate.user_id)
        return getattr(choice, name, "") or getattr(self.rule_of(candidate.satker_code), name)


def open_zones(now, zones):
    """Return {name of a zone in which it is between 07.00 and 20.00: its day}."""
    local_times = {zone: now.astimezone(ZoneInfo(zone)) for zone in zones}
    return {zone: local.date() for zone, local in local_times.items() if OPENS <= local.time() < CLOSES}


def next_working_day(day, holidays):
    """Return the first day from this one on that is neither weekend nor in the set of holidays."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day
