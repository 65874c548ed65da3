"""What a plan can be compared with: its submissions, other plans of its office, enacted plans of others."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime

from plans.comparing.comparing import compare
from plans.comparing.fitting import fitted
from plans.models import Plan, Submission
from plans.plan import store, tree_json
from plans.states import FINAL, DecreeState
from plans.tree import LayoutSpec, PlanTree

MOST_SUBMISSIONS, MOST_PLANS = 10, 200
OWN, OTHERS = "Rencana satker ini", "Rencana satker lain yang ditetapkan"
SUBMITTED = "Pengajuan rencana ini"


@dataclass(frozen=True, slots=True)
class Side:
    """One thing to compare with. key: in the address; label, group: in the list of choices; row: its model's row."""

    key: str
    label: str
    group: str
    row: object

    @property
    def name(self):
        """What the page calls it, group included where the label does not stand alone."""
        return f"p{self.label[1:]}" if isinstance(self.row, Submission) else f"rencana {self.label}"


def choices(user, plan):
    """Return [Side] that the user sees and that are not the plan itself; 3 queries."""
    submissions = (Submission.objects.visible_to(user).filter(decree=plan.decree).order_by("-pk").defer("payload"))[
        :MOST_SUBMISSIONS
    ]
    plans = Plan.objects.visible_to(user).exclude(pk=plan.pk).select_related("satker", "layout", "annex__decree")
    own_plans = plans.filter(satker=plan.satker).order_by("-year", "-pk")[:MOST_PLANS]
    enacted = plans.filter(annex__decree__state=DecreeState.ENACTED).exclude(satker=plan.satker)
    return [
        *(Side(f"ajuan-{row.pk}", f"Pengajuan {_moment(row.submitted_at)}", SUBMITTED, row) for row in submissions),
        *(Side(f"rencana-{row.pk}", _own_label(row), OWN, row) for row in own_plans),
        *(_other(row) for row in enacted.order_by("-year", "satker__short_name", "-pk")[:MOST_PLANS]),
    ]


def _moment(at):
    return date_format(localtime(at), "j F Y, H.i")


def _own_label(plan):
    decree = plan.decree
    number = f", nomor {decree.number}" if decree.number else ""
    return f"{plan.year} ({decree.get_state_display().lower()}{number})"


def _other(plan):
    return Side(f"rencana-{plan.pk}", f"{plan.satker.short_name} {plan.year}", OTHERS, plan)


def usual(plan, sides):
    """Return the Side that is shown first, None without any: of a draft its last submission, else what it follows."""
    amended = plan.decree.amends_id
    ranked_sides = [side for side in sides if side.group == SUBMITTED and plan.decree.state not in FINAL]
    ranked_sides += [side for side in sides if side.group == OWN and amended == side.row.decree.pk]
    ranked_sides += [side for side in sides if side.group == OWN and side.row.year < plan.year]
    return next(iter([*ranked_sides, *sides]), None)


@dataclass(slots=True)
class Pair:
    """Two compared sides. comparison: Comparison; spec: the LayoutSpec by which ticks and columns are named.

    before_name, after_name: what each is called; left_out: fields that only one of the two prints.
    """

    comparison: object
    spec: LayoutSpec
    before_name: str
    after_name: str
    left_out: list


def pair(plan, side):
    """Return the Pair of a plan and a Side; the older of the two comes first."""
    own = store.load_tree(plan), store.layout_spec(plan.layout)
    tree, spec = _content(side.row)
    is_later = isinstance(side.row, Plan) and (side.row.year, side.row.pk) > (plan.year, plan.pk)
    names = side.name, f"rencana {_own_label(plan)}"
    sources = [(tree, spec), own]
    if is_later:
        names, sources = names[::-1], sources[::-1]
    (older, older_spec), (newer, newer_spec) = sources
    older, newer, left_out = fitted(older, older_spec, newer, newer_spec, year=_year(plan, side, is_later))
    return Pair(compare(older, newer), newer_spec, *names, left_out)


def _year(plan, side, is_later):
    """Return the year of the older side."""
    return plan.year if is_later or isinstance(side.row, Submission) else side.row.year


def _content(row):
    """Return (PlanTree, LayoutSpec) of a plan or of the plan in a submission."""
    if isinstance(row, Plan):
        return store.load_tree(row), store.layout_spec(row.layout)
    plans = [annex["plan"] for annex in row.payload["annexes"] if annex["plan"]]
    return tree_json.tree_from_json(plans[0]) if plans else (PlanTree(), LayoutSpec())
