"""The rekap of a plan's evidence: what is asked, what is there, who judged it; as rows, workbook and printed table.

One builder of rows serves the screens, the workbook, the PDF and the index of a package.
"""

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

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
from zi_portal.lib.grid.html import paged_table
from zi_portal.lib.grid.model import COVERED, Cell, Grid
from zi_portal.lib.grid.xlsx_writer import write_workbook
from zi_portal.lib.pdf import PdfRefused, render_pdf

QUARTERS = {1: "I", 2: "II", 3: "III", 4: "IV"}
JUDGING = [Verdict.ACCEPT, Verdict.RETURN, Verdict.CONFIRM, Verdict.QUESTION, Verdict.ANSWER]
COLUMNS = (
    ("KODE", 5), ("LANGKAH AKSI", 18), ("DOKUMEN YANG DIMINTA", 17), ("TENGGAT", 9), ("BUKTI", 21),
    ("DIUNGGAH", 8), ("STATUS", 14), ("SHA-256", 17),
)  # fmt: skip
MIDDLE = frozenset({"TENGGAT", "DIUNGGAH"})
SAME = 3
"""Columns from the left whose equal cells are printed once."""
MOST_PRINTED = 1500
"""Rows of one PDF: a third less than what can be printed at all."""

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a plan: scope and value of a Package."""

    scope: str = Scope.YEAR
    value: int = 0

    def filters(self, plan):
        """Filters of Obligation; a quarter takes what falls due in it, in the plan's year."""
        if self.scope == Scope.AREA:
            return {"step__area__position": self.value}
        if self.scope == Scope.QUARTER:
            return {"due_on__range": quarter(plan.year, self.value)}
        return {}

    def words(self, plan):
        """ "Tahun 2026", "Area I Manajemen Perubahan", "Triwulan II 2026"; a query for an area."""
        area = plan.areas.filter(position=self.value).first() if self.scope == Scope.AREA else None
        return f"Area {area}" if area else self.short(plan.year)

    def short(self, year):
        """The same without a query: of an area only its place."""
        if self.scope == Scope.AREA:
            return f"Area ke-{self.value} tahun {year}"
        return f"Triwulan {QUARTERS[self.value]} {year}" if self.scope == Scope.QUARTER else f"Tahun {year}"

    def exists(self, plan):
        """Whether the plan has such a part."""
        if self.scope == Scope.AREA:
            return plan.areas.filter(position=self.value).exists()
        return self.value in QUARTERS if self.scope == Scope.QUARTER else self.scope == Scope.YEAR and self.value == 0


YEAR = Cut()


