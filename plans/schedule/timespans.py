"""Spans of months and days: read from tokens, printed as text. Pure."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from plans.schedule.timewords import MONTH_NAMES

LONGEST = 60
"""Months a range may cover: longer ones (slips of the pen in a year) are not read."""


class Span(NamedTuple):
    """From start to end, (year, month) pairs, both included; day: the printed day of the end's month, 0 = none."""

    start: tuple[int, int]
    end: tuple[int, int]
    day: int = 0

    def months(self):
        """Its (year, month) pairs in order."""
        first, last = (year * 12 + month - 1 for year, month in (self.start, self.end))
        return [(at // 12, at % 12 + 1) for at in range(first, last + 1)]

    def due(self):
        """The printed day, else the last day of the end's month."""
        return date(*self.end, self.day or monthrange(*self.end)[1])


@dataclass(frozen=True, slots=True)
class Point:
    """One printed end: what of day, month, year is there; ranged: it closes a range with the point before."""

    day: int = 0
    month: int = 0
    year: int = 0
    ranged: bool = False


def read(time_tokens, plan_year):
    """Sorted unique spans of a list of months, days and ranges; None where they make no sense.

    A day without month takes the month that follows. A month without year takes that of the months beside it,
    else the plan's; a range that falls back runs over the new year, a list that falls back is not guessed.
    """
    parts = [_item_points(item) for item in split(time_tokens)]
    if None in parts:
        return None
    points = _with_years(_with_months([point for part in parts for point in part]), plan_year)
    spans = points and _spans(points)
    return tuple(sorted(set(spans))) if spans else None


def split(time_tokens):
    """Tokens cut at the list signs; a comma before "dan" or at the end is no item of its own."""
    groups = groupby(time_tokens, key=lambda token: token.kind == "list")
    return [list(group) for is_sign, group in groups if not is_sign]


def text(spans):
    """Spans as printed: "November, Desember 2025", "Oktober s.d. Desember 2025", "12 Maret 2025"."""
    years = {span.end[0] for span in spans}
    if len(years) == 1 and len(set(spans)) == len(spans) and all(span.start == span.end for span in spans):
        return ", ".join(_day_and_month(span) for span in spans) + f" {spans[0].end[0]}"
    return ", ".join(_span_text(span) for span in spans)


def _span_text(span):
    end = f"{_day_and_month(span)} {span.end[0]}"
    if span.start == span.end:
        return end
    year = "" if span.start[0] == span.end[0] else f" {span.start[0]}"
    return f"{MONTH_NAMES[span.start[1] - 1]}{year} s.d. {end}"


def _day_and_month(span):
    name = MONTH_NAMES[span.end[1] - 1]
    return f"{span.day} {name}" if span.day else name


def _item_points(item):
    """One or two points of an item; None where it has more than one range or a point is not understood."""
    at = [index for index, token in enumerate(item) if token.kind == "range"]
    if len(at) > 1:
        return None
    halves = [item[: at[0]], item[at[0] + 1 :]] if at else [item]
    points = [_point(half) for half in halves]
    if None in points:
        return None
    return [points[0], *(replace(point, ranged=True) for point in points[1:])]


def _point(half):
    shape = tuple(token.kind for token in half)
    values = [token.value for token in half]
    if shape == ("date",):
        year, month, day = values[0]
        return Point(day, month, year) if day and month else None
    if shape not in {("number",), ("month",), ("number", "month"), ("month", "year"), ("number", "month", "year")}:
        return None
    named = {"number": 0, "month": 0, "year": 0} | dict(zip(shape, values, strict=True))
    return None if named["number"] == 0 and "number" in shape else Point(*named.values())


def _with_months(points):
    """Days without month take the next point's ("12 s.d. 15 Maret"); None where none follows."""
    dated_points, after = [], None
    for point in reversed(points):
        if not point.month and after is None:
            return None
        after = point if point.month else replace(point, month=after.month, year=after.year)
        dated_points.append(after)
    return dated_points[::-1]


def _with_years(points, plan_year):
    """Every point with a year; None where a list that falls back in the calendar leaves it open."""
    if not points:
        return None
    if not any(point.year for point in points):
        points = [replace(points[0], year=plan_year), *points[1:]]
    points = _backward(points)
    return points and _forward(points)


def _backward(points):
    """Years carried from the first printed one to the points before it."""
    filled_points = list(points)
    for at in range(len(filled_points) - 2, -1, -1):
        point, after = filled_points[at], filled_points[at + 1]
        if point.year or not after.year:
            continue
        falls = point.month > after.month
        if falls and not after.ranged:
            return None
        filled_points[at] = replace(point, year=after.year - falls)
    return filled_points


def _forward(points):
    """Years carried on from a printed one to the points after it."""
    filled_points = list(points)
    for at in range(1, len(filled_points)):
        before, point = filled_points[at - 1], filled_points[at]
        if point.year:
            continue
        falls = point.month < before.month
        if falls and not point.ranged:
            return None
        filled_points[at] = replace(point, year=before.year + falls)
    return filled_points


def _spans(points):
    """Spans of the points; None where a day does not exist, or a range runs backwards or is too long."""
    spans = []
    for point in points:
        start = spans.pop().end if point.ranged else (point.year, point.month)
        spans.append(Span(start, (point.year, point.month), point.day))
    return spans if all(_is_real(span) for span in spans) else None


def _is_real(span):
    year, month = span.end
    if not (1 <= month <= 12 and span.start[0] >= 2000 and year <= 2099):
        return False
    return span.day <= monthrange(year, month)[1] and 1 <= len(span.months()) <= LONGEST
