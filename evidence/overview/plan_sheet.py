"""The sheet of a plan: its areas and rows with what each owes, narrowed by a selection."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from django.db.models import Exists, OuterRef

from evidence.models import EvidenceUse, Obligation
from evidence.obligations import progress
from evidence.obligations.groups import groups_of
from evidence.obligations.progress import Progress
from evidence.obligations.status import with_standing
from evidence.overview.step_page import assignees, with_proofs
from evidence.places import listing
from evidence.places.codes import code_text
from plans.models import Aspect

NOBODY = "0"
"""Value that stands for "nobody" where a person is chosen."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a plan to show; "" or None: all. person: pk of a user as text, or NOBODY; month: its first day."""

    area: int | None = None
    standing: str = ""
    person: str = ""
    month: object = None
    words: str = ""

    def takes(self, obligation):
        """Return whether an obligation is part of the selection."""
        if self.standing and obligation.standing != self.standing:
            return False
        day = obligation.due_on
        return not self.month or bool(day) and (day.year, day.month) == (self.month.year, self.month.month)


@dataclass(slots=True)
class Row:
    """Rows of the table that one list of documents proves, with their obligations.

    asked: [(requirement, [(standing, [Obligation])])]; person: the user assigned now, or None.
    """

    head: object
    steps: list
    code: str
    printed: str
    aspect: str
    progress: Progress | None
    asked: list
    person: object

    @property
    def action(self):
        """Actions of the rows, each once."""
        texts = [step.action.strip() or step.indicator.strip() for step in self.steps]
        return "\n".join(dict.fromkeys(text for text in texts if text))


@dataclass(slots=True)
class Block:
    """An area of a plan with its rows and their total progress."""

    area: object
    rows: list
    progress: Progress


@dataclass(slots=True)
class Sheet:
    """A plan as its page shows it: blocks with the selected rows; all else is about the whole plan.

    whole: its progress; counts: {standing: number of obligations}; people: users assigned to rows; months: first days;
    left_over: obligations that are not asked any more and have evidence.
    """

    areas: list
    blocks: list
    whole: Progress
    counts: Counter
    people: list
    months: list
    left_over: list


def sheet_of(plan, selection, today=None):
    """Return the Sheet of a plan; bars are those of whole rows and areas, whatever is selected. About 12 queries."""
    progress_by_step = progress.numbers("step", today, plan=plan)
    obligations_by_step = _obligations_by_step(plan, today)
    groups = groups_of(plan)
    steps = [step for group in groups for step in group.steps]
    keys, codes = [step.key for step in steps], listing.step_codes(plan, steps)
    people = assignees(plan.satker_id, keys)
    aspects = {aspect.pk: str(aspect) for aspect in Aspect.objects.filter(area__plan=plan)}
    blocks = {}
    for group in groups:
        block = blocks.setdefault(group.head.area_id, Block(group.head.area, [], Progress()))
        block.progress += progress_by_step.get(group.head.pk, Progress())
        row = _row(group, codes, progress_by_step, obligations_by_step, people, aspects)
        if _matches(row, selection):
            block.rows.append(_narrowed(row, selection))
    obligations = list(chain.from_iterable(obligations_by_step.values()))
    return Sheet(
        areas=[block.area for block in blocks.values()],
        blocks=[block for area_id, block in blocks.items() if selection.area in (None, area_id) and block.rows],
        whole=sum((block.progress for block in blocks.values()), Progress()),
        counts=Counter(obligation.standing for obligation in obligations),
        people=sorted(set(people.values()), key=str),
        months=sorted({obligation.due_on.replace(day=1) for obligation in obligations if obligation.due_on}),
        left_over=list(left_over(plan, keys, today)),
    )


def bars(plan, area=None, today=None):
    """Return [(step pk, Progress or None)] of the rows (of an area) that are asked for something; 2 queries."""
    filters = {"step__area": area} if area else {}
    progress_by_step = progress.numbers("step", today, plan=plan, **filters)
    active = Obligation.objects.filter(plan=plan, active=True, **filters)
    step_ids = active.order_by("step").values_list("step", flat=True).distinct()
    return [(step_id, progress_by_step.get(step_id)) for step_id in step_ids]


def _obligations_by_step(plan, today):
    """Return {step pk: [Obligation]} of what the plan asks for, in the order of its requirements."""
    obligations_by_step = {}
    active = with_standing(Obligation.objects.filter(plan=plan, active=True).select_related("requirement"), today)
    for obligation in active.order_by("requirement__position", "requirement", "due_on", "pk"):
        obligations_by_step.setdefault(obligation.step_id, []).append(obligation)
    return obligations_by_step


def _row(group, codes, progress_by_step, obligations_by_step, people, aspects):
    by_requirement = {}
    for obligation in obligations_by_step.get(group.head.pk, ()):
        by_requirement.setdefault(obligation.requirement, []).append(obligation)
    return Row(
        head=group.head,
        steps=group.steps,
        code=code_text(codes[group.head.pk][0]),
        printed=group.text,
        aspect=aspects.get(group.head.aspect_id, ""),
        progress=progress_by_step.get(group.head.pk),
        asked=[(requirement, by_standing(obligations)) for requirement, obligations in by_requirement.items()],
        person=people.get(group.head.key),
    )


def by_standing(obligations):
    """Return [(standing, [Obligation])], the standings in the order of their first obligation."""
    obligations_by_standing = {}
    for obligation in obligations:
        obligations_by_standing.setdefault(obligation.standing, []).append(obligation)
    return list(obligations_by_standing.items())


def _matches(row, selection):
    if selection.area and row.head.area_id != selection.area:
        return False
    if selection.person and str(row.person.pk if row.person else NOBODY) != selection.person:
        return False
    if (selection.standing or selection.month) and not any(
        _selected(standings, selection) for _, standings in row.asked
    ):
        return False
    titles = [str(requirement.title) for requirement, _ in row.asked]
    text = " ".join([row.code, row.action, row.printed, row.aspect, *titles]).lower()
    return all(word in text for word in selection.words.lower().split())


def _narrowed(row, selection):
    """Return the row with the selected obligations only."""
    if selection.standing or selection.month:
        row.asked = [
            (requirement, by_standing(obligations))
            for requirement, standings in row.asked
            if (obligations := _selected(standings, selection))
        ]
    return row


def _selected(standings, selection):
    """Return the selected obligations of [(standing, [Obligation])]."""
    return [obligation for _, obligations in standings for obligation in obligations if selection.takes(obligation)]


def left_over(plan, keys, today=None):
    """Return the inactive obligations with evidence whose rows the plan (keys) does not have any more."""
    inactive = Obligation.objects.filter(requirement__satker=plan.satker_id, plan__year=plan.year, active=False)
    uses = EvidenceUse.objects.filter(obligation=OuterRef("pk"))
    obligations = inactive.filter(Exists(uses)).exclude(requirement__step_key__in=keys)
    return with_proofs(with_standing(obligations.select_related("requirement", "step"), today).order_by("pk"))
