"""Read model of a step's page: what is asked of it, what is there, what it lacks, who sees to it, until when."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.utils import timezone

from evidence.models import EvidenceReview, EvidenceRevision, EvidenceUse, Obligation, RequirementChange, StepAssignment
from evidence.obligations import progress
from evidence.obligations.groups import groups_of_lines
from evidence.obligations.progress import Progress
from evidence.obligations.status import UNCOUNTED, with_standing
from evidence.states import Standing
from plans.plan import runs
from plans.plan.lines import lines
from plans.states import ScheduleStyle
from zi_portal.lib.indonesian import MONTHS, QUARTERS

PRINTED = {
    "indicator": "Indikator",
    "evidence": "Bukti fisik",
    "time": "Target waktu",
    "target": "Target capaian",
    "responsible": "Penanggung jawab",
    "note": "Keterangan",
}
"""Fields of a row that are shown beside what is asked, as the decree prints them."""

TAKES = {"takes_file": "berkas", "takes_link": "tautan", "takes_statement": "pernyataan", "takes_nihil": "nihil"}


@dataclass(slots=True)
class Proof:
    """An evidence that serves an obligation. page: where in the file; said: the newest line with words, or None."""

    evidence: object
    page: str
    present: object
    said: object


@dataclass(slots=True)
class Duty:
    """An obligation with its standing (obligation.standing). lack: what is missing, in words; late: days past its due
    date while it is not fulfilled; moves: changes of its due date, the newest first.
    """

    obligation: object
    lack: str
    late: int
    moves: list
    proofs: list

    @property
    def settled(self):
        """Nothing is lacking."""
        return self.obligation.standing in UNCOUNTED | {Standing.FULFILLED, Standing.WAITING}


@dataclass(slots=True)
class Asked:
    """A requirement with its duties; takes: the kinds of proof that it accepts, in words."""

    requirement: object
    takes: str
    duties: list


@dataclass(slots=True)
class Step:
    """One row of the table with the rows that share its documents, its neighbours, and what it owes.

    printed: [(word, text)]; person: who sees to it now, or None; dropped: duties that are asked no more.
    """

    head: object
    steps: list
    before: object
    after: object
    printed: list
    progress: Progress
    asked: list
    dropped: list
    person: object

    @property
    def duties(self):
        """Those that are asked."""
        return [duty for one in self.asked for duty in one.duties]


def step_of(plan, row, today=None):
    """The Step that a row of a plan belongs to; what it owes is that of the plan in force, also for a replaced plan.

    About 12 queries for any size.
    """
    today = today or timezone.localdate()
    printed = lines(plan)
    groups = groups_of_lines(printed)
    place = next(n for n, group in enumerate(groups) if any(one.pk == row.pk for one in group.steps))
    group = groups[place]
    keys = [one.key for one in group.steps]
    duties = [_duty(one, today) for one in _obligations(plan, keys, today)]
    active = [duty for duty in duties if duty.obligation.active]
    return Step(
        head=group.head,
        steps=group.steps,
        before=groups[place - 1].head if place else None,
        after=groups[place + 1].head if place + 1 < len(groups) else None,
        printed=_printed(row, runs.heads(printed), plan.layout.schedule),
        progress=progress.numbers("step", today, step=group.head).get(group.head.pk, Progress()),
        asked=[
            Asked(requirement, _takes(requirement), list(some))
            for requirement, some in groupby(active, key=lambda duty: duty.obligation.requirement)
        ],
        dropped=[duty for duty in duties if not duty.obligation.active and duty.proofs],
        person=assigned(plan.satker_id, keys).get(group.head.key),
    )


def _obligations(plan, keys, today):
    rows = Obligation.objects.filter(requirement__satker=plan.satker_id, requirement__step_key__in=keys)
    rows = rows.filter(plan__year=plan.year).select_related("requirement", "plan")
    return with_proofs(with_standing(rows, today).order_by("requirement__position", "requirement", "due_on", "pk"))


def _printed(row, heads, style):
    texts = {name: heads[row.pk, name][1] for name in PRINTED}
    text, ticks, notes = texts["time"]
    names = MONTHS if style == ScheduleStyle.MONTHS else QUARTERS
    parts = [text, *(names[tick - 1] for tick in sorted(ticks)), *map(str, notes.values())]
    texts["time"] = ", ".join(part for part in parts if part)
    return [(word, texts[name]) for name, word in PRINTED.items() if texts[name].strip()]


def _takes(requirement):
    words = [word for name, word in TAKES.items() if getattr(requirement, name)]
    return ", ".join(words)


def _duty(one, today):
    proofs = [_proof(use) for use in one.uses.all()]
    moves = [line for line in one.requirement.changes.all() if line.after.get("slot") == one.slot]
    unmet = one.standing not in UNCOUNTED | {Standing.FULFILLED}
    late = (today - one.due_on).days if unmet and one.due_on and one.due_on < today else 0
    return Duty(one, _lack(one) if unmet else "", late, moves[::-1], proofs)


def _lack(one):
    """Where several are asked, how many there are; else the standing says it all."""
    if one.requirement.quantity == 1:
        return ""
    words = f"{one.proofs} dari {one.requirement.quantity} bukti diterima"
    return f"{words}, {one.pending} menunggu diperiksa" if one.pending else words


def _proof(use):
    evidence = use.evidence
    said = [line for line in evidence.reviews.all() if line.note]
    revisions = list(evidence.revisions.all())
    return Proof(evidence, use.page, revisions[-1] if revisions else None, said[-1] if said else None)


def with_proofs(obligations):
    """Obligations with the evidence that serves them, its revisions and history, and changes of their requirement."""
    uses = EvidenceUse.objects.select_related("evidence__uploader", "evidence__origin").order_by("pk")
    return obligations.prefetch_related(
        Prefetch("uses", uses),
        Prefetch("uses__evidence__revisions", EvidenceRevision.objects.select_related("file").order_by("number")),
        Prefetch("uses__evidence__reviews", EvidenceReview.objects.select_related("actor").order_by("pk")),
        Prefetch("requirement__changes", RequirementChange.objects.select_related("actor").order_by("pk")),
    )


def assigned(satker, keys):
    """{row key: user} of the newest assignments of an office; rows that nobody sees to are absent."""
    rows = StepAssignment.objects.filter(satker=satker, step_key__in=keys).select_related("user").order_by("pk")
    newest = {row.step_key: row.user for row in rows}
    return {key: user for key, user in newest.items() if user}
