"""What an office decides on a template's newer version: taken into its draft in one step, or kept with a reason."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from plans.beginnings import copying, offers, taking
from plans.freezing import editable_plan
from plans.models import Plan, PlanOrigin, TemplateDecision, TemplateVersion
from plans.plan import editing, store
from plans.plan.tree_json import tree_from_json
from plans.states import EDITABLE
from zi_portal.audit import chain
from zi_portal.lib.errors import Stale

TAKE, KEEP = "ambil", "tetap"
CHANGED_SINCE = "Yang ditawarkan sudah berubah. Periksa lagi perbedaannya, lalu putuskan yang tersisa."


@dataclass(slots=True)
class Offered:
    """A version that is offered to a plan. open: [Offer] not decided yet; decided: [TemplateDecision]."""

    plan: Plan
    origin: PlanOrigin
    version: TemplateVersion
    open: list
    decided: list


def newer_version(plan):
    """Return the latest published version of the template that an editable plan uses, if newer than its own; or None.

    plan: with decree. One query, none for a plan that did not begin from a template.
    """
    origin = getattr(plan, "origin", None)
    if origin is None or origin.version_id is None or plan.frozen or plan.decree.state not in EDITABLE:
        return None
    newer = TemplateVersion.objects.filter(
        template__versions=origin.version_id,
        template__withdrawn_at=None,
        published_at__isnull=False,
        number__gt=Subquery(TemplateVersion.objects.filter(pk=origin.version_id).values("number")),
    )
    return newer.select_related("template__satker").order_by("-number").first()


def offered(plan):
    """Return Offered of a plan, None where nothing newer is published."""
    version = newer_version(plan)
    if version is None:
        return None
    origin = plan.origin
    decided = list(TemplateDecision.objects.filter(plan=plan, version=version).select_related("actor").order_by("pk"))
    keys = {decision.key for decision in decided}
    pending = [offer for offer in _all_offers(plan, origin, version) if offer.key not in keys]
    return Offered(plan, origin, version, pending, decided)


def _all_offers(plan, origin, version):
    old_tree, new_tree = (_adapted(content, plan) for content in (origin.version, version))
    return offers.open_offers(offers.differences(old_tree, new_tree), store.load_tree(plan), origin.rows)


def _adapted(version, plan):
    """Return the tree of a version as a plan of this office and year begins from it, with the template's row keys."""
    tree, spec = tree_from_json(version.content)
    carried = copying.adapted(tree, spec, from_year=version.year, satker=plan.satker, year=plan.year)
    for row, own in zip(tree.rows(), carried.tree.rows(), strict=True):
        own.key = row.key
    return carried.tree


@transaction.atomic
def decide(plan, version, actor, answers):
    """Record what an office decided, take what it takes in one step of the plan; return (taken, kept) counts.

    answers: {row key of the template: (TAKE or KEEP, reason)}. Raise Refused for a frozen plan, Stale when another
    version is offered meanwhile or an answer is about a row that is not offered any more.
    """
    plan = editable_plan(plan.pk)
    offer_list = offered(plan)
    if offer_list is None or offer_list.version.pk != version.pk:
        raise Stale(CHANGED_SINCE)
    offers_by_key = {offer.key: offer for offer in offer_list.open}
    if not set(answers) <= set(offers_by_key):
        raise Stale(CHANGED_SINCE)
    taken_offers = [offer for key, offer in offers_by_key.items() if answers.get(key, ("",))[0] == TAKE]
    if taken_offers:
        _take(plan, offer_list, taken_offers, actor)
    TemplateDecision.objects.bulk_create(
        TemplateDecision(plan=plan, version=version, key=key, taken=word == TAKE, reason=reason, actor=actor)
        for key, (word, reason) in answers.items()
    )
    words = {"version": str(version), "taken": len(taken_offers), "kept": len(answers) - len(taken_offers)}
    chain.record("plan.template_decided", actor=actor, subject=plan, satker_code=plan.satker.code, after=words)
    if len(answers) == len(offers_by_key):
        PlanOrigin.objects.filter(plan=plan).update(version=version)
    return len(taken_offers), len(answers) - len(taken_offers)


def _take(plan, offer_list, taken, actor):
    with editing.change(plan.pk, actor, "template_taken", count=len(taken), version=str(offer_list.version)) as locked:
        rows = taking.take(locked, taken, offer_list.origin.rows, offer_list.version.indicators)
    PlanOrigin.objects.filter(plan=plan).update(rows=offer_list.origin.rows | rows)


def users_of(template):
    """Return the Plans that use a template, drafts first, with standing: the number of the version they stand at.

    decided: how many rows of the latest version were decided; one query.
    """
    latest = template.versions.filter(published_at__isnull=False).order_by("-number").values("pk")[:1]
    decisions = TemplateDecision.objects.filter(plan=OuterRef("pk"), version=Subquery(latest)).order_by()
    counted = decisions.values("plan").annotate(n=Count("pk")).values("n")
    plans = Plan.objects.filter(origin__version__template=template, deleted=False)
    plans = plans.select_related("satker", "annex__decree", "origin")
    return plans.annotate(
        standing=F("origin__version__number"),
        decided=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    ).order_by("satker__path", "-year", "pk")
