"""Spans of months and days: read from tokens, printed as text. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from plans.schedule.timewords import YEAR_MONTHS, Token, codes_of
from zi_portal.lib.indonesian import MONTHS

MAX_MONTHS = 60
"""Months that a range may cover; a longer one is a typing error in a year and is not read."""


class Span(NamedTuple):
    """A span from start to end, (year, month) pairs, both included; day: printed day of the end's month, 0 = none.

    unit: months of the quarter, third, half or year that is printed by its name, 0 for months and days.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    day: int = 0
    unit: int = 0

    def months(self):
        """Return its (year, month) pairs in order."""
        first, last = (year * 12 + month - 1 for year, month in (self.start, self.end))
        return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]

    def due(self):
        """Return the date of the printed day, else of the last day of the end's month."""
        return date(*self.end, self.day or monthrange(*self.end)[1])


NEAR_YEARS = 5
"""Years from the plan's to one printed with two digits beside a day; a farther one may be something else."""


@dataclass(frozen=True, slots=True)
class Moments:
    """When, as printed: sorted spans; year: the printed one when it is the only one, else None.

    days: days of a month that is not named ("tanggal 10"). opening: "from" ("mulai Maret"), "until" ("s.d. Maret"),
    "deadline" ("paling lambat Maret"), "every" ("setiap Maret"), "weeks" (a week of a month not named) or "".
    """

    spans: tuple[Span, ...] = ()
    year: int | None = None
    days: tuple[int, ...] = ()
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One printed end of a span: day, month, year, each 0 when absent.

    ranged: closes a range with the point before; unit: months of a period printed by its name, of which `month` is the
    last.
    """

    day: int = 0
    month: int = 0
    year: int = 0
    ranged: bool = False
    unit: int = 0


def read(moment_tokens, default_year):
    """Return the Moments of a list of months, days, named periods and ranges, None when they make no sense.

    A day without month takes the following month. A month without year takes the year of its neighbours, else the
    default year. A range that goes backwards crosses the new year; a list that goes backwards is not guessed.
    """
    if codes_of(moment_tokens) == "g":
        return Moments(opening="weeks")
    opening, plain_tokens = _opening(moment_tokens)
    points = _points(_with_short_years(plain_tokens, default_year), default_year)
    if not points or opening == "every" and any(point.ranged for point in points):
        return None
    if not any(point.month for point in points):
        return _days(points, opening)
    spans = _named_spans(points, default_year) if _is_named_list(points) else _dated_spans(points, default_year)
    opening = "" if opening == "from" and any(point.ranged for point in points) else opening
    years = {point.year for point in points if point.year}
    year = years.pop() if len(years) == 1 and not _is_this_year(moment_tokens) else None
    return Moments(tuple(sorted(set(spans))), year, opening=opening) if spans else None


def printed_years(moment_tokens):
    """Return the set of years that stand in the tokens; of a date without named month or period its own."""
    return {token.value for token in moment_tokens if token.kind == "year"} | {
        token.value[0] for token in moment_tokens if token.kind in {"date", "month_year"}
    }


_OPENINGS = {"from": "from", "range": "until", "until": "deadline", "every": "every"}


def _opening(moment_tokens):
    """Return (opening of Moments, the tokens without the words that open it or one of its items)."""
    first = moment_tokens[0]
    opening = _OPENINGS.get(first.kind, "") if first != Token("range", "-") else ""
    openings = {"until", "every"}
    plain_tokens = [
        token
        for index, token in enumerate(moment_tokens)
        if not (index == 0 and opening)
        and not (token.kind in openings and moment_tokens[index - 1].kind in {"list", "slash", *openings})
    ]
    return opening, plain_tokens


def _with_short_years(moment_tokens, default_year):
    """Return the tokens with "Januari 26", "31 Mar 26" and "31/3/26" as years and dates where they are near enough."""
    codes, dated_tokens = codes_of(moment_tokens), list(moment_tokens)
    for match in _SHORT_YEAR.finditer(codes):
        place = match.end() - 1
        year = 2000 + moment_tokens[place].value
        if abs(year - default_year) <= (NEAR_YEARS if match["day"] else 1):
            dated_tokens[place] = Token("year", year)
    return [
        Token("date", token.value)
        if token.kind == "short_date" and abs(token.value[0] - default_year) <= NEAR_YEARS
        else token
        for token in dated_tokens
    ]


_SHORT_YEAR = re.compile(r"(?P<day>N?)MN(?!M)")
_POINT = re.compile(
    r"(?P<sign>[L/]+|[Th]|)"
    r"(?:(?P<month>(?P<day>N?)MY?)|(?P<date>D)|(?P<pair>H)|(?P<period>QY?)|(?P<alone>N)|(?P<whole>[Yc]))"
)


def _points(moment_tokens, default_year):
    """Return the points of the tokens, [] when they are no list of points and ranges of two."""
    codes, points, shapes, position = codes_of(moment_tokens), [], [], 0
    while position < len(codes):
        match = _POINT.match(codes, position)
        shape = match and (match.lastgroup, bool(match["day"]))
        if not match or not _may_follow(match["sign"], points[-1:], shapes[-1:], shape):
            return []
        point_tokens = moment_tokens[match.start() + len(match["sign"]) : match.end()]
        points.append(_point(point_tokens, ranged=match["sign"] in {"T", "h"}, default_year=default_year))
        shapes.append(shape)
        position = match.end()
    is_list_with_year = len(points) > 1 and any(point and point.unit == YEAR_MONTHS for point in points)
    return [] if is_list_with_year or None in points else points


def _may_follow(sign, before, shapes, shape):
    """Return whether a point may stand behind `before` ([] or [point]): listed, ranged once, or of the same shape."""
    if not before:
        return not sign
    if before[0] is None:
        return False
    if sign in {"T", "h"}:
        return not before[0].ranged
    return bool(sign) or not before[0].ranged and shapes == [shape] and shape[0] != "alone"


def _point(point_tokens, *, ranged, default_year):
    """Return the Point of its tokens, None for a day or month that cannot be."""
    values = {token.kind: token.value for token in point_tokens}
    year = values.get("year", 0)
    if "this_year" in values or list(values) == ["year"]:
        return Point(month=YEAR_MONTHS, year=year or default_year, unit=YEAR_MONTHS)
    if "date" in values or "month_year" in values:
        year, month, day = (*values.get("date", ()), *values.get("month_year", ()), None)[:3]
        return Point(day or 0, month, year, ranged) if month and day != 0 else None
    if "period" in values:
        unit, number = values["period"]
        return Point(0, unit * number, year, ranged, unit)
    return None if values.get("number") == 0 else Point(values.get("number", 0), values.get("month", 0), year, ranged)


def _is_this_year(moment_tokens):
    return codes_of(moment_tokens) == "c"


def _days(points, opening):
    """Return the Moments of days alone, None for ranges and for days that no month has."""
    days = tuple(sorted({point.day for point in points}))
    if any(point.ranged for point in points) or days[-1] > 31:
        return None
    return Moments(days=days, opening=opening)


def _is_named_list(points):
    """Return whether all points are periods of one kind and at most one year is printed, so that any order is right."""
    return (
        len({point.unit for point in points}) == 1 < points[0].unit and len({point.year for point in points} - {0}) < 2
    )


def _named_spans(points, default_year):
    """Return the spans of quarters, thirds, halves or a year, each period of a range by itself; [] for a range back."""
    year = max(point.year for point in points) or default_year
    unit, spans = points[0].unit, []
    for before, point in pairwise([points[0], *points]):
        first = before.month + unit if point.ranged else point.month
        spans += [_period(year, month, unit) for month in range(first, point.month + 1, unit)]
        if point.ranged and first > point.month:
            return []
    return spans


def _period(year, month, unit):
    """Return the Span of a period by its last month."""
    return Span((year, month - unit + 1), (year, month), unit=unit)


def _dated_spans(points, default_year):
    """Return the spans of points in the order of the calendar, [] when that order, a day or a range is impossible."""
    dated_points = _with_years(_with_months(points), default_year)
    return dated_points and _spans(dated_points) or []


def _with_months(points):
    """Return the points, days without month with the next point's ("12 s.d. 15 Maret"); None when none follows."""
    dated_points, after = [], None
    for point in reversed(points):
        if not point.month and (after is None or after.unit):
            return None
        after = point if point.month else replace(point, month=after.month, year=after.year)
        dated_points.append(after)
    return dated_points[::-1]


