"""The rekap of a plan's evidence as rows: what is asked, what proves it, who decided on it.

The same rows serve the screens, the workbook, the PDF and the index of a package.
"""

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from evidence.models import EvidenceReview, EvidenceRevision, EvidenceUse, Obligation
from evidence.obligations import progress
from evidence.obligations.progress import Progress
from evidence.obligations.status import UNCOUNTED, with_standing
from evidence.places import listing
from evidence.places.codes import code_text
from evidence.states import FULFILS, EvidenceState, Scope, Standing, Verdict
from plans.models import PlanArea
from plans.plan import runs
from plans.plan.lines import lines
from zi_portal.lib.indonesian import QUARTERS

DECISIONS = [Verdict.ACCEPT, Verdict.RETURN, Verdict.CONFIRM, Verdict.QUESTION, Verdict.ANSWER]
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a plan, by scope and value as in a Package."""

    scope: str = Scope.YEAR
    value: int = 0

    def filters(self, plan):
        """Return lookups of Obligation; a quarter takes what falls due in it, in the plan's year."""
        if self.scope == Scope.AREA:
            return {"step__area__position": self.value}
        if self.scope == Scope.QUARTER:
            return {"due_on__range": quarter(plan.year, self.value)}
        return {}

    def words(self, plan):
        """Return "Tahun 2026", "Area I Manajemen Perubahan" or "Triwulan II 2026"; a query for an area."""
        area = plan.areas.filter(position=self.value).first() if self.scope == Scope.AREA else None
        return f"Area {area}" if area else self.short(plan.year)

    def short(self, year):
        """Return words() without a query: an area is named by its position."""
        if self.scope == Scope.AREA:
            return f"Area ke-{self.value} tahun {year}"
        return f"{QUARTERS[self.value - 1]} {year}" if self.scope == Scope.QUARTER else f"Tahun {year}"

    def exists(self, plan):
        """Return whether the plan has such a part."""
        if self.scope == Scope.AREA:
            return plan.areas.filter(position=self.value).exists()
        if self.scope == Scope.QUARTER:
            return self.value in range(1, 5)
        return self.scope == Scope.YEAR and self.value == 0


