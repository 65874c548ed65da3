"""The standard skeleton: six areas, their official sub-components as aspects, indicators of the LKE as rows."""

from dataclasses import dataclass, field

from plans.models import Component, Indicator
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode
from zi_portal.lib.indonesian import roman


@dataclass(slots=True)
class Group:
    """A sub-component with its Indicators; reform: whether it belongs to the reform part."""

    name: str
    reform: bool
    indicators: list = field(default_factory=list)


def outline():
    """Return [(Component, [Group])] in the order of the LKE, within an area pemenuhan before reform; 2 queries."""
    groups_by_area = {component.number: {} for component in Component.objects.order_by("number")}
    components = list(Component.objects.order_by("number"))
    for indicator in Indicator.objects.order_by("position"):
        groups = groups_by_area[indicator.component_id]
        reform = indicator.part == Indicator.Part.REFORM
        group = groups.setdefault(indicator.group_code, Group(indicator.group_name, reform))
        group.indicators.append(indicator)
    return [(component, list(groups_by_area[component.number].values())) for component in components]


def tree_of(areas, codes):
    """Return (PlanTree, {row key: [code]}): all areas, and the aspects of which indicators are among the codes.

    areas: of outline(). A row holds the indicator; what is done, by when and with which proof is the office's own.
    """
    tree, codes_by_row = PlanTree(), {}
    for component, groups in areas:
        area = AreaNode(roman(component.number), component.name, component.number)
        for group in groups:
            picked = [indicator for indicator in group.indicators if indicator.code in codes]
            if picked:
                rows = [RowNode(texts={"indicator": indicator.wording or indicator.label}) for indicator in picked]
                area.aspects.append(AspectNode(str(len(area.aspects) + 1), group.name, rows=rows))
                codes_by_row |= {row.key: [item.code] for row, item in zip(rows, picked, strict=True)}
        tree.areas.append(area)
    return tree, codes_by_row
