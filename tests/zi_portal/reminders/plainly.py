"""The sweep once more, slowly and plainly: person by person, thing by thing, with lists that are searched."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.zi_portal.reminders.dues import KINDS, LAST_DAYS, WIB, WIT, WITA
from zi_portal.reminders.models import OfficeRule, Preference

HOURS_AHEAD = {WIB: 7, WITA: 8, WIT: 9}


@dataclass
class Plain:
    """What is due and chosen, and the lines that came of it: [user, topic, kind, day, moment], as sweeps run."""

    dues: list
    stages: list
    inactive_ids: list
    holidays: list
    choices: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    days_of: list = field(default_factory=list)
    mails: int = 0

    def sweep(self, now):
        """Tell everybody who is to be told at the moment (in UTC)."""
        for user_id in sorted(
            {due.user_id for due in self.dues} | {row.substitute_id for row in self.choices.values()} - {None}
        ):
            self.sweep_person(user_id, now)

    def sweep_person(self, user_id, now):
        """Tell one person."""
        zones = [zone for zone in (WIB, WITA, WIT) if any(row[0].zone == zone for row in self.tellable(user_id, now))]
        if not zones:
            return
        zone = self.choice(user_id).zone or zones[0]
        local = now + timedelta(hours=HOURS_AHEAD[zone])
        if not 7 * 60 <= local.hour * 60 + local.minute < 20 * 60 or (user_id, local.date()) in self.days_of:
            return
        rows = self.tellable(user_id, now)
        self.days_of.append((user_id, local.date()))
        mails = set()
        for due, stage in rows:
            self.lines.append((user_id, due.topic, stage.kind, due.due_on, now))
            mails.add(self.mail(user_id, due, stage))
        self.mails += len(mails - {None})

    def tellable(self, user_id, now):
        """Return [(due, stage)] that nothing but the hour can keep from a person now."""
        today = (now + timedelta(hours=HOURS_AHEAD[WIB])).date()
        rows = []
        for due in self.dues:
            stage = self.stage(due, today)
            if stage and self.recipient(due, today) == user_id and user_id not in self.inactive_ids:
                is_again = (due.topic, stage) in [(row[0].topic, row[1]) for row in rows]
                is_told = is_again or self.is_told(user_id, due, stage, now)
                if not is_told and self.is_in_force(due, stage) and not self.is_day_off(user_id, due, today):
                    rows.append((due, stage))
        return rows

    def is_told(self, user_id, due, stage, now):
        """Return whether a line says it, or one of a later moment says anything of the thing."""
        for user, topic, kind, day, moment in self.lines:
            if (user, topic, day) == (user_id, due.topic, due.due_on) and (kind == stage.kind or moment > now):
                return True
        return False

    def stage(self, due, today):
        """Return the stage that has come last, None when none has."""
        stages = [stage for stage in self.stages if due.due_on - timedelta(days=stage.days) <= today]
        return stages[-1] if stages and today <= due.due_on + timedelta(days=LAST_DAYS) else None

    def recipient(self, due, today):
        """Return who is told of a due, None for nobody."""
        choice = self.choice(due.user_id)
        if choice.quiet_until is None or today > choice.quiet_until:
            return due.user_id
        return None if choice.substitute_id in self.inactive_ids else choice.substitute_id

    def is_in_force(self, due, stage):
        """Return whether the office tells this stage and did so on its day."""
        rule, since = self.rule(due), self.rule(due).since.get(stage.kind)
        nominal = due.due_on - timedelta(days=stage.days)
        is_early = since is not None and nominal < date.fromisoformat(since)
        return KINDS[stage.kind].escalates or not (stage.kind in rule.kinds_off or is_early)

    def is_day_off(self, user_id, due, today):
        """Return whether the person does not work today and wants no reminders then."""
        is_free = today.weekday() in (5, 6) or today in self.holidays
        return is_free and (self.choice(user_id).days or self.rule(due).days) == "working"

    def mail(self, user_id, due, stage):
        """Return what tells the mails of one sweep and person apart, None where there is none."""
        choice, rule, alone = self.choice(user_id), self.rule(due), (due.topic, stage.kind, due.due_on)
        is_single = (choice.bundling or rule.bundling) == "single"
        by_mail = (choice.channel or rule.channel) != "portal"
        if KINDS[stage.kind].escalates:
            return "digest" if by_mail and not is_single and not choice.digest_off else alone
        if is_single:
            return alone if by_mail else None
        return "digest" if by_mail and not choice.digest_off else None

    def choice(self, user_id):
        """Return the Preference of a person."""
        return self.choices.get(user_id) or Preference()

    def rule(self, due):
        """Return the OfficeRule of a due's office."""
        return self.rules.get(due.satker_code) or OfficeRule()
