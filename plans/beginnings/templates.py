"""Templates: made from a plan, published version by version, withdrawn. A row keeps its key over the versions."""

from django.db import transaction
from django.utils import timezone

from plans.beginnings.offers import likeness
from plans.beginnings.starting import indicators_of
from plans.models import Template, TemplateVersion
from plans.plan import store
from plans.plan.tree_json import plan_to_json, tree_from_json
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale

EMPTY = "Rencana ini belum berisi baris, jadi belum dapat menjadi templat. Isi dahulu tabelnya."
WITHDRAWN = "Templat ini sudah ditarik. Buat templat baru dari rencana itu."
NOTHING = "Tidak ada versi yang menunggu terbit. Muat ulang halamannya."


@transaction.atomic
def make(plan, satker, user, *, title, note, template=None):
    """Return a new unpublished TemplateVersion with the table of a plan; template: of which, None for a new one.

    A version that waits for publishing is replaced. Raise Refused for a plan without rows, or a withdrawn template.
    """
    tree = store.load_tree(plan)
    row_count = sum(1 for _ in tree.rows())
    if not row_count:
        raise Refused("empty_plan", EMPTY)
    if template is None:
        template = Template.objects.create(satker=satker, title=title, created_by=user)
    template = _locked(template)
    if template.withdrawn_at:
        raise Refused("withdrawn", WITHDRAWN, status=409)
    template.versions.filter(published_at=None).delete()
    latest = template.versions.order_by("-number").first()
    keys = _steady_keys(tree, plan, latest)
    codes_by_row = {keys[key]: codes for key, codes in indicators_of(plan).items()}
    _rename(tree, keys)
    version = TemplateVersion.objects.create(
        template=template,
        number=latest.number + 1 if latest else 1,
        note=note,
        year=plan.year,
        content=plan_to_json(tree, store.layout_spec(plan.layout), office=str(plan.satker), year=plan.year),
        indicators=codes_by_row,
        area_count=sum(not area.continued for area in tree.areas),
        row_count=row_count,
        author=user,
    )
    _record("template.version", template, user, number=version.number, plan=plan.pk)
    return version


@transaction.atomic
def publish(template, user):
    """Publish the version that waits, and return it; from then on it is offered to the drafts that use the template.

    Raise Stale when none waits, Refused when the template was withdrawn.
    """
    template = _locked(template)
    if template.withdrawn_at:
        raise Refused("withdrawn", WITHDRAWN, status=409)
    version = template.versions.filter(published_at=None).order_by("-number").first()
    if version is None:
        raise Stale(NOTHING)
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    _record("template.publish", template, user, number=version.number)
    return version


@transaction.atomic
def withdraw(template, user):
    """Withdraw a template: no plan begins from it any more and nothing more is offered; plans stay as they are."""
    template = _locked(template)
    if template.withdrawn_at:
        raise Refused("withdrawn", WITHDRAWN, status=409)
    template.withdrawn_at = timezone.now()
    template.save(update_fields=["withdrawn_at"])
    _record("template.withdraw", template, user)


def _locked(template):
    return Template.objects.select_for_update(of=("self",)).select_related("satker").get(pk=template.pk)


def _record(action, template, user, **details):
    code = template.satker.code
    chain.record(action, actor=user, subject=template, satker_code=code, after={"title": template.title} | details)


def _steady_keys(tree, plan, latest):
    """Return {row key of the plan: row key of the template}: known rows keep theirs, then those that say the same."""
    origin = getattr(plan, "origin", None)
    of_template = origin and origin.version and latest and origin.version.template_id == latest.template_id
    keys = {own: key for key, own in origin.rows.items()} if of_template else {}
    old_rows = {row.key: row for row in tree_from_json(latest.content)[0].rows()} if latest else {}
    keys |= {row.key: row.key for row in tree.rows() if row.key in old_rows}
    known_keys = set(keys.values())
    own_rows = [row for row in tree.rows() if row.key not in keys]
    left_rows = [row for key, row in old_rows.items() if key not in known_keys]
    pairs = [(likeness(own, old), own.key, old.key) for own in own_rows for old in left_rows]
    for alike, own_key, old_key in sorted(pairs, reverse=True):
        if alike >= SAME_ROW and own_key not in keys and old_key not in known_keys:
            keys[own_key] = old_key
            known_keys.add(old_key)
    return {row.key: keys.get(row.key, row.key) for row in tree.rows()}


SAME_ROW = 0.6
"""Likeness from which a row of another plan is taken for a row of the template, 0–1."""


def _rename(tree, keys):
    for row in tree.rows():
        row.key = keys[row.key]
