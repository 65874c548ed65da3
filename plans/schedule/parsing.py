"""Printed times and targets, read into schedules, due dates and quantities. Pure: no database, never raises."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from plans.schedule import clauses, reading, timespans, units
from plans.schedule.reading import ANNUAL, MONTHLY, MONTHS_KIND, QUARTERLY, SEMESTER
from plans.tree import MONTHS, QUARTERS
from zi_portal.lib import indonesian

EMPTY, UNREADABLE = "empty", "unreadable"
_DURATIONS = {"%", "bulan", "hari", "minggu", "tahun", "jam", "orang", "pegawai", "peserta"}
_OCCASIONS = {"kali", "x"}
_TARGET = re.compile(
    r"(?P<quantity>[0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,6})(?![0-9])\s*(?:\([^()]*\)\s*)?(?P<unit>%|[^\W\d_][^\d%()]*)"
)
_UNIT_WORDS = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """The time of a row, read from its printed text or its ticks.

    kind: "months" (spans), "quarterly" (quarters, () = all four), "semester" (halves, () = both), "monthly",
    "annual", "empty", "unreadable" (verbatim is kept, nothing guessed). year: as printed with a frequency, else None
    and plan_year counts. prose: lines below the time that name no time and were left out. verbatim and prose do not
    matter when two schedules are compared.
    """

    kind: str
    plan_year: int
    spans: tuple[timespans.Span, ...] = ()
    quarters: tuple[int, ...] = ()
    halves: tuple[int, ...] = ()
    annual_too: bool = False
    year: int | None = None
    remark: str = ""
    verbatim: str = field(default="", compare=False)
    prose: str = field(default="", compare=False)

    @property
    def months(self):
        """Sorted, distinct (year, month) pairs of all spans."""
        return sorted({pair for span in self.spans for pair in span.months()})

    def to_json(self):
        """Return the plain form used in exports: verbatim, kind, months, year; other keys only when not empty."""
        pairs = self.months
        periods = [f"{year:04}-{month:02}" for year, month in pairs]
        plain = {
            "verbatim": self.verbatim,
            "kind": self.kind,
            "months": [month for _, month in pairs] or None,
            "year": pairs[0][0] if pairs else self.year,
            "periods": periods if len({year for year, _ in pairs}) > 1 else None,
            "days": [span.due().isoformat() for span in self.spans if span.day],
            "quarters": list(self.quarters),
            "semesters": list(self.halves),
            "annual_too": self.annual_too,
            "remark": self.remark,
        }
        return {key: value for key, value in plain.items() if value or key in _ALWAYS}


_ALWAYS = ("verbatim", "kind", "months", "year")


class Target(NamedTuple):
    """Target capaian: quantity and unit, both None when the text is not a quantity."""

    quantity: int | None
    unit: str | None


def parse_time(text, plan_year):
    """Return the Schedule of a printed time ("Oktober s.d. Desember 2025", "Per Triwulan"; docs/schedule.md)."""
    verbatim = text or ""
    return _remembered(verbatim, plan_year) if len(verbatim) <= _SHORT else _parsed(verbatim, plan_year)


def _parsed(verbatim, plan_year):
    if not clauses.tidy(verbatim).strip("-–— \n"):
        return Schedule(EMPTY, plan_year, verbatim=verbatim)
    fields = reading.fields_of(verbatim, plan_year) or {"kind": UNREADABLE}
    return Schedule(plan_year=plan_year, verbatim=verbatim, **fields)


_SHORT = 200
"""Longest text, in characters, whose schedule is remembered: rows of a plan print the same few times."""
_remembered = lru_cache(maxsize=2048)(_parsed)


def schedule_of_ticks(ticks, style, plan_year):
    """Return the Schedule of a ticked grid; ticks: months 1–12, or quarters 1–4 with style "quarters".

    Ticks outside the grid (left from a former layout of the plan) are not printed and do not count.
    """
    places = range(1, 5 if style == QUARTERS else 13)
    marks = tuple(sorted(set(ticks) & set(places)))
    if not marks:
        return Schedule(EMPTY, plan_year)
    if style == QUARTERS:
        return Schedule(QUARTERLY, plan_year, quarters=marks)
    pairs = [(plan_year, month) for month in marks]
    return Schedule(MONTHS_KIND, plan_year, spans=tuple(timespans.Span(pair, pair) for pair in pairs))


def schedule_of(time, ticks, style, plan_year):
    """Return the Schedule of a row: of its ticks in a layout with a grid of months or quarters, else of its text.

    A row without ticks in a grid also counts by its text. style: LayoutSpec.schedule.
    """
    if ticks and style in {MONTHS, QUARTERS}:
        return schedule_of_ticks(ticks, style, plan_year)
    return parse_time(time, plan_year)


def parse_target(text):
    """Return the Target of a printed text ("4 (empat) Laporan", "100%"), Target(None, None) for any other text."""
    match = _TARGET.fullmatch(" ".join((text or "").split()))
    unit = match and match["unit"].strip()
    if not match or len(unit.split()) > _UNIT_WORDS:
        return Target(None, None)
    return Target(int(match["quantity"].replace(".", "")), unit)


def is_count(text):
    """Return whether a text is a bare number of times ("4 kali", "12 (dua belas) kali"), a target as well as a time."""
    return (parse_target(text).unit or "").lower() in _OCCASIONS


def due_dates(schedule, quantity=None):
    """Return the sorted, distinct dates on which the row is due.

    A month is due on its last day (or on the printed day), quarters and semesters at their ends. A range is due at
    its end; when the target's quantity equals the number of its months, at the end of each month.
    """
    if schedule.kind == MONTHS_KIND:
        return sorted(set(_span_dates(schedule, quantity)))
    year = schedule.year or schedule.plan_year
    return [_month_end(year, month) for month in sorted(_frequency_months(schedule))]


def target_disagrees(schedule, target):
    """Return whether frequency and quantity differ ("Setiap Bulan" with 1 Laporan), for a warning only.

    With a single due date or range any quantity is fine; percentages, durations and numbers of people do not count
    occasions.
    """
    dates = due_dates(schedule)
    if target.quantity is None or len(dates) < 2 or target.unit.lower() in _DURATIONS:
        return False
    return target.quantity not in {len(dates), len(schedule.months)}


def with_unit(text, unit):
    """Return a bare list of numbers under a heading that names their unit as readable time: "1, II" → "Triwulan I, …".

    unit: "quarter" | "month" | "semester". Ranges count ("1-4"); months of a range stay one ("Januari s.d. Maret").
    Return "" for any other text, one that names the unit itself included, and for numbers that the unit does not have.
    """
    ranges = units.numbered_ranges(text)
    names = units.NAMES[unit]
    if not ranges or not all(1 <= first <= last <= len(names) for first, last in ranges):
        return ""
    if unit == "month":
        return ", ".join(" s.d. ".join(names[number - 1] for number in sorted({*pair})) for pair in ranges)
    numbers = dict.fromkeys(number for first, last in ranges for number in range(first, last + 1))
    return ", ".join(names[number - 1] for number in numbers)


def to_text(schedule):
    """Return the canonical Indonesian text, which parse_time reads as an equal schedule."""
    if schedule.kind == UNREADABLE:
        return schedule.verbatim
    body = timespans.text(schedule.spans) if schedule.kind == MONTHS_KIND else _frequency_text(schedule)
    return f"{body} ({schedule.remark})" if schedule.remark else body


def _span_dates(schedule, quantity):
    if quantity is not None and quantity == len(schedule.months):
        due_by_month = {span.end: span.due() for span in schedule.spans}
        return [due_by_month.get(pair) or _month_end(*pair) for pair in schedule.months]
    return [span.due() for span in schedule.spans]


def _frequency_months(schedule):
    """Return the set of (year, month) at whose ends a frequency is due."""
    months = {
        QUARTERLY: {quarter * 3 for quarter in schedule.quarters or (1, 2, 3, 4)},
        SEMESTER: {half * 6 for half in schedule.halves or (1, 2)},
        MONTHLY: set(range(1, 13)),
        ANNUAL: {12},
    }.get(schedule.kind, set())
    return months | ({12} if schedule.annual_too else set())


def _month_end(year, month):
    return date(year, month, monthrange(year, month)[1])


def _frequency_text(schedule):
    names = [indonesian.QUARTERS[number - 1] for number in schedule.quarters]
    names += [indonesian.SEMESTERS[number - 1] for number in schedule.halves]
    base = {QUARTERLY: "Per Triwulan", SEMESTER: "Per Semester", MONTHLY: "Setiap Bulan", ANNUAL: "Tahunan"}
    parts = [", ".join(names) or base.get(schedule.kind, "")]
    parts += ["dan Tahunan"] if schedule.annual_too else []
    parts += [str(schedule.year)] if schedule.year else []
    return " ".join(parts)
