"""A printed time as the fields of a Schedule: its clauses read, and those in brackets narrowing it. Pure."""

from dataclasses import replace
from functools import reduce

from plans.schedule import clauses, timespans
from plans.schedule.narrowing import each_month, narrow
from plans.schedule.phrases import AND, Count, Frequency, Moment, phrases_of
from plans.schedule.timespans import Moments, Span
from plans.schedule.timewords import YEAR_MONTHS, codes_of, tokens

MONTHS_KIND, QUARTERLY, SEMESTER, MONTHLY, ANNUAL = "months", "quarterly", "semester", "monthly", "annual"
_KINDS = {1: MONTHLY, 3: QUARTERLY, 6: SEMESTER, 12: ANNUAL}
_NAMED = {3: "quarters", 6: "halves"}


def fields_of(text, plan_year):
    """Return the fields of a Schedule of a text (docs/schedule.md) as dict, None where nothing may be guessed.

    Prose in the lines below a time is left out where it names no time itself, and is the field `prose`.
    """
    plain = clauses.tidy(text)
    whole = _fields(clauses.clauses_of(plain), plan_year)
    above = clauses.without_prose(plain) if whole is None else ""
    fields = _fields(clauses.clauses_of(above), plan_year) if above else None
    return fields | {"prose": plain[len(above) :].strip()} if fields else whole


def _fields(text_clauses, plan_year):
    body_tokens, notes = _body_and_notes(text_clauses)
    phrases = phrases_of(body_tokens) if body_tokens else None
    if not phrases:
        return None
    note_phrases = [_note_phrases(note, body_tokens, plan_year) for note in notes]
    lists = [phrases, *filter(None, note_phrases)]
    times = [_time(phrases, _year(phrases, lists, plan_year)) for phrases in lists]
    time = None if None in times else _narrowed(times, plan_year)
    fields = time and _schedule_fields(time, plan_year)
    remark = "; ".join(note for note, phrases in zip(notes, note_phrases, strict=True) if not phrases)
    is_precise = bool(fields) and fields["kind"] == MONTHS_KIND
    has_remarks_only = all(clauses.is_remark(part, precise=is_precise) for part in remark.split("; "))
    return fields | {"remark": remark} if fields and has_remarks_only else None


def _body_and_notes(text_clauses):
    """Return (tokens of the body, notes); numbers in brackets behind a bare unit belong to it: "Triwulan (III, IV)"."""
    body_tokens, notes = tokens(text_clauses.body), text_clauses.notes
    if notes and codes_of(body_tokens) in {"", "U"}:
        note_tokens = tokens(notes[0])
        if not body_tokens or note_tokens and note_tokens[0].kind in _NUMERALS:
            return [*body_tokens, *note_tokens], notes[1:]
    return body_tokens, notes


_NUMERALS = {"number", "roman", "ordinal"}


def _note_phrases(note, body_tokens, plan_year):
    """Return the phrases of a note in brackets, None for a remark; a list of numbers takes the unit before it."""
    note_tokens, unit = tokens(note), body_tokens[-1]
    if set(codes_of(note_tokens)) <= set("NRIL/Th"):
        is_list = len(note_tokens) > 1 or unit.value != 1 and codes_of(note_tokens) in {"R", "I"}
        if unit.kind != "unit" or not is_list:
            return None
        note_tokens = [unit, *note_tokens]
    phrases = phrases_of(note_tokens)
    is_time = phrases and all(_time([phrase], plan_year) for phrase in phrases)
    return phrases if is_time else None


def _narrowed(times, plan_year):
    """Return the first time narrowed by all others; None for a contradiction.

    Moments of several notes count together, and so do several counts beside several moments: each belongs to one.
    """
    body, *other_times = times
    moments = [time for time in other_times if isinstance(time, Moments) and time.spans and not time.opening]
    counts = [time for time in other_times if isinstance(time, Count)]
    if len(moments) > 1:
        spans = tuple(sorted({span for time in moments for span in time.spans}))
        other_times = [Moments(spans, moments[0].year), *(time for time in other_times if time not in moments)]
    if len(counts) > 1 and isinstance(body, Moments) and len(body.spans) == len(counts):
        other_times = [time for time in other_times if not isinstance(time, Count)]
    return reduce(lambda first, second: first and narrow(first, second, plan_year), other_times, body)


