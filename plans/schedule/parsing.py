"""Time and target as printed, read into schedules, due dates and quantities. Pure: no database, never raises."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from plans.schedule import timespans
from plans.schedule.timewords import ROMANS, tokens
from plans.tree import MONTHS, QUARTERS

MONTHS_KIND, QUARTERLY, SEMESTER, MONTHLY, ANNUAL = "months", "quarterly", "semester", "monthly", "annual"
EMPTY, UNREADABLE = "empty", "unreadable"
_DURATIONS = {"%", "bulan", "hari", "minggu", "tahun", "jam", "orang", "pegawai", "peserta"}
_TARGET = re.compile(
    r"(?P<quantity>[0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,6})(?![0-9])\s*(?:\([^()]*\)\s*)?(?P<unit>%|[^\W\d_][^\d%()]*)"
)
_UNIT_WORDS = 3
_NOTE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a row is due, as read from its printed time or its ticks.

    kind: "months" (spans), "quarterly" (quarters, () = all four), "semester" (halves, () = both), "monthly",
    "annual", "empty", "unreadable" (verbatim kept, never guessed). year: as printed with a frequency, else None;
    plan_year stands in for it. verbatim does not count when two schedules are compared.
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

    @property
    def months(self):
        """Sorted (year, month) pairs of all spans, each once."""
        return sorted({pair for span in self.spans for pair in span.months()})

    def to_json(self):
        """The plain form used in exports: verbatim, kind, months, year; the other keys only when present."""
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
    """Target capaian: how many of what; both None where the text is no quantity."""

    quantity: int | None
    unit: str | None


def parse_time(text, plan_year):
    """Read a printed time ("Oktober s.d. Desember 2025", "Per Triwulan"; docs/schedule.md); never raises."""
    verbatim = text or ""
    body, remark = _split_remark(_tidy(verbatim))
    if not remark and not body.strip("-–— \n"):
        return Schedule(EMPTY, plan_year, verbatim=verbatim)
    fields = _read(tokens(body), plan_year)
    if fields is None:
        return Schedule(UNREADABLE, plan_year, verbatim=verbatim)
    return Schedule(plan_year=plan_year, remark=remark, verbatim=verbatim, **fields)


def schedule_of_ticks(ticks, style, plan_year):
    """Schedule of a ticked grid; ticks: months 1–12, or quarters 1–4 with style "quarters".

    Ticks beyond the grid (of a layout that the plan had before) are not printed and do not count.
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
    """Schedule of a row: its ticks in a layout with a grid of months or quarters, its text elsewhere.

    A row without ticks in a grid is read by its text too. style: LayoutSpec.schedule.
    """
    if ticks and style in {MONTHS, QUARTERS}:
        return schedule_of_ticks(ticks, style, plan_year)
    return parse_time(time, plan_year)


def parse_target(text):
    """Read a printed target ("4 (empat) Laporan", "100%") into a Target; anything else gives Target(None, None)."""
    match = _TARGET.fullmatch(" ".join((text or "").split()))
    unit = match and match["unit"].strip()
    if not match or len(unit.split()) > _UNIT_WORDS:
        return Target(None, None)
    return Target(int(match["quantity"].replace(".", "")), unit)


def due_dates(schedule, quantity=None):
    """Sorted unique dates on which the row is due.

    The last day of the month (or the day that is printed); a range is due at its end, unless the target's
    quantity equals the number of months: then each month is. Quarters and semesters are due at their ends.
    """
    if schedule.kind == MONTHS_KIND:
        return sorted(set(_span_dates(schedule, quantity)))
    year = schedule.year or schedule.plan_year
    return [_month_end(year, month) for month in sorted(_frequency_months(schedule))]


def target_disagrees(schedule, target):
    """Whether frequency and quantity differ ("Setiap Bulan" with 1 Laporan): to warn, never to force.

    A row with one due date may ask for any quantity, a single range too; percentages, durations and heads do
    not count occasions.
    """
    dates = due_dates(schedule)
    if target.quantity is None or len(dates) < 2 or target.unit.lower() in _DURATIONS:
        return False
    return target.quantity not in {len(dates), len(schedule.months)}


