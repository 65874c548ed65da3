"""What follows from a decree before it is decided on: obligations by month, those never owed, rows that lack a cell."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from plans.models import ActionStep, Version
from plans.plan.gaps import Gap, place

FORECASTS = []
"""Functions of higher apps: (plan, day of the enactment) → list of ExpectedObligation, as the enactment would make."""

SPARSE = 0.1
"""Share of owed obligations below which the plan is decided on only by who says that this is understood."""

LACKS = {
    "time_missing": "time",
    "time_unreadable": "unreadable",
    "evidence_missing": "evidence",
    "responsible_missing": "responsible",
}
"""Code of a gap of a row → what the row lacks."""


@dataclass(frozen=True, slots=True)
class ExpectedObligation:
    """A bukti fisik that the plan asks for: due_on None where nothing says when; owed: whether it counts."""

    title: str
    due_on: date | None
    owed: bool


@dataclass(slots=True)
class Consequences:
    """What a decree's plans bring about when they are enacted on a day.

    month_counts: {(year, month): number of owed obligations}, every month of the plan's year included; undated: owed
    without due date; lapsed: {year: number of those that lie before the day and are never owed}; beyond: number due
    after the plan's year; lacks: {"time" | "unreadable" | "evidence" | "responsible": [Gap]} of rows.
    """

    year: int
    day: date
    month_counts: dict = field(default_factory=dict)
    undated: int = 0
    lapsed: Counter = field(default_factory=Counter)
    beyond: int = 0
    lacks: dict = field(default_factory=dict)

    @property
    def owed(self):
        """Number of obligations that will count."""
        return sum(self.month_counts.values()) + self.undated

    @property
    def never_owed(self):
        """Number of obligations that will never count, because their due date has passed."""
        return sum(self.lapsed.values())

    @property
    def total(self):
        """Number of all obligations."""
        return self.owed + self.never_owed

    @property
    def sparse(self):
        """Whether nothing, or nearly nothing, of the plan would ever be owed."""
        return self.owed <= SPARSE * self.total


def consequences_of(decree, day, gaps=()):
    """Return the Consequences of enacting a decree on a day, None where it has no plan with rows.

    gaps: those of the decree, of which the lacking cells are shown.
    """
    plans = [annex.plan for annex in decree.annexes.all() if annex.plan_id]
    outcome = Consequences(decree.year, day, {(decree.year, month): 0 for month in range(1, 13)})
    for plan in plans:
        for forecast in FORECASTS:
            for obligation in forecast(plan, day):
                _count(outcome, obligation)
    if not outcome.total:
        return None
    gaps = [*gaps, *(gap for plan in plans for gap in _without_person(plan))]
    for gap in gaps:
        if gap.code in LACKS:
            outcome.lacks.setdefault(LACKS[gap.code], []).append(gap)
    return outcome


def earlier_text(decree, *, pending):
    """Return the text that a decision compares the decree with, a Submission or Version; None where there is none.

    pending: whether the present text is submitted already, so that the submission before it counts. Without one, an
    amendment is compared with the decree that it amends.
    """
    submissions = list(decree.submissions.select_related("submitted_by").order_by("-pk")[:2])[pending:]
    if submissions:
        return submissions[0]
    if decree.amends_id is None:
        return None
    return Version.objects.filter(decree=decree.amends_id).select_related("decree").first()


def _count(outcome, obligation):
    due_on = obligation.due_on
    if not obligation.owed:
        outcome.lapsed[due_on.year] += 1
    elif due_on is None:
        outcome.undated += 1
    else:
        month = due_on.year, due_on.month
        outcome.month_counts[month] = outcome.month_counts.get(month, 0) + 1
        outcome.beyond += due_on.year > outcome.year


def _without_person(plan):
    """Return a Gap for each row without responsible person, [] where the layout has no such column."""
    if not any(column["field"] == "responsible" for column in plan.layout.columns):
        return []
    steps = ActionStep.objects.filter(area__plan=plan).order_by("area__position", "area_id", "position", "pk")
    return [
        Gap("responsible_missing", "warning", f"Baris {number}", place("plans:detail", plan.pk, f"row-{step.pk}"))
        for number, step in enumerate(steps, 1)
        if "responsible" not in step.continues and not step.responsible.strip()
    ]
