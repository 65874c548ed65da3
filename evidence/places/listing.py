"""The places of a plan that a file may be put to: each obligation with its codes, its words and its shown name."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from evidence.models import EvidenceUse, Obligation
from evidence.obligations import deriving
from evidence.obligations.groups import groups_of
from evidence.places import matching
from evidence.places.codes import code_text, number_at, number_of, roman
from evidence.states import EvidenceState
from plans.decree.payload import long_date
from plans.models import ActionStep, Aspect, Indicator, PlanArea

MAX_TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Place:
    """One obligation. codes: (area, aspect, row) of each row that it proves and of its LKE questions; (area, row, None)
    for rows right below their area; row_text: actions and indicators of the rows; name: unique within the plan, what
    people see and choose; due_on: date or None; area_titles, other_numbers: titles of its area and numbers that it has
    besides the code's; aspect: title of its aspect, "" without one.
    """

    id: int
    area: int
    codes: tuple
    title: str
    row_text: str
    due_on: object
    filled: bool
    name: str
    area_titles: tuple
    other_numbers: tuple
    aspect: str


def of_plan(plan, area=None):
    """Return the Places of a plan in printed order, of one area if it is given; 6 queries for any size."""
    groups = groups_of(plan)
    codes_by_step = step_codes(plan, [step for group in groups for step in group.steps])
    uses = EvidenceUse.objects.filter(obligation=OuterRef("pk")).exclude(evidence__state=EvidenceState.WITHDRAWN)
    obligations = Obligation.objects.filter(plan=plan, active=True).select_related(
        "requirement", "step__area__component", "step__aspect"
    )
    obligations_by_step = {}
    for obligation in obligations.annotate(filled=Exists(uses)).order_by("requirement__position", "due_on", "pk"):
        obligations_by_step.setdefault(obligation.step_id, []).append(obligation)
    places, names = [], set()
    for group in groups:
        if area is None or group.head.area_id == area.pk:
            group_codes = tuple(dict.fromkeys(code for step in group.steps for code in codes_by_step[step.pk]))
            obligations = obligations_by_step.get(group.head.pk, ())
            places += [_place(obligation, group, group_codes, names) for obligation in obligations]
    return places


def slots(places):
    """Return a matching.Slot for each code of each place."""
    return [
        matching.Slot(
            place.id, code, place.title.removeprefix(f"{deriving.IMPLICIT}: "), place.row_text, place.due_on,
            place.filled, place.area_titles, place.other_numbers, place.aspect,
        )
        for place in places
        for code in place.codes
    ]  # fmt: skip


def _place(obligation, group, codes, names):
    title = obligation.requirement.title
    due_text = long_date(obligation.due_on) if obligation.due_on else "perlu dijadwalkan"
    short_title = title if len(title) <= MAX_TITLE_LENGTH else f"{title[: MAX_TITLE_LENGTH - 1]}…"
    name = f"{code_text(codes[0])} {short_title} · {due_text}".strip()
    copy_number, base_name = 2, name
    while name in names:
        name, copy_number = f"{base_name} ({copy_number})", copy_number + 1
    names.add(name)
    area, aspect = obligation.step.area, obligation.step.aspect
    return Place(
        id=obligation.pk,
        area=group.head.area_id,
        codes=codes,
        title=title,
        row_text=" ".join(f"{step.action} {step.indicator}" for step in group.steps),
        due_on=obligation.due_on,
        filled=obligation.filled,
        name=name,
        area_titles=tuple(dict.fromkeys((area.title, *([area.component.name] if area.component else [])))),
        other_numbers=tuple({_printed_number(area)} - {None, codes[0][0]}),
        aspect=aspect.title if aspect else "",
    )


def step_codes(plan, steps):
    """Return {step pk: [(area, aspect, row)]}: the row's place as printed, then the LKE questions that it serves."""
    areas = dict.fromkeys(step.area for step in steps)
    numbers = {area.pk: _number_of_area(area, position) for position, area in enumerate(areas, 1)}
    aspects = _aspect_numbers(plan)
    codes_by_step, counts = {}, Counter()
    for step in steps:
        counts[step.area_id, step.aspect_id] += 1
        row, aspect = counts[step.area_id, step.aspect_id], aspects.get(step.aspect_id)
        codes_by_step[step.pk] = [(numbers[step.area_id], aspect or row, row if aspect else None)]
    through = ActionStep.indicators.through.objects.filter(actionstep__area__plan=plan).order_by("pk")
    served = through.filter(indicator__part=Indicator.Part.FULFILMENT)
    for step, code in served.values_list("actionstep", "indicator__code"):
        if question := _question_numbers(code):
            codes_by_step[step].append(question)
    return codes_by_step


def steps_of(code, plans):
    """Return the pks of the rows that a code names in plans (a queryset), as step_codes() counts them; 3 queries.

    (area, aspect) names all rows of the aspect.
    """
    area, *inner_numbers = code
    labels = [label for label in (str(area), roman(area), roman(area).upper()) if label]
    has_label = Q(component=None, label__in=[f"{label}{sign}" for label in labels for sign in ("", ".")])
    areas = list(PlanArea.objects.filter(Q(component=area) | has_label, plan__in=plans).values_list("pk", flat=True))
    aspects = _numbered(Aspect.objects.filter(area__in=areas))
    step_pks, counts = [], Counter()
    steps = ActionStep.objects.filter(area__in=areas).order_by("position", "pk")
    for pk, *parents in steps.values_list("pk", "area", "aspect"):
        counts[tuple(parents)] += 1
        row, aspect = counts[tuple(parents)], aspects.get(parents[1])
        inner_code = (aspect, row) if aspect else (row,)
        if inner_code[: len(inner_numbers)] == tuple(inner_numbers):
            step_pks.append(pk)
    return step_pks


def _number_of_area(area, position):
    """Return the number of the area's component, else of its printed label, else its position among the areas."""
    return area.component_id or _printed_number(area) or position


def _printed_number(area):
    """Return the number of a label such as "I" or "1.", None for any other label."""
    return number_of(area.label.strip(" .").lower())


def _aspect_numbers(plan):
    """Return {aspect pk: its printed number, else its position in the area}."""
    return _numbered(Aspect.objects.filter(area__plan=plan))


def _numbered(aspects):
    numbers, counts = {}, {}
    for aspect in aspects.filter(heading=False).order_by("area__position", "position", "pk"):
        counts[aspect.area_id] = counts.get(aspect.area_id, 0) + 1
        numbers[aspect.pk] = number_at(aspect.label, 1) or counts[aspect.area_id]
    return numbers


def _question_numbers(code):
    """Return (1, 2, 3) for "1.P.ii.c", None for a code of another form."""
    code_parts = code.split(".")
    if len(code_parts) != len(("area", "part", "group", "question")):
        return None
    return int(code_parts[0]), number_at(code_parts[2], 1), number_at(code_parts[3], 2)