def _year(phrases, lists, plan_year):
    """Return the year for phrases that print none: the only one of all, else the plan's."""
    years = {
        year
        for other_phrases in lists
        for _, phrase in other_phrases
        if isinstance(phrase, Moment)
        for year in timespans.printed_years(phrase.tokens)
    }
    return years.pop() if len(years) == 1 else plan_year


def _time(phrases, year):
    """Return the Frequency, Count or Moments of a clause, None when its phrases contradict one another."""
    signs = [sign for sign, _ in phrases]
    times = [timespans.read(phrase.tokens, year) if isinstance(phrase, Moment) else phrase for _, phrase in phrases]
    if None in times:
        return None
    annual = _added_year(times, signs)
    if annual is not None:
        del times[annual]
        signs[max(annual, 1) : max(annual, 1) + 1] = []
    if AND in signs[1:] or sum(isinstance(time, Moments) and not _is_year(time) for time in times) > 1:
        return None
    time = reduce(lambda first, second: first and narrow(first, second, year), times)
    return time if annual is None or not time else _with_annual(time)


def _added_year(times, signs):
    """Return the index of "Tahunan" in a list with shorter periods, so that the year's end is due too; else None."""
    indexes = [index for index, time in enumerate(times) if time == Frequency(YEAR_MONTHS)]
    other_times = [time for time in times if time != Frequency(YEAR_MONTHS) and not _is_year(time)]
    is_shorter = all(isinstance(time, Frequency) or _has_names(time) for time in other_times)
    if len(indexes) != 1 or not other_times or not is_shorter:
        return None
    index = indexes[0]
    return index if index and signs[index] or signs[index + 1 : index + 2] == [AND] else None


def _with_annual(time):
    if isinstance(time, Moments):
        return replace(time, opening="annual")
    return replace(time, annual_too=True)


def _is_year(time):
    return isinstance(time, Moments) and len(time.spans) == 1 and time.spans[0].unit == YEAR_MONTHS


def _has_names(time):
    """Return whether a time is a list of quarters or of halves of one year."""
    if not isinstance(time, Moments) or not time.spans or time.opening in {"from", "weeks"}:
        return False
    units = {span.unit for span in time.spans}
    return len(units) == 1 and units <= set(_NAMED) and len({span.end[0] for span in time.spans}) == 1


def _schedule_fields(time, plan_year):
    """Return the fields of a Schedule for what was read, None for a beginning, a week or a day without month."""
    if isinstance(time, Count):
        step, odd = divmod(YEAR_MONTHS, time.times)
        return None if odd else _schedule_fields(Frequency(step), plan_year)
    if isinstance(time, Moments):
        return _moments_fields(time, plan_year)
    if time.step in _KINDS:
        return {"kind": _KINDS[time.step], "year": time.year, "annual_too": time.annual_too}
    year = time.year or plan_year
    months = [(year, month) for month in range(time.step, YEAR_MONTHS + 1, time.step)]
    return None if time.annual_too else {"kind": MONTHS_KIND, "spans": tuple(Span(pair, pair) for pair in months)}


def _moments_fields(moments, plan_year):
    if moments.days and moments.opening == "every":
        moments = each_month(moments.days, plan_year)
    if not moments.spans or moments.opening in {"from", "weeks"}:
        return None
    year = moments.year or moments.spans[0].end[0]
    printed_year = moments.year or (year if year != plan_year else None)
    if _is_year(moments):
        return {"kind": ANNUAL, "year": printed_year}
    if _has_names(moments):
        unit = moments.spans[0].unit
        numbers = tuple(span.end[1] // unit for span in moments.spans)
        return {
            "kind": _KINDS[unit], _NAMED[unit]: numbers, "year": printed_year, "annual_too": moments.opening == "annual"
        }  # fmt: skip
    spans = {Span(span.end, span.end) if span.unit else span for span in moments.spans}
    return {"kind": MONTHS_KIND, "spans": tuple(sorted(spans))}