def to_text(schedule):
    """Canonical Indonesian text: parse_time reads it back as an equal schedule."""
    if schedule.kind == UNREADABLE:
        return schedule.verbatim
    body = timespans.text(schedule.spans) if schedule.kind == MONTHS_KIND else _frequency_text(schedule)
    return f"{body} ({schedule.remark})" if schedule.remark else body


def _tidy(text):
    """Odd spaces made plain, invisible signs dropped; line breaks stay."""
    lines = re.sub(r"[\u00ad\u200b-\u200d\u2060\ufeff]", "", text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _split_remark(text):
    """(text without its bracketed notes, the notes joined by "; "); a stray bracket stays in the text."""
    notes = [" ".join(note.split()) for note in _NOTE.findall(text)]
    return _NOTE.sub(" ", text).strip(), "; ".join(filter(None, notes))


def _read(time_tokens, plan_year):
    """Fields of the Schedule as dict; None where the tokens make no sense."""
    if not time_tokens:
        return None
    if any(token.kind in _FREQUENCIES for token in time_tokens):
        return _read_frequency(time_tokens)
    spans = timespans.read(time_tokens, plan_year)
    return spans and {"kind": MONTHS_KIND, "spans": spans}


_FREQUENCIES = {
    "quarterly": QUARTERLY,
    "quarter": QUARTERLY,
    "semesterly": SEMESTER,
    "half": SEMESTER,
    "monthly": MONTHLY,
    "annual": ANNUAL,
}


def _read_frequency(time_tokens):
    """Fields of "Per Triwulan", "TW I–III 2026", "Semester I dan Tahunan"; one frequency beside the yearly."""
    years = {token.value for token in time_tokens if token.kind == "year"}
    items = timespans.split([token for token in time_tokens if token.kind != "year"])
    marks = [_frequency_item(item, items[0][0].kind) for item in items]
    kinds = {mark[0] for mark in marks if mark}
    if None in marks or len(years) > 1 or len(kinds - {ANNUAL}) > 1:
        return None
    kind = max(kinds, key=lambda frequency: frequency != ANNUAL)
    numbers = [mark[1] for mark in marks if mark[0] == kind]
    named = tuple(sorted(set(chain.from_iterable(numbers))))
    if named and () in numbers:
        return None
    return {
        "kind": kind,
        "quarters": named if kind == QUARTERLY else (),
        "halves": named if kind == SEMESTER else (),
        "annual_too": len(kinds) > 1,
        "year": next(iter(years), None),
    }


def _frequency_item(item, first):
    """(kind, numbers) of one item: a name, a range of two, or a bare numeral that follows the first item's kind."""
    shape = [token.kind for token in item]
    if shape[0] in _BARE:
        shape[0] = first
    kind = _FREQUENCIES.get(shape[0])
    numbers = tuple(token.value for token in item if token.value is not None)
    if {"month", "date"} & set(shape) or not all(1 <= number <= _HIGHEST.get(kind, 0) for number in numbers):
        return None
    if len(shape) == 1:
        return kind and (kind, numbers)
    ranged = len(numbers) == 2 and shape[1:] in (["range", shape[0]], *(["range", bare] for bare in _BARE))
    return (kind, tuple(range(numbers[0], numbers[1] + 1))) if ranged and numbers[0] < numbers[1] else None


_BARE = ("numeral", "number")
_HIGHEST = {QUARTERLY: 4, SEMESTER: 2}


def _span_dates(schedule, quantity):
    if quantity is not None and quantity == len(schedule.months):
        ends = {span.end: span.due() for span in schedule.spans}
        return [ends.get(pair) or _month_end(*pair) for pair in schedule.months]
    return [span.due() for span in schedule.spans]


def _frequency_months(schedule):
    """Set of the months at whose end a frequency is due."""
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
    names = [f"Triwulan {ROMANS[number - 1]}" for number in schedule.quarters]
    names += [f"Semester {ROMANS[number - 1]}" for number in schedule.halves]
    base = {QUARTERLY: "Per Triwulan", SEMESTER: "Per Semester", MONTHLY: "Setiap Bulan", ANNUAL: "Tahunan"}
    parts = [", ".join(names) or base.get(schedule.kind, "")]
    parts += ["dan Tahunan"] if schedule.annual_too else []
    parts += [str(schedule.year)] if schedule.year else []
    return " ".join(parts)
