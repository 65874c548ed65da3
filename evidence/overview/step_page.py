"""The page of a step: its requirements with their proofs, what is lacking, who is assigned, and due dates."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

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
from zi_portal.reminders.models import Notice

PRINTED = {
    "indicator": "Indikator",
    "evidence": "Bukti fisik",
    "time": "Target waktu",
    "target": "Target capaian",
    "responsible": "Penanggung jawab",
    "note": "Keterangan",
}
"""Labels of the fields of a row that its page shows as the decree prints them."""

TAKES = {"takes_file": "berkas", "takes_link": "tautan", "takes_statement": "pernyataan", "takes_nihil": "nihil"}


@dataclass(slots=True)
class Proof:
    """An evidence that serves an obligation.

    page: where in the file; present: its newest revision; said: the newest line of its history with a note, or None.
    """

    evidence: object
    page: str
    present: object
    said: object


@dataclass(slots=True)
class Duty:
    """An obligation with its standing (obligation.standing).

    lack: what is missing, in words; late: days past its due date while it is not fulfilled; moves: changes of its due
    date, the newest first.
    """

    obligation: object
    lack: str
    late: int
    moves: list
    proofs: list

    @property
    def settled(self):
        """Whether nothing is lacking."""
        return self.obligation.standing in UNCOUNTED | {Standing.FULFILLED, Standing.WAITING}


@dataclass(slots=True)
class RequestedDocument:
    """A requirement with its duties; takes: the kinds of evidence that it accepts, in words."""

    requirement: object
    takes: str
    duties: list


@dataclass(slots=True)
class Step:
    """A row of the table with the rows that share its documents, its neighbours, and its duties.

    printed: [(label, text)]; person: the user assigned now, or None; dropped: duties that are not asked any more;
    reminders: sentence about who was reminded when, "" where nobody was.
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
    reminders: str

    @property
    def duties(self):
        """Duties that are asked."""
        return [duty for document in self.asked for duty in document.duties]


def step_of(plan, row, today=None):
    """Return the Step that a row of a plan belongs to; its duties are those of the plan in force, even if replaced.

    About 13 queries for any size.
    """
    today = today or timezone.localdate()
    plan_lines = lines(plan)
    groups = groups_of_lines(plan_lines)
    place = next(place for place, group in enumerate(groups) if row.pk in {step.pk for step in group.steps})
    group = groups[place]
    keys = [step.key for step in group.steps]
    duties = [_duty(obligation, today) for obligation in _obligations(plan, keys, today)]
    active = [duty for duty in duties if duty.obligation.active]
    return Step(
        head=group.head,
        steps=group.steps,
        before=groups[place - 1].head if place else None,
        after=groups[place + 1].head if place + 1 < len(groups) else None,
        printed=_printed_fields(row, runs.heads(plan_lines), plan.layout.schedule),
        progress=progress.numbers("step", today, step=group.head).get(group.head.pk, Progress()),
        asked=[
            RequestedDocument(requirement, _takes(requirement), list(requirement_duties))
            for requirement, requirement_duties in groupby(active, key=lambda duty: duty.obligation.requirement)
        ],
        dropped=[duty for duty in duties if not duty.obligation.active and duty.proofs],
        person=assignees(plan.satker_id, keys).get(group.head.key),
        reminders=reminders_of([duty.obligation.pk for duty in duties]),
    )


def _obligations(plan, keys, today):
    obligations = Obligation.objects.filter(requirement__satker=plan.satker_id, requirement__step_key__in=keys)
    obligations = obligations.filter(plan__year=plan.year).select_related("requirement", "plan")
    obligations = with_standing(obligations, today)
    return with_proofs(obligations.order_by("requirement__position", "requirement", "due_on", "pk"))


def _printed_fields(row, heads, style):
    texts = {name: heads[row.pk, name][1] for name in PRINTED}
    text, ticks, notes = texts["time"]
    names = MONTHS if style == ScheduleStyle.MONTHS else QUARTERS
    parts = [text, *(names[tick - 1] for tick in sorted(ticks)), *map(str, notes.values())]
    texts["time"] = ", ".join(part for part in parts if part)
    return [(word, texts[name]) for name, word in PRINTED.items() if texts[name].strip()]


def _takes(requirement):
    words = [word for name, word in TAKES.items() if getattr(requirement, name)]
    return ", ".join(words)


def _duty(obligation, today):
    proofs = [_proof(use) for use in obligation.uses.all()]
    changes = obligation.requirement.changes.all()
    moves = [change for change in changes if change.after.get("slot") == obligation.slot]
    unmet = obligation.standing not in UNCOUNTED | {Standing.FULFILLED}
    overdue = unmet and obligation.due_on and obligation.due_on < today
    late = (today - obligation.due_on).days if overdue else 0
    return Duty(obligation, _lack(obligation) if unmet else "", late, moves[::-1], proofs)


def _lack(obligation):
    """Return how many of several proofs there are, "" where one is enough and the standing says it all."""
    quantity = obligation.requirement.quantity
    if quantity == 1:
        return ""
    words = f"{obligation.proofs} dari {quantity} bukti diterima"
    return f"{words}, {obligation.pending} menunggu diperiksa" if obligation.pending else words


def _proof(use):
    evidence = use.evidence
    remarks = [review for review in evidence.reviews.all() if review.note]
    revisions = list(evidence.revisions.all())
    return Proof(evidence, use.page, revisions[-1] if revisions else None, remarks[-1] if remarks else None)


def with_proofs(obligations):
    """Prefetch the evidence that serves obligations, its revisions and history, and changes of their requirement."""
    uses = EvidenceUse.objects.select_related("evidence__uploader", "evidence__origin").order_by("pk")
    return obligations.prefetch_related(
        Prefetch("uses", uses),
        Prefetch("uses__evidence__revisions", EvidenceRevision.objects.select_related("file").order_by("number")),
        Prefetch("uses__evidence__reviews", EvidenceReview.objects.select_related("actor").order_by("pk")),
        Prefetch("requirement__changes", RequirementChange.objects.select_related("actor").order_by("pk")),
    )


def assignees(satker, keys):
    """Return {row key: user} of the newest assignments of an office, without rows that are assigned to nobody."""
    assignments = StepAssignment.objects.filter(satker=satker, step_key__in=keys).select_related("user")
    users_by_key = {assignment.step_key: assignment.user for assignment in assignments.order_by("pk")}
    return {key: user for key, user in users_by_key.items() if user}


MOST_NAMES = 3
"""Names that the sentence about reminders lists."""


def reminders_of(obligation_pks):
    """Return on how many days somebody was reminded of obligations, and who on the last; "" for none; one query."""
    notices = Notice.objects.filter(topic__in=[f"obligation:{pk}" for pk in obligation_pks]).select_related("user")
    people_by_day = {}
    for notice in notices.order_by("told_at", "pk"):
        people_by_day.setdefault(timezone.localdate(notice.told_at), {})[notice.user_id] = str(notice.user)
    if not people_by_day:
        return ""
    last_day, people = list(people_by_day.items())[-1]
    names = list(people.values())
    unnamed = len(names) - MOST_NAMES
    listed = ", ".join(names[:MOST_NAMES]) + (f", dan {unnamed} lainnya" if unnamed > 0 else "")
    return f"Diingatkan {len(people_by_day)} kali, terakhir {date_format(last_day, 'j F Y')} kepada {listed}."
