"""One phrase of a time narrowed by another: "Setiap bulan" by "Januari s.d. Juni"; None where they contradict. Pure."""

from calendar import monthrange
from dataclasses import replace

from plans.schedule.phrases import Count, Frequency
from plans.schedule.timespans import Moments, Span
from plans.schedule.timewords import YEAR_MONTHS


def narrow(first, second, year):
    """Return the Frequency, Count or Moments that both phrases mean together, in printed order; None for no such.

    year: that of phrases that print none.
    """
    return _RULES[type(first), type(second)](first, second, year)


def _often_when(frequency, moments, year):
    """Narrow "Per Triwulan" by "TW I s.d. TW III", "Juli dan Desember", "mulai TW II" or "2026"."""
    if moments.opening == "weeks":
        return frequency if frequency.step == 1 else None
    if frequency.year and moments.year and frequency.year != moments.year:
        return None
    year = frequency.year or moments.year or year
    if moments.days:
        return each_month(moments.days, year) if frequency.step == 1 else None
    if _is_year(moments):
        return replace(frequency, year=moments.year or frequency.year)
    ends = None if moments.opening == "deadline" else _ends(frequency, moments, whole_only=False)
    return ends or _as_many(frequency, moments)


def _when_often(moments, frequency, year):
    """Narrow a range, a year or a day by a frequency; a month in front of a frequency is another time, not a part."""
    is_wide = moments.days or _is_year(moments) or moments.opening
    if is_wide:
        return _often_when(frequency, moments, year)
    return _ends(frequency, moments, whole_only=True) or _as_many(frequency, moments)


def _ends(frequency, moments, *, whole_only):
    """Return the ends of the frequency's periods within the moments, None when a moment does not end at one of them.

    whole_only: a single month that ends one does not count.
    """
    spans = [_closed(span, moments.opening) for span in moments.spans]
    ends_by_span = [_ends_within(span, frequency.step) for span in spans]
    is_whole = all(span.start != span.end for span in spans)
    if whole_only and not is_whole or not all(ends_by_span):
        return None
    pairs = sorted({pair for ends in ends_by_span for pair in ends})
    return Moments(tuple(_period(pair, frequency.step) for pair in pairs), moments.year or frequency.year)


def _ends_within(span, step):
    """Return the (year, month) pairs within a span at which a frequency is due; [] when its end is none of them."""
    if span.day:
        return []
    ends = [pair for pair in span.months() if pair[1] % step == 0]
    return ends if ends and ends[-1] == span.end else []


def _closed(span, opening):
    """Return the span of "mulai Maret" to the end of its year, that of "s.d. Maret" from the year's beginning."""
    if opening == "from":
        return Span(span.start, (span.start[0], YEAR_MONTHS))
    return Span((span.end[0], 1), span.end, span.day) if opening == "until" else span


def _period(pair, step):
    """Return the span of a quarter or half by its last month; of other steps the month alone."""
    if step not in {3, 6}:
        return Span(pair, pair)
    return Span((pair[0], pair[1] - step + 1), pair, unit=step)


def _as_many(frequency, moments):
    """Return moments as many as the frequency has in a year: "Per Semester (Juli dan Desember)"; None for others."""
    is_open = moments.opening not in {"", "deadline", "every"}
    return None if is_open or len(moments.spans) * frequency.step != YEAR_MONTHS else replace(moments, opening="")


def each_month(days, year):
    """Return the Moments of these days in each month of a year; a day that a month does not have is its last."""
    spans = [
        Span((year, month), (year, month), min(day, monthrange(year, month)[1]))
        for month in range(1, YEAR_MONTHS + 1)
        for day in days
    ]
    return Moments(tuple(sorted(set(spans))))


def _is_year(moments):
    return len(moments.spans) == 1 and moments.spans[0].unit == YEAR_MONTHS


def _when_counted(moments, count, _):
    """Narrow a range by "(4 kali)": so many even parts of it, each due at its end."""
    if not moments.spans or count.times in {1, len(moments.spans)}:
        return moments if moments.spans else None
    span, months = moments.spans[0], moments.spans[0].months()
    if len(moments.spans) == 1 == len(months):
        return moments
    if len(moments.spans) > 1 or len(months) % count.times or span.day or moments.opening:
        return None
    step = len(months) // count.times
    if _is_year(moments):
        return Frequency(step, moments.year)
    pairs = months[step - 1 :: step]
    is_calendar = step in {3, 6} and all(month % step == 0 for _, month in pairs)
    return Moments(tuple(_period(pair, step if is_calendar else 1) for pair in pairs), moments.year)


def _often_counted(frequency, count, _):
    return frequency if count.times in {1, YEAR_MONTHS // frequency.step} else None


def _same(first, second, _):
    return first if first == second else None


def _when_when(first, second, _):
    """Return the finer of two moments one of which lies within the other: "TW I (Maret)", "Desember (tahun 2025)"."""
    if second.opening == "weeks" or first.opening == "weeks":
        dated_moments = first if second.opening == "weeks" else second
        return dated_moments if dated_moments.spans and not any(span.unit for span in dated_moments.spans) else None
    if second.days and not first.days:
        return _on_days(first, second.days)
    if {first.opening, second.opening} & {"from", "until"} or first.days or second.days:
        return None
    year = first.year or second.year
    if _lie_within(second.spans, first.spans):
        is_finer = [span.due() for span in first.spans] != [span.due() for span in second.spans]
        return replace(second if is_finer else first, year=year)
    return replace(first, year=year) if _lie_within(first.spans, second.spans) else None


def _lie_within(inner_spans, outer_spans):
    """Return whether each inner span lies in an outer one, and each outer one has one; both sorted, two pointers."""
    outers = list(outer_spans)
    index, used_outers = 0, set()
    for inner in inner_spans:
        while index < len(outers) and outers[index].end < inner.end:
            index += 1
        if index == len(outers) or not _covers(outers[index], inner):
            return False
        used_outers.add(index)
    return len(used_outers) == len(outers)


def _covers(outer, inner):
    """Return whether a span has all of another; a single day has only itself and longer ranges that end on it."""
    return outer.start <= inner.start and inner.end <= outer.end and outer.day in {0, inner.day}


def _on_days(moments, days):
    """Return the days of single months ("Maret (tanggal 15)"), None where they are no single months or lack the day."""
    months = [span.end for span in moments.spans if span.start == span.end and not span.day]
    spans = [Span(month, month, day) for month in months for day in days]
    is_real = all(span.day <= monthrange(*span.end)[1] for span in spans)
    if moments.opening or not is_real or len(months) != len(moments.spans):
        return None
    return replace(moments, spans=tuple(sorted(spans)))


_RULES = {
    (Frequency, Moments): _often_when,
    (Moments, Frequency): _when_often,
    (Frequency, Count): _often_counted,
    (Count, Frequency): lambda count, frequency, year: _often_counted(frequency, count, year),
    (Moments, Count): _when_counted,
    (Count, Moments): lambda count, moments, year: _when_counted(moments, count, year),
    (Moments, Moments): _when_when,
    (Frequency, Frequency): _same,
    (Count, Count): _same,
}
