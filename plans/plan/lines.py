"""The rows of a stored plan in printed order, each with its segment; no run of merged cells crosses segments."""

from dataclasses import dataclass

from plans.models import ActionStep, Aspect


@dataclass(slots=True)
class Line:
    """One ActionStep in printed order; segment: a value that is the same for all lines of a segment."""

    step: object
    segment: object


def lines(plan):
    """Return the plan's steps in printed order as [Line], with their areas loaded; 3 queries."""
    areas = list(plan.areas.order_by("position", "pk"))
    aspects = Aspect.objects.filter(area__plan=plan).order_by("position", "pk")
    steps = ActionStep.objects.filter(area__plan=plan).order_by("position", "pk")
    by_place, children = {}, {}
    for step in steps:
        by_place.setdefault((step.area_id, step.aspect_id), []).append(step)
    for aspect in aspects:
        children.setdefault((aspect.area_id, aspect.parent_id), []).append(aspect)
    all_lines = []
    for area in areas:
        all_lines += _area_lines(area, children, by_place)
    return all_lines


def _area_lines(area, children, by_place):
    area_lines, segment = [], (area.pk, 0)

    def walk(aspect):
        nonlocal segment
        if aspect is not None and aspect.heading:
            segment = (area.pk, aspect.pk)
        key = None if aspect is None else aspect.pk
        for step in by_place.get((area.pk, key), []):
            step.area = area
            area_lines.append(Line(step, segment))
        for child in children.get((area.pk, key), []):
            walk(child)

    walk(None)
    return area_lines
