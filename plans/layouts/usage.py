"""Who uses a layout, and which texts a column holds; the number of queries does not grow with the plans."""

from dataclasses import dataclass, field

from plans.models import ActionStep, Plan
from plans.states import EDITABLE
from plans.tree import EXTRA, RUN_FIELDS


@dataclass(frozen=True, slots=True)
class Usage:
    """The plans that use a layout: drafts may still be changed, frozen ones not."""

    drafts: list = field(default_factory=list)
    frozen: list = field(default_factory=list)

    @property
    def plans(self):
        """All of them."""
        return [*self.drafts, *self.frozen]


def usage_of(layout):
    """Return the Usage of a layout, deleted drafts among the frozen ones: they may be restored; one query."""
    return usages([layout])[layout.pk]


def usages(layouts):
    """Return {primary key: Usage} of layouts; one query."""
    usages_by_layout = {layout.pk: Usage() for layout in layouts}
    plans = Plan.objects.filter(layout__in=usages_by_layout).select_related("satker", "annex__decree")
    for plan in plans.order_by("-year", "-pk"):
        usage = usages_by_layout[plan.layout_id]
        (usage.drafts if is_draft(plan) else usage.frozen).append(plan)
    return usages_by_layout


def is_draft(plan):
    """Return whether a plan, read with its decree, may still be changed."""
    annex = getattr(plan, "annex", None)
    return not plan.frozen and (annex is None or annex.decree.state in EDITABLE)


def texts_in(plans, fields):
    """Return {field: number of cells with a text} of the columns in these plans; one query, blank ones left out."""
    names = [name for name in fields if name in RUN_FIELDS or name.startswith(EXTRA)]
    if not names or not plans:
        return {}
    columns = [name for name in names if name in RUN_FIELDS]
    rows = ActionStep.objects.filter(area__plan__in=plans).values("extra", *columns)
    counts = dict.fromkeys(names, 0)
    for row in rows.order_by("pk"):
        for name in names:
            text = row["extra"].get(name.removeprefix(EXTRA), "") if name.startswith(EXTRA) else row[name]
            counts[name] += bool(text.strip())
    return {name: count for name, count in counts.items() if count}
