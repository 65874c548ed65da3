"""What a package of each part of a plan would hold, before somebody asks for it."""

from dataclasses import dataclass

from evidence.models import EvidenceRevision, EvidenceUse
from evidence.obligations import progress
from evidence.obligations.progress import Progress
from evidence.packages.rekap import QUARTERS, YEAR, Cut, quarter
from evidence.states import FULFILS, Scope


@dataclass(frozen=True, slots=True)
class Forecast:
    """A part of a plan: evidences that are accepted, bytes of their files (each once), progress of what is owed."""

    cut: Cut
    words: str
    evidences: int
    size: int
    progress: Progress


def forecasts(plan):
    """[Forecast] of the year, each area, and each quarter in which something falls due; 5 queries."""
    by_area = progress.numbers("step__area", plan=plan)
    by_day = {day: one for day, one in progress.numbers("due_on", plan=plan).items() if day}
    uses = _accepted(plan)
    found = [_forecast(YEAR, YEAR.words(plan), uses, sum(by_area.values(), Progress()))]
    for area in plan.areas.order_by("position", "pk"):
        inside = [use for use in uses if use["area"] == area.pk]
        found.append(
            _forecast(Cut(Scope.AREA, area.position), f"Area {area}", inside, by_area.get(area.pk, Progress()))
        )
    for number in QUARTERS:
        first, last = quarter(plan.year, number)
        inside = [use for use in uses if use["due_on"] and first <= use["due_on"] <= last]
        numbers = [one for day, one in by_day.items() if first <= day <= last]
        if numbers or inside:
            cut = Cut(Scope.QUARTER, number)
            found.append(_forecast(cut, cut.words(plan), inside, sum(numbers, Progress())))
    return found


def _forecast(cut, words, uses, numbers):
    files = {use["file"]: use["size"] for use in uses if use["file"]}
    return Forecast(cut, words, len({use["evidence"] for use in uses}), sum(files.values()), numbers)


def _accepted(plan):
    """[{"evidence", "area", "due_on", "file", "size"}] of accepted evidence; file and size of the present revision."""
    asked = EvidenceUse.objects.filter(obligation__plan=plan, obligation__active=True, evidence__state__in=FULFILS)
    uses = list(asked.values_list("evidence", "obligation__step__area", "obligation__due_on").order_by("pk"))
    rows = EvidenceRevision.objects.filter(evidence__in={use[0] for use in uses}).order_by("number")
    files = {row[0]: row[1:] for row in rows.values_list("evidence", "file", "file__size")}
    names = ("evidence", "area", "due_on", "file", "size")
    return [dict(zip(names, (*use, *files.get(use[0], (None, 0))), strict=True)) for use in uses]
