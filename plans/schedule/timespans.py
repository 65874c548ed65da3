"""Spans of months and days: read from tokens, printed as text. Pure."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from zi_portal.lib.indonesian import MONTHS

MAX_MONTHS = 60
"""Months that a range may cover; a longer one is a typing error in a year and is not read."""


class Span(NamedTuple):
    """A span from start to end, (year, month) pairs, both included; day: printed day of the end's month, 0 = none."""

    start: tuple[int, int]
    end: tuple[int, int]
    day: int = 0

    def months(self):
        """Return its (year, month) pairs in order."""
        first, last = (year * 12 + month - 1 for year, month in (self.start, self.end))
        return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]

    def due(self):
        """Return the date of the printed day, else of the last day of the end's month."""
        return date(*self.end, self.day or monthrange(*self.end)[1])


@dataclass(frozen=True, slots=True)
class Point:
    """One printed end of a span: day, month, year, each 0 when absent; ranged: closes a range with the point before."""

    day: int = 0
    month: int = 0
    year: int = 0
    ranged: bool = False


def read(time_tokens, plan_year):
    """Return the sorted, distinct spans of a list of months, days and ranges, None when they make no sense.

    A day without month takes the following month. A month without year takes the year of its neighbours, else the
    plan's. A range that goes backwards crosses the new year; a list that goes backwards is not guessed.
    """
    parts = [_item_points(item) for item in split(time_tokens)]
    if None in parts:
        return None
    points = _with_years(_with_months([point for part in parts for point in part]), plan_year)
    spans = points and _spans(points)
    return tuple(sorted(set(spans))) if spans else None


def split(time_tokens):
    """Return the tokens split at list signs; a comma before "dan" or at the end makes no empty item."""
    groups = groupby(time_tokens, key=lambda token: token.kind == "list")
    return [list(group) for is_sign, group in groups if not is_sign]


def text(spans):
    """Return the spans as printed: "November, Desember 2025", "Oktober s.d. Desember 2025", "12 Maret 2025"."""
    years = {span.end[0] for span in spans}
    if len(years) == 1 and len(set(spans)) == len(spans) and all(span.start == span.end for span in spans):
        return ", ".join(_day_and_month(span) for span in spans) + f" {spans[0].end[0]}"
    return ", ".join(_span_text(span) for span in spans)


def _span_text(span):
    end = f"{_day_and_month(span)} {span.end[0]}"
    if span.start == span.end:
        return end
    year = "" if span.start[0] == span.end[0] else f" {span.start[0]}"
    return f"{MONTHS[span.start[1] - 1]}{year} s.d. {end}"


def _day_and_month(span):
    name = MONTHS[span.end[1] - 1]
    return f"{span.day} {name}" if span.day else name


def _item_points(item):
    """Return the one or two points of an item, None when it has more than one range or an unreadable point."""
    range_indexes = [index for index, token in enumerate(item) if token.kind == "range"]
    if len(range_indexes) > 1:
        return None
    halves = [item[: range_indexes[0]], item[range_indexes[0] + 1 :]] if range_indexes else [item]
    points = [_point(point_tokens) for point_tokens in halves]
    if None in points:
        return None
    return [points[0], *(replace(point, ranged=True) for point in points[1:])]


def _point(point_tokens):
    shape = tuple(token.kind for token in point_tokens)
    values = [token.value for token in point_tokens]
    if shape == ("date",):
        year, month, day = values[0]
        return Point(day, month, year) if day and month else None
    if shape not in {("number",), ("month",), ("number", "month"), ("month", "year"), ("number", "month", "year")}:
        return None
    value_by_kind = {"number": 0, "month": 0, "year": 0} | dict(zip(shape, values, strict=True))
    return None if value_by_kind["number"] == 0 and "number" in shape else Point(*value_by_kind.values())


def _with_months(points):
    """Return the points, days without month with the next point's ("12 s.d. 15 Maret"); None when none follows."""
    dated_points, after = [], None
    for point in reversed(points):
        if not point.month and after is None:
            return None
        after = point if point.month else replace(point, month=after.month, year=after.year)
        dated_points.append(after)
    return dated_points[::-1]


def _with_years(points, plan_year):
    """Return the points, each with a year; None when a list that goes backwards leaves the year open."""
    if not points:
        return None
    if not any(point.year for point in points):
        points = [replace(points[0], year=plan_year), *points[1:]]
    points = _backward(points)
    return points and _forward(points)


def _backward(points):
    """Return the points with the first printed year filled in before it."""
    filled_points = list(points)
    for index in range(len(filled_points) - 2, -1, -1):
        point, after = filled_points[index], filled_points[index + 1]
        if point.year or not after.year:
            continue
        crosses_year = point.month > after.month
        if crosses_year and not after.ranged:
            return None
        filled_points[index] = replace(point, year=after.year - crosses_year)
    return filled_points


def _forward(points):
    """Return the points with each printed year filled in after it."""
    filled_points = list(points)
    for index in range(1, len(filled_points)):
        before, point = filled_points[index - 1], filled_points[index]
        if point.year:
            continue
        crosses_year = point.month < before.month
        if crosses_year and not point.ranged:
            return None
        filled_points[index] = replace(point, year=before.year + crosses_year)
    return filled_points


def _spans(points):
    """Return the spans of the points, None when a day does not exist, or a range goes backwards or is too long."""
    spans = []
    for point in points:
        start = spans.pop().end if point.ranged else (point.year, point.month)
        spans.append(Span(start, (point.year, point.month), point.day))
    return spans if all(_is_real(span) for span in spans) else None


def _is_real(span):
    year, month = span.end
    if not (1 <= month <= 12 and span.start[0] >= 2000 and year <= 2099):
        return False
    return span.day <= monthrange(year, month)[1] and 1 <= len(span.months()) <= MAX_MONTHS
