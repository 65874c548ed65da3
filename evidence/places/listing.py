"""The places of a plan that a file may be put to: each obligation with its code, its words and its shown name."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from evidence.models import EvidenceUse, Obligation
from evidence.obligations import deriving
from evidence.obligations.groups import groups_of
from evidence.places import matching, paths
from evidence.states import EvidenceState
from plans.decree.payload import long_date
from plans.models import ActionStep, Aspect, Indicator, PlanArea

LONGEST = 90


@dataclass(frozen=True, slots=True)
class Place:
    """One obligation. codes: (area, aspect, row) of each row that it proves and of its LKE questions; (area, row, None)
    for rows right below their area; name: unique within the plan, what people see and choose; due_on: date or None.
    areas, also: titles and other numbers of its area; aspect: title of its aspect, "" without one.
    """

    id: int
    area: int
    codes: tuple
    title: str
    about: str
    due_on: object
    filled: bool
    name: str
    areas: tuple
    also: tuple
    aspect: str


def of_plan(plan, area=None):
    """[Place] of a plan in printed order, of one area where given; 6 queries for any size."""
    groups = groups_of(plan)
    known = codes(plan, [step for group in groups for step in group.steps])
    used = EvidenceUse.objects.filter(obligation=OuterRef("pk")).exclude(evidence__state=EvidenceState.WITHDRAWN)
    asked = Obligation.objects.filter(plan=plan, active=True).select_related(
        "requirement", "step__area__component", "step__aspect"
    )
    by_step = {}
    for one in asked.annotate(filled=Exists(used)).order_by("requirement__position", "due_on", "pk"):
        by_step.setdefault(one.step_id, []).append(one)
    found, names = [], set()
    for group in groups:
        if area is None or group.head.area_id == area.pk:
            here = tuple(dict.fromkeys(code for step in group.steps for code in known[step.pk]))
            found += [_place(one, group, here, names) for one in by_step.get(group.head.pk, ())]
    return found


def slots(places):
    """[matching.Slot] of places: one for each code of a place."""
    return [
        matching.Slot(
            one.id, code, one.title.removeprefix(f"{deriving.IMPLICIT}: "), one.about, one.due_on, one.filled,
            one.areas, one.also, one.aspect,
        )
        for one in places
        for code in one.codes
    ]  # fmt: skip


def _place(one, group, codes, names):
    title = one.requirement.title
    due = long_date(one.due_on) if one.due_on else "perlu dijadwalkan"
    short = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
    name = f"{matching.shown(codes[0])} {short} · {due}".strip()
    number, base = 2, name
    while name in names:
        name, number = f"{base} ({number})", number + 1
    names.add(name)
    about = " ".join(f"{step.action} {step.indicator}" for step in group.steps)
    area, aspect = one.step.area, one.step.aspect
    areas = tuple(dict.fromkeys((area.title, *([area.component.name] if area.component else []))))
    also = tuple({_printed_number(area)} - {None, codes[0][0]})
    said = (areas, also, aspect.title if aspect else "")
    return Place(one.pk, group.head.area_id, codes, title, about, one.due_on, one.filled, name, *said)


def codes(plan, steps):
    """{step pk: [(area, aspect, row)]}: the place of the row as printed, then the LKE questions it serves."""
    areas = dict.fromkeys(step.area for step in steps)
    numbers = {area.pk: _number_of_area(area, place) for place, area in enumerate(areas, 1)}
    aspects = _aspect_numbers(plan)
    found, counts = {}, Counter()
    for step in steps:
        counts[step.area_id, step.aspect_id] += 1
        row, aspect = counts[step.area_id, step.aspect_id], aspects.get(step.aspect_id)
        found[step.pk] = [(numbers[step.area_id], aspect or row, row if aspect else None)]
    through = ActionStep.indicators.through.objects.filter(actionstep__area__plan=plan).order_by("pk")
    served = through.filter(indicator__part=Indicator.Part.FULFILMENT)
    for step, code in served.values_list("actionstep", "indicator__code"):
        if question := _question(code):
            found[step].append(question)
    return found


def steps_of(code, plans):
    """Keys of the rows that a code names in plans (a queryset), as codes() counts them; (area, aspect): all of it.

    3 queries.
    """
    area, *rest = code
    labels = [label for label in (str(area), matching.roman(area), matching.roman(area).upper()) if label]
    named = Q(component=None, label__in=[f"{label}{sign}" for label in labels for sign in ("", ".")])
    areas = list(PlanArea.objects.filter(Q(component=area) | named, plan__in=plans).values_list("pk", flat=True))
    aspects = _numbered(Aspect.objects.filter(area__in=areas))
    found, counts = [], Counter()
    steps = ActionStep.objects.filter(area__in=areas).order_by("position", "pk")
    for pk, *place in steps.values_list("pk", "area", "aspect"):
        counts[tuple(place)] += 1
        row, aspect = counts[tuple(place)], aspects.get(place[1])
        own = (aspect, row) if aspect else (row,)
        if own[: len(rest)] == tuple(rest):
            found.append(pk)
    return found


def _number_of_area(area, place):
    """Number of the component, else the printed label, else its place among the areas."""
    return area.component_id or _printed_number(area) or place


def _printed_number(area):
    """Number of "I", "1." and the like; None for another label."""
    label = area.label.strip(" .").lower()
    return int(label) if label.isdecimal() else paths.ROMAN.get(label)


def _aspect_numbers(plan):
    """{aspect pk: its printed number, else its place in the area}."""
    return _numbered(Aspect.objects.filter(area__plan=plan))


def _numbered(aspects):
    found, counts = {}, {}
    for one in aspects.filter(heading=False).order_by("area__position", "position", "pk"):
        counts[one.area_id] = counts.get(one.area_id, 0) + 1
        found[one.pk] = paths.number_at(one.label, 1) or counts[one.area_id]
    return found


def _question(code):
    """(1, 2, 3) of "1.P.ii.c", None for what is written otherwise."""
    parts = code.split(".")
    if len(parts) != len(("area", "part", "group", "question")):
        return None
    return int(parts[0]), paths.number_at(parts[2], 1), paths.number_at(parts[3], 2)
