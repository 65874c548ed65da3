"""What the finders find on a day, for the tests of the reminders."""

from datetime import date

from zi_portal.reminders.kinds import Inquiry

DUE = date(2026, 3, 31)
"""Day on which the first row's two documents and the first report of area 2 are due (ground.owing)."""


def on(day, codes=None, rules=None):
    """The inquiry of a day."""
    return Inquiry(day, None if codes is None else frozenset(codes), rules or {})


def of_topic(candidates, row, word="obligation"):
    """The candidates about a row."""
    return [candidate for candidate in candidates if candidate.topic == f"{word}:{row.pk}"]


def names_of(candidates):
    """{(kind, id of the person)} of candidates."""
    return {(candidate.kind, candidate.user_id) for candidate in candidates}


def areas_of(ground):
    """(an obligation of area 1, one of area 2) that are due on DUE."""
    due = [obligation for obligation in ground.obligations if obligation.due_on == DUE]
    first = next(obligation for obligation in due if obligation.step.area.component_id == 1)
    return first, next(obligation for obligation in due if obligation.step.area.component_id == 2)