YEAR = Cut()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the rekap: an evidence of an obligation, or an obligation without any (use, revision None).

    code: (area, aspect, row) numbers. action: as printed for the row, even if its cell is further up. judgement: who
    decided last and when, "" before that. path: of the content in a package; trouble: why it is missing there.
    """

    area: PlanArea
    code: tuple
    aspect: str
    action: str
    obligation: Obligation
    use: EvidenceUse | None = None
    revision: EvidenceRevision | None = None
    judgement: str = ""
    path: str = ""
    trouble: str = ""

    @property
    def evidence(self):
        return self.use.evidence if self.use else None

    @property
    def fulfils(self):
        """Whether its evidence counts: accepted or confirmed."""
        return bool(self.use) and self.use.evidence.state in FULFILS

    @property
    def file(self):
        """StoredFile of the present revision, or None."""
        return self.revision.file if self.revision else None

    @property
    def shown_code(self):
        return code_text(self.code)

    @property
    def due(self):
        """Due date in words."""
        return day(self.obligation.due_on) if self.obligation.due_on else Standing.UNSCHEDULED.label

    @property
    def name(self):
        """Title of the evidence with the name of its file; "–" where there is none."""
        if not self.use:
            return NOTHING
        page = f", hal. {self.use.page}" if self.use.page else ""
        title = f"{self.evidence.title} ({self.evidence.get_kind_display().lower()}{page})"
        return f"{title}\n{self.file.name}" if self.file else title

    @property
    def sent(self):
        """Day on which the present revision was sent, in words."""
        return day(timezone.localdate(self.revision.at)) if self.revision else NOTHING

    @property
    def verdict(self):
        """State of the evidence with who decided, and the trouble with its file; without one the standing."""
        if not self.use:
            return self.standing
        words = f"{self.evidence.get_state_display()}{self.judgement}"
        return f"{words}. {self.trouble}" if self.trouble else words

    @property
    def standing(self):
        """Standing of its obligation in words."""
        return Standing(self.obligation.standing).label

    @property
    def sha256(self):
        return self.file.sha256 if self.file else ""


@dataclass(slots=True)
class Rekap:
    """Rows of a part of a plan in printed order; areas: [(PlanArea, Progress)]; total: Progress of all of them."""

    plan: object
    cut: Cut
    rows: list
    areas: list
    total: Progress
    today: date
    at: object = field(default_factory=timezone.now)

    @property
    def words(self):
        return self.cut.words(self.plan)

    @property
    def missing(self):
        """Rows of what is due and not fulfilled, one for each obligation: as many as total.late."""
        rows_by_obligation = {}
        for row in self.rows:
            obligation = row.obligation
            is_due = obligation.due_on and obligation.due_on <= self.today
            if is_due and obligation.standing not in (Standing.FULFILLED, *UNCOUNTED):
                rows_by_obligation.setdefault(obligation.pk, row)
        return list(rows_by_obligation.values())

    def by_area(self):
        """Return [(PlanArea, Progress, [Row])]."""
        rows_by_area = {}
        for row in self.rows:
            rows_by_area.setdefault(row.area.pk, []).append(row)
        return [(area, area_progress, rows_by_area.get(area.pk, [])) for area, area_progress in self.areas]


def build_rekap(plan, cut=YEAR, today=None):
    """Return the Rekap of a part of a plan; about 19 queries for any size."""
    filters, today = cut.filters(plan), today or timezone.localdate()
    obligations = with_standing(Obligation.objects.filter(plan=plan, active=True, **filters), today)
    obligations = obligations.select_related("requirement", "step__area", "step__aspect").in_bulk()
    rows, actions = [], _actions(plan)
    uses = _uses(obligations)
    for place in listing.of_plan(plan):
        if place.id in obligations:
            rows += _rows_of(obligations[place.id], place.codes[0], actions, uses.get(place.id, [None]))
    progress_by_area = progress.numbers("step__area", today, plan=plan, **filters)
    area_ids = {row.area.pk for row in rows} | set(progress_by_area)
    areas = [
        (area, progress_by_area.get(area.pk, Progress()))
        for area in plan.areas.order_by("position", "pk")
        if area.pk in area_ids
    ]
    return Rekap(plan, cut, _with_reviews(rows), areas, sum(progress_by_area.values(), Progress()), today)


def _actions(plan):
    """Return {step pk: its action as printed, through merged cells; its indicator where there is none}."""
    heads = runs.heads(lines(plan))
    step_ids = [pk for pk, name in heads if name == "action"]
    return {pk: (heads[pk, "action"][1] or heads[pk, "indicator"][1]).strip() for pk in step_ids}


def _rows_of(obligation, code, actions, uses):
    step = obligation.step
    aspect, action = step.aspect.title if step.aspect else "", actions[step.pk]
    return [Row(step.area, code, aspect, action, obligation, use) for use in uses]


def _uses(obligations):
    """Return {obligation pk: [EvidenceUse]} in the order of their creation, without withdrawn evidence."""
    uses_by_obligation = {}
    rows = EvidenceUse.objects.filter(obligation__in=list(obligations)).exclude(evidence__state=EvidenceState.WITHDRAWN)
    for use in rows.select_related("evidence").order_by("pk"):
        uses_by_obligation.setdefault(use.obligation_id, []).append(use)
    return uses_by_obligation


def _with_reviews(rows):
    """Return the rows with the present revision and the last verdict of their evidence; two queries."""
    ids = {row.evidence.pk for row in rows if row.use}
    revisions = EvidenceRevision.objects.filter(evidence__in=ids).select_related("file").order_by("number")
    newest = {revision.evidence_id: revision for revision in revisions}
    reviews = EvidenceReview.objects.filter(evidence__in=ids, action__in=DECISIONS).select_related("actor")
    last_reviews = {review.evidence_id: review for review in reviews.order_by("pk")}
    return [_with_review(row, newest, last_reviews) if row.use else row for row in rows]


def _with_review(row, newest, last_reviews):
    review = last_reviews.get(row.evidence.pk)
    words = ""
    if review and review.target == row.evidence.state:
        actor = f" oleh {review.actor.name}" if review.actor else ""
        words = f"{actor}, {day(timezone.localdate(review.at))}"
    return replace(row, revision=newest.get(row.evidence.pk), judgement=words)


def quarter(year, number):
    """Return (first day, last day) of a quarter."""
    last_month = number * 3
    return date(year, last_month - 2, 1), date(year, last_month, monthrange(year, last_month)[1])


def day(moment):
    """Return a date as "3 Mei 2026", with months in three letters."""
    return date_format(moment, "j M Y")
