"""Forecasts of what a package of each part of a plan would hold."""

from dataclasses import dataclass

from evidence.models import EvidenceRevision, EvidenceUse
from evidence.obligations import progress
from evidence.obligations.progress import Progress
from evidence.packages.rekap import YEAR, Cut, quarter
from evidence.states import FULFILS, Scope


@dataclass(frozen=True, slots=True)
class Forecast:
    """A part of a plan: number of accepted evidences, bytes of their files (each once), progress of its obligations."""

    cut: Cut
    words: str
    evidences: int
    size: int
    progress: Progress


def forecasts(plan):
    """Return [Forecast] of the year, each area, and each quarter in which something falls due; 5 queries."""
    progress_by_area = progress.numbers("step__area", plan=plan)
    progress_by_day = progress.numbers("due_on", plan=plan)
    uses = _accepted_uses(plan)
    parts = [_forecast(YEAR, YEAR.words(plan), uses, sum(progress_by_area.values(), Progress()))]
    for area in plan.areas.order_by("position", "pk"):
        area_uses = [use for use in uses if use["area"] == area.pk]
        area_progress = progress_by_area.get(area.pk, Progress())
        parts.append(_forecast(Cut(Scope.AREA, area.position), f"Area {area}", area_uses, area_progress))
    for number in range(1, 5):
        first, last = quarter(plan.year, number)
        quarter_uses = [use for use in uses if use["due_on"] and first <= use["due_on"] <= last]
        numbers = [day_progress for day, day_progress in progress_by_day.items() if day and first <= day <= last]
        if numbers or quarter_uses:
            cut = Cut(Scope.QUARTER, number)
            parts.append(_forecast(cut, cut.words(plan), quarter_uses, sum(numbers, Progress())))
    return parts


def _forecast(cut, words, uses, part_progress):
    sizes_by_file = {use["file"]: use["size"] for use in uses if use["file"]}
    evidences = {use["evidence"] for use in uses}
    return Forecast(cut, words, len(evidences), sum(sizes_by_file.values()), part_progress)


def _accepted_uses(plan):
    """Return [{"evidence", "area", "due_on", "file", "size"}] of accepted evidence; file, size: of its revision now."""
    accepted = EvidenceUse.objects.filter(obligation__plan=plan, obligation__active=True, evidence__state__in=FULFILS)
    uses = list(accepted.values_list("evidence", "obligation__step__area", "obligation__due_on").order_by("pk"))
    rows = EvidenceRevision.objects.filter(evidence__in={use[0] for use in uses}).order_by("number")
    files = {row[0]: row[1:] for row in rows.values_list("evidence", "file", "file__size")}
    names = ("evidence", "area", "due_on", "file", "size")
    return [dict(zip(names, (*use, *files.get(use[0], (None, 0))), strict=True)) for use in uses]
