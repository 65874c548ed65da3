"""Things with due dates as a finder of the tests finds them, and moments of the three zones."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zi_portal.reminders.kinds import Candidate, Kind, Stage, nearest, nominal_day
from zi_portal.reminders.states import Subject

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
LAST_DAYS = 40
KINDS = {
    name: Kind(name, name, Subject.DUE, when="on its day", recipients="people", escalates=name == "uji.up")
    for name in ("uji.in_30", "uji.in_7", "uji.in_1", "uji.today", "uji.late_1", "uji.late_8", "uji.up")
} | {"uji.at_once": Kind("uji.at_once", "Uji", Subject.DECREE, when="", recipients="", at_once=True)}
STAGES = (
    Stage("uji.in_30", 30),
    Stage("uji.in_7", 7),
    Stage("uji.in_1", 1),
    Stage("uji.today", 0),
    Stage("uji.late_1", -1),
    Stage("uji.late_8", -8),
    Stage("uji.up", -15),
)


@dataclass
class Due:
    """A thing that is due on a day, and who is told of it."""

    user_id: int
    due_on: date
    topic: str = "uji:1"
    satker_code: str = "98.01"
    zone: str = WIB


@dataclass
class Dues:
    """What the finder finds: the nearest stage of each due that is not over."""

    dues: list = field(default_factory=list)
    stages: tuple = STAGES

    def add(self, user, due_on, topic="uji:1", satker=None, zone=WIB):
        """Add a due; return it."""
        due = Due(user.pk, due_on, topic, satker.code if satker else "98.01", zone)
        self.dues.append(due)
        return due

    def find(self, inquiry):
        """Return the candidates of the day."""
        candidates = []
        for due in self.dues:
            if inquiry.satker_codes is not None and due.satker_code not in inquiry.satker_codes:
                continue
            stage = nearest(self.stages, due.due_on, inquiry.today)
            if stage and (inquiry.today - due.due_on).days <= LAST_DAYS:
                nominal = nominal_day(stage, due.due_on)
                fields = (due.due_on, nominal, due.satker_code, due.zone)
                candidates.append(Candidate(stage.kind, due.user_id, due.topic, *fields))
        return candidates


def at(day, clock="07:00", zone=WIB):
    """Return the moment of a day at a time of a zone."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))


def mornings(first, number, clock="07:00", zone=WIB):
    """Return the moments of so many days in a row."""
    return [at(first + timedelta(days=place), clock, zone) for place in range(number)]
