"""A new plan begun from something: written in one transaction, with its origin and its links to the catalogue."""

from dataclasses import dataclass, field

from django.db import transaction

from plans.decree import drafting
from plans.models import ActionStep, Indicator, PlanOrigin
from plans.plan import store
from zi_portal.audit import chain

LONGEST_WORDS = PlanOrigin._meta.get_field("words").max_length


@dataclass(slots=True)
class Source:
    """What a plan begins from. words: in a sentence; plan, version: rows of the database, None for others.

    rows: {row key of the source: row key of the new plan}; indicators: {row key of the source: [codes of the LKE]}.
    """

    words: str
    plan: object = None
    version: object = None
    rows: dict = field(default_factory=dict)
    indicators: dict = field(default_factory=dict)


@transaction.atomic
def start(satker, year, layout, user, *, tree, source):
    """Create a plan and its draft decree with a tree and return the Plan; the tree's title is the plan's, if any."""
    plan = drafting.new_plan(satker, year, layout, user, tree=tree)
    rows = source.rows if source.version else {}
    words = source.words[:LONGEST_WORDS]
    PlanOrigin.objects.create(plan=plan, words=words, source=source.plan, version=source.version, rows=rows)
    link_indicators(plan, {source.rows.get(key, key): codes for key, codes in source.indicators.items()})
    chain.record("plan.begin", actor=user, subject=plan, satker_code=satker.code, after={"from": words})
    return plan


def link_indicators(plan, codes_by_row):
    """Link rows of a plan, by their keys, to indicators of the catalogue; codes that it has not are left out."""
    pks_by_code = dict(Indicator.objects.values_list("code", "pk"))
    step_pks = dict(ActionStep.objects.filter(area__plan=plan).values_list("key", "pk"))
    link = ActionStep.indicators.through
    links = [
        link(actionstep_id=step_pks[key], indicator_id=pks_by_code[code])
        for key, codes in codes_by_row.items()
        for code in codes
        if key in step_pks and code in pks_by_code
    ]
    link.objects.bulk_create(links, ignore_conflicts=True)


def indicators_of(plan):
    """Return {row key: [code]} of the links of a plan's rows to the catalogue; one query."""
    pairs = ActionStep.indicators.through.objects.filter(actionstep__area__plan=plan)
    codes_by_row = {}
    for key, code in pairs.order_by("indicator__position").values_list("actionstep__key", "indicator__code"):
        codes_by_row.setdefault(key, []).append(code)
    return codes_by_row


def layout_for(spec, layout, satker, year):
    """Return the Layout of a copy: the given one where it is national or the office's own, else its like."""
    if layout is not None and layout.satker_id in (None, satker.pk):
        return layout
    return store.save_layout(spec, satker, year=year)
