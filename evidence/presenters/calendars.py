"""The calendar of obligations as its pages show it: weeks of a month, months of a year, counts in words."""

from calendar import Calendar
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.formats import date_format
from django.utils.html import format_html

from evidence.obligations.status import UNCOUNTED
from evidence.states import Standing

WEEKDAYS = (
    ("Sen", "Senin"),
    ("Sel", "Selasa"),
    ("Rab", "Rabu"),
    ("Kam", "Kamis"),
    ("Jum", "Jumat"),
    ("Sab", "Sabtu"),
    ("Min", "Minggu"),
)
TITLES = 2
"""Number of titles that a day of the month shows."""
SETTLED = UNCOUNTED | {Standing.FULFILLED}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; inside: it is of the month; counts: [(standing, number)]; rows: first ones of it.

    selected: it is the day whose list is shown.
    """

    date: date
    inside: bool
    today: bool
    counts: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    selected: bool = False

    @property
    def look(self):
        """Return the CSS classes of its cell."""
        words = (("outside", not self.inside), ("today", self.today), ("chosen", self.selected), (self._mark, True))
        return " ".join(word for word, holds in words if holds and word)

    @property
    def number(self):
        """Number of its obligations."""
        return sum(number for _, number in self.counts)

    @property
    def more(self):
        """Number of its obligations whose title is not among its rows."""
        return self.number - len(self.rows)

    @property
    def label(self):
        """What its link says: the day and its counts."""
        counts = ", ".join(f"{number} {Standing(standing).label.lower()}" for standing, number in self.counts)
        return f"{date_format(self.date, 'j F')}: {counts}"

    @property
    def _mark(self):
        """CSS class of the most urgent that is due on it."""
        standings = {standing for standing, _ in self.counts}
        if not standings:
            return ""
        if standings & {Standing.LATE, Standing.RETURNED, Standing.QUESTIONED}:
            return "has-late"
        if Standing.TODAY in standings:
            return "has-today"
        return "has-settled" if standings <= SETTLED else "has-open"


@dataclass(frozen=True, slots=True)
class Month:
    """A small month of a year: its weeks of Day (empty outside of it) and its counts [(standing, number)]."""

    first: date
    weeks: list
    counts: list

    @property
    def number(self):
        """Number of its obligations."""
        return sum(number for _, number in self.counts)


def days_of(obligations):
    """Return {day: [Obligation]} of obligations in the order of their due dates."""
    return {day: list(rows) for day, rows in groupby(obligations, key=lambda obligation: obligation.due_on)}


def weeks_of(first, days, *, today, selected=None):
    """Return the weeks (Monday to Sunday) of the month as lists of Day; days: {day: [Obligation]}."""
    return [
        [_day(day, first, days.get(day, []), today, selected) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _day(day, first, rows, today, selected):
    counts = in_order(Counter(row.standing for row in rows))
    return Day(day, day.month == first.month, day == today, counts, rows[:TITLES], day == selected)


def months_of(year, numbers, *, today):
    """Return the 12 Months of a year; numbers: [(day, standing, number)]."""
    counts = {}
    for day, standing, number in numbers:
        counts.setdefault(day, Counter())[standing] += number
    return [_month(date(year, month, 1), counts, today) for month in range(1, 13)]


def _month(first, counts, today):
    weeks = [
        [
            Day(day, day.month == first.month, day == today, in_order(counts.get(day, {})))
            if day.month == first.month
            else Day(day, inside=False, today=False)
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    total = Counter()
    for day, numbers in counts.items():
        if day.month == first.month:
            total.update(numbers)
    return Month(first, weeks, in_order(total))


def in_order(counts):
    """Return [(standing, number)] in the order of Standing."""
    return [(standing, counts[standing]) for standing in Standing if counts.get(standing)]


def month_words(obligations, today):
    """Return how much of what is due in a month is fulfilled, as safe HTML; obligations: those due, with standing.

    What is due today and what is overdue are counted apart.
    """
    counted = [obligation for obligation in obligations if obligation.standing not in UNCOUNTED]
    if not counted:
        return "Tidak ada kewajiban yang jatuh tempo bulan ini."
    lacking = [obligation for obligation in counted if obligation.standing != Standing.FULFILLED]
    words = format_html(
        "<b>{}</b> dari <b>{}</b> kewajiban bulan ini dipenuhi", len(counted) - len(lacking), len(counted)
    )
    if late := sum(obligation.due_on < today for obligation in lacking):
        words += format_html(' · <span class="duty-late">{} lewat tenggat</span>', late)
    if due := sum(obligation.due_on == today for obligation in lacking):
        words += format_html(" · <b>{}</b> jatuh tempo hari ini", due)
    return words


def person_options(people, unassigned):
    """Return [(value, word)] of the filter by person."""
    return [(unassigned, "Belum ada petugas"), *((str(person.pk), str(person)) for person in people)]
