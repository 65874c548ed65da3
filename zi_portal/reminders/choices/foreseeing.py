"""What an office's people would be told on the coming days by what is stored now, and why somebody would not be."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zi_portal.reminders.audience import SATURDAY, Audience
from zi_portal.reminders.kinds import FINDERS, KINDS, Candidate, Inquiry, lines_of
from zi_portal.reminders.models import Holiday, Notice
from zi_portal.reminders.states import Skip
from zi_portal.reminders.sweeping import reason_against

DAYS = 30


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A notice of a coming day. skip: reason for which it would not be given, "" when it would be.

    text: its thing in a sentence; url: of its place; both "" when nobody words it.
    """

    day: date
    candidate: Candidate
    skip: str
    text: str = ""
    url: str = ""

    @property
    def user_id(self):
        """The person who would be told."""
        return self.candidate.user_id

    @property
    def title(self):
        """Name of its kind."""
        return KINDS[self.candidate.kind].title


def foresee(satker_code, first_day, days=DAYS):
    """Return [Foreseen] of an office from a day on, by day; each notice on the first day on which it would be given.

    What was told already is left out. The number of queries depends on the days and the finders, not on the people.
    """
    audience, seen_keys, forecast = Audience(first_day), set(), []
    holidays = set(Holiday.objects.filter(day__range=_span(first_day, days)).values_list("day", flat=True))
    for day in (first_day + timedelta(days=number) for number in range(days)):
        audience.today, audience.is_working_day = day, day.weekday() < SATURDAY and day not in holidays
        for foreseen in _of_day(audience, satker_code):
            key = (*foreseen.candidate.key, foreseen.skip)
            if key not in seen_keys and foreseen.skip != Skip.DAY_OFF:
                seen_keys.add(key)
                forecast.append(foreseen)
    return _worded(_untold(forecast))


def _untold(forecast):
    """Return the rows that the ledger does not hold."""
    rows = Notice.objects.filter(topic__in={row.candidate.topic for row in forecast})
    told_keys = set(rows.values_list("user_id", "topic", "kind", "day"))
    return [row for row in forecast if row.candidate.key not in told_keys]


def _span(first_day, days):
    return first_day, first_day + timedelta(days=days - 1)


def _of_day(audience, satker_code):
    """Yield the Foreseen of a day, those on a day off included."""
    inquiry = Inquiry(audience.today, frozenset({satker_code}), audience.rules)
    for find in FINDERS:
        for candidate in find(inquiry):
            stand_in = audience.stand_in(candidate)
            yield Foreseen(audience.today, stand_in or candidate, _skip(audience, inquiry, stand_in))


def _skip(audience, inquiry, candidate):
    """Return why a candidate would not be told; candidate: None for a person on leave without substitute."""
    if candidate is None:
        return Skip.AWAY
    return reason_against(audience, inquiry, candidate, was_told=False) or ""


def _worded(forecast):
    """Return the rows with their things in words."""
    notices = [
        Notice(
            pk=number,
            user_id=row.user_id,
            kind=row.candidate.kind,
            topic=row.candidate.topic,
            day=row.candidate.day,
            satker_code=row.candidate.satker_code,
        )
        for number, row in enumerate(forecast)
    ]
    lines = lines_of(notices)
    return [_with_line(row, lines.get(number)) for number, row in enumerate(forecast)]


def _with_line(row, line):
    """Return the row with its Line; what the line says of today would be wrong on the row's day."""
    return replace(row, text=line.lasting or line.text, url=line.url) if line else row
