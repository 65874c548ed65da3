"""Copying, changing and deleting layouts. A layout that a frozen plan uses never changes: saving makes a copy.

Rights are checked by the views, with permissions.py.
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.text import slugify

from plans.layouts import columns as layout_columns
from plans.layouts.usage import is_draft
from plans.models import Layout, Plan
from plans.plan import editing, store
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.seen import settled

PRESET = "Tata letak bawaan tidak dapat diubah. Salin dahulu, lalu ubah salinannya."
GONE = "Tata letak ini baru saja dihapus orang lain."
IN_USE = "Tata letak ini dipakai {} rencana, jadi tidak dapat dihapus. Pilih tata letak lain di rencana itu dahulu."
NAMES = ("name", "columns", *store.SPEC_FIELDS)
"""Fields that a form changes; columns as the text of columns.to_text()."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did. layout: the stored one; copied: it is a new one, because frozen says that plans keep the old.

    moved: number of drafts that use the new one now."""

    layout: Layout
    copied: bool = False
    frozen: bool = False
    moved: int = 0


@transaction.atomic
def copy(layout, satker, actor):
    """Return a copy of a preset or layout for an office; base: the preset from which both derive."""
    new = _new(layout, satker, name=store.free_name(layout.name, satker))
    _record("copied", new, actor, after={"from": layout.slug, "name": new.name})
    return new


@transaction.atomic
def change(layout, actor, *, seen=None, move_drafts=False, **fields):
    """Write the fields that differ and return what became of it (Saved); raise Unchanged, Overtaken, Refused, Stale.

    fields: of NAMES. Drafts follow. Where a plan is frozen, or drafts have another form of schedule, the changed
    layout is a copy; move_drafts: the drafts get the copy, and their times are converted as editing.change_plan does.
    """
    stored_layout = _locked(layout)
    stored = {name: stored_value(stored_layout, name) for name in fields}
    changed = settled(stored, fields, seen)
    plans = list(Plan.objects.filter(layout=stored_layout).select_for_update(of=("self",)).order_by("pk"))
    plans = list(Plan.objects.filter(pk__in=[plan.pk for plan in plans]).select_related("annex__decree").order_by("pk"))
    drafts = [plan for plan in plans if is_draft(plan)]
    frozen = len(drafts) < len(plans)
    if frozen or drafts and changed.get("schedule", stored_layout.schedule) != stored_layout.schedule:
        return _changed_copy(stored_layout, actor, changed, drafts if move_drafts else [], frozen=frozen)
    _write(stored_layout, changed)
    _record("changed", stored_layout, actor, after={"fields": sorted(changed)})
    for plan in drafts:
        with editing.change(plan.pk, actor, "layout_changed", layout=stored_layout.slug):
            pass
    return Saved(stored_layout)


@transaction.atomic
def delete(layout, actor):
    """Delete a layout that no plan uses; raise Refused, Stale."""
    stored_layout = _locked(layout)
    count = Plan.objects.filter(layout=stored_layout).count()
    if count:
        raise Refused("layout_in_use", IN_USE.format(count), status=409)
    _record("deleted", stored_layout, actor, before={"name": stored_layout.name, "slug": stored_layout.slug})
    stored_layout.delete()


def stored_value(layout, name):
    """Return the stored value of one of NAMES, as a form carries it."""
    if name == "columns":
        return layout_columns.to_text(layout_columns.from_rows(layout.columns))
    return getattr(layout, name)


def _locked(layout):
    """Lock the layout's row and return it; raise Stale when it is gone, Refused for a preset."""
    stored_layout = Layout.objects.select_for_update(no_key=True, of=("self",)).filter(pk=layout.pk).first()
    if stored_layout is None:
        raise Stale(GONE)
    if stored_layout.satker_id is None:
        raise Refused("preset", PRESET, status=409)
    return stored_layout


def _changed_copy(layout, actor, changed, drafts, *, frozen):
    new = _new(layout, layout.satker, name=store.free_name(changed.get("name", layout.name), layout.satker))
    _write(new, {name: content for name, content in changed.items() if name != "name"})
    _record("copied", new, actor, after={"from": layout.slug, "name": new.name, "fields": sorted(changed)})
    for plan in drafts:
        editing.change_plan(plan, actor, layout=new)
    return Saved(new, copied=True, frozen=frozen, moved=len(drafts))


def _new(layout, satker, *, name):
    return Layout.objects.create(
        satker=satker,
        base=layout if layout.satker_id is None else layout.base,
        slug=store.free_slug(slugify(f"{satker.short_name} {name}")[:50] or "tata-letak"),
        name=name,
        columns=layout.columns,
        **{field: getattr(layout, field) for field in store.SPEC_FIELDS},
    )


def _write(layout, changed):
    for name, content in changed.items():
        if name == "columns":
            content = [asdict(column) for column in layout_columns.from_text(content)]
        setattr(layout, name, content)
    layout.save(update_fields=list(changed))


def _record(action, layout, actor, **details):
    chain.record(f"layout.{action}", actor=actor, subject=layout, satker_code=layout.satker.code, **details)