@dataclass(frozen=True, slots=True)
class Row:
    """One line: an evidence at an obligation, or an obligation without any (use, evidence and revision None).

    code: (area, aspect, row) numbers. action: what is printed for the row, be it further up. judgement: who decided
    last and when, "" before that. path: where the content lies in a package; trouble: why it does not although it
    should.
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
    def there(self):
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
        """The due date in words."""
        return day(self.obligation.due_on) if self.obligation.due_on else Standing.UNSCHEDULED.label

    @property
    def name(self):
        """What the evidence is called, with the name of its file; "–" where there is none."""
        if not self.use:
            return NOTHING
        page = f", hal. {self.use.page}" if self.use.page else ""
        said = [f"{self.evidence.title} ({self.evidence.get_kind_display().lower()}{page})"]
        return "\n".join([*said, self.file.name] if self.file else said)

    @property
    def sent(self):
        """Day on which the present revision was sent, in words."""
        return day(timezone.localdate(self.revision.at)) if self.revision else NOTHING

    @property
    def verdict(self):
        """State of the evidence with who decided, and what is wrong with its file; of none: how it stands."""
        if not self.use:
            return self.standing
        words = f"{self.evidence.get_state_display()}{self.judgement}"
        return f"{words}. {self.trouble}" if self.trouble else words

    @property
    def standing(self):
        """How its obligation stands, in words."""
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
        owed = {}
        for row in self.rows:
            one = row.obligation
            if one.due_on and one.due_on <= self.today and one.standing not in (Standing.FULFILLED, *UNCOUNTED):
                owed.setdefault(one.pk, row)
        return list(owed.values())

    def by_area(self):
        """[(PlanArea, Progress, [Row])]"""
        rows = {}
        for row in self.rows:
            rows.setdefault(row.area.pk, []).append(row)
        return [(area, numbers, rows.get(area.pk, [])) for area, numbers in self.areas]


def rekap(plan, cut=YEAR, today=None):
    """Rekap of a part of a plan; about 19 queries for any size."""
    wanted, today = cut.filters(plan), today or timezone.localdate()
    asked = with_standing(Obligation.objects.filter(plan=plan, active=True, **wanted), today)
    asked = {one.pk: one for one in asked.select_related("requirement", "step__area", "step__aspect")}
    rows, actions = [], _actions(plan)
    uses = _uses(asked)
    for place in listing.of_plan(plan):
        if place.id in asked:
            rows += _rows_of(asked[place.id], place.codes[0], actions, uses.get(place.id, [None]))
    known = progress.numbers("step__area", today, plan=plan, **wanted)
    present = {row.area.pk for row in rows} | set(known)
    areas = [(area, known.get(area.pk, Progress())) for area in plan.areas.order_by("position", "pk")]
    areas = [pair for pair in areas if pair[0].pk in present]
    return Rekap(plan, cut, _told(rows), areas, sum(known.values(), Progress()), today)


def _actions(plan):
    """{step pk: its action as printed, through merged cells; its indicator where there is none}."""
    heads = runs.heads(lines(plan))
    steps = [pk for pk, name in heads if name == "action"]
    return {pk: (heads[pk, "action"][1] or heads[pk, "indicator"][1]).strip() for pk in steps}


def _rows_of(obligation, code, actions, uses):
    step = obligation.step
    aspect, action = step.aspect.title if step.aspect else "", actions[step.pk]
    return [Row(step.area, code, aspect, action, obligation, use) for use in uses]


def _uses(obligations):
    """{obligation pk: [EvidenceUse]} in the order in which they came; what was taken back is left out."""
    found = {}
    rows = EvidenceUse.objects.filter(obligation__in=list(obligations)).exclude(evidence__state=EvidenceState.WITHDRAWN)
    for use in rows.select_related("evidence").order_by("pk"):
        found.setdefault(use.obligation_id, []).append(use)
    return found


def _told(rows):
    """The rows with the present revision and the last verdict of their evidence; two queries."""
    ids = {row.evidence.pk for row in rows if row.use}
    newest, judged = {}, {}
    for one in EvidenceRevision.objects.filter(evidence__in=ids).select_related("file").order_by("number"):
        newest[one.evidence_id] = one
    reviews = EvidenceReview.objects.filter(evidence__in=ids, action__in=JUDGING).select_related("actor")
    for one in reviews.order_by("pk"):
        judged[one.evidence_id] = one
    return [_with(row, newest, judged) if row.use else row for row in rows]


def _with(row, newest, judged):
    review = judged.get(row.evidence.pk)
    words = ""
    if review and review.target == row.evidence.state:
        actor = f" oleh {review.actor.name}" if review.actor else ""
        words = f"{actor}, {day(timezone.localdate(review.at))}"
    return replace(row, revision=newest.get(row.evidence.pk), judgement=words)


def quarter(year, number):
    """(first day, last day)"""
    last = number * 3
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def day(moment):
    """ "3 Mei 2026", months in three letters."""
    return date_format(moment, "j M Y")


# As a file


def file_name(plan, cut, extension):
    """E.g. "rekap-bukti-kpu-kabupaten-luwu-2026-triwulan-ii-2026.pdf"."""
    part = "" if cut.scope == Scope.YEAR else f"-{slugify(cut.words(plan))[:40].strip('-')}"
    return f"rekap-bukti-{slugify(plan.satker.short_name)}-{plan.year}{part}.{extension}"


def title_lines(found):
    """What stands above the table."""
    moment = date_format(timezone.localtime(found.at), "j F Y H.i")
    return [
        f"REKAP BUKTI FISIK {found.plan.satker.short_name.upper()}",
        f"{found.words} · dipenuhi dari yang jatuh tempo: {found.total.words} · per {moment}",
    ]


def grid(found, *, printed=False):
    """Grid of the rekap: a band with the progress for each area, and its rows.

    printed: hashes over two lines, and what is the same in rows one below the other stands there once.
    """
    rows = [[Cell(heading, kind="head", align="center") for heading, _ in COLUMNS]]
    for area, numbers, inside in found.by_area():
        band = Cell(f"AREA {area}: {numbers.words}", col_span=len(COLUMNS), kind="band")
        rows.append([band, *[COVERED] * (len(COLUMNS) - 1)])
        block = [_cells(row, printed) for row in inside]
        rows += _merged(block) if printed else block
    return Grid(rows, 1, [width for _, width in COLUMNS], [""] * len(rows), name="Rekap bukti")


def _merged(rows):
    """The rows with equal cells of the first columns joined, as far as the cells left of them are joined too."""
    heads = [0] * SAME
    for n, row in enumerate(rows[1:], 1):
        for column in range(SAME):
            if rows[heads[column]][column].text != row[column].text:
                heads[column:] = [n] * (SAME - column)
                break
            rows[n][column] = COVERED
    for column in range(SAME):
        _span(rows, column)
    return rows


def _span(rows, column):
    first = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or rows[n][column] is not COVERED:
            rows[first][column] = replace(rows[first][column], row_span=n - first)
            first = n


def _cells(row, printed):
    half = len(row.sha256) // 2
    digest = f"{row.sha256[:half]}\n{row.sha256[half:]}" if printed and row.sha256 else row.sha256
    texts = (
        row.shown_code, row.action, row.obligation.requirement.title, row.due, row.name, row.sent,
        row.verdict, digest,
    )  # fmt: skip
    centred = ["center" if heading in MIDDLE else "" for heading, _ in COLUMNS]
    return [Cell(text, align=align) for text, align in zip(texts, centred, strict=True)]


def xlsx(found):
    """The rekap as a workbook of one sheet."""
    buffer = BytesIO()
    write_workbook(grid(found), buffer, title_lines=title_lines(found), sheet="Rekap bukti")
    return buffer.getvalue()


class TooLong(PdfRefused):
    """More rows than one PDF holds."""

    def __init__(self, rows):
        super().__init__(f"Rekap ini {rows} baris, terlalu panjang untuk satu PDF. PDF-nya ada di dalam paket.")


def pdf(found, tick=None):
    """The printed rekap as bytes; raises TooLong, PdfRefused, confined.Exhausted."""
    if len(found.rows) > MOST_PRINTED:
        raise TooLong(len(found.rows))
    return pdfs(found, tick=tick)[0]


def pdfs(found, tick=None):
    """[bytes] of the printed rekap, one PDF for each MOST_PRINTED rows; raises PdfRefused, confined.Exhausted."""
    parts = [found.rows[n : n + MOST_PRINTED] for n in range(0, len(found.rows), MOST_PRINTED)] or [[]]
    made = []
    for number, rows in enumerate(parts, 1):
        part = replace(found, rows=rows)
        context = {
            "rekap": found,
            "title": title_lines(found),
            "table": paged_table(grid(part, printed=True), widths=_shares()),
            "part": f"Bagian {number} dari {len(parts)}" if len(parts) > 1 else "",
        }
        made.append(render_pdf(render_to_string("pdf/evidence_index.html", context), tick=tick)[0])
    return made


def _shares():
    total = sum(width for _, width in COLUMNS)
    return [100 * width / total for _, width in COLUMNS]