def _with_years(points, default_year):
    """Return the points, each with a year; None when a list that goes backwards leaves the year open."""
    if not points:
        return None
    if not any(point.year for point in points):
        points = [replace(points[0], year=default_year), *points[1:]]
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
    """Return the spans of dated points, [] when a day does not exist, or a range goes backwards or is too long."""
    spans = []
    for before, point in pairwise([points[0], *points]):
        if not point.ranged:
            spans.append(_span(point))
        elif before.unit != point.unit:
            return []
        else:
            spans += _range(spans.pop(), _span(point))
    return spans if all(_is_real(span) for span in spans) else []


def _span(point):
    if point.unit:
        return _period(point.year, point.month, point.unit)
    return Span((point.year, point.month), (point.year, point.month), point.day)


def _range(first, last):
    """Return the spans from one to the other: a single one, or each quarter, third or half between them."""
    whole = Span(first.start, last.end, last.day)
    if not last.unit or not _is_real(whole):
        return [whole]
    return [_period(year, month, last.unit) for year, month in whole.months() if month % last.unit == 0]


def _is_real(span):
    year, month = span.end
    if not (1 <= month <= 12 and span.start[0] >= 2000 and year <= 2099):
        return False
    return span.day <= monthrange(year, month)[1] and 1 <= len(span.months()) <= MAX_MONTHS


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
