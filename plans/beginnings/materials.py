"""Tables that a new plan can be copied from: a plan, or a template's version; and the copy as a draft."""

from dataclasses import dataclass, replace

from django.db import transaction

from plans.beginnings import copying, ended, starting
from plans.beginnings.starting import Source
from plans.plan import store
from plans.plan.tree_json import tree_from_json
from zi_portal.lib.errors import Stale

CHANGED_SINCE = "Sumbernya berubah sementara itu. Periksa lagi isi dan perubahannya, lalu buat rencananya."


@dataclass(slots=True)
class Material:
    """A table to copy. office: whose it is, None for a template; stamp: changes when the table changes."""

    tree: object
    spec: object
    year: int
    source: Source
    stamp: str
    layout: object = None
    office: object = None


def of_plan(plan):
    """Return the Material of a plan, loaded with satker and layout; four queries."""
    source = Source(f"rencana {plan.year} {plan.satker.short_name}", plan=plan, indicators=starting.indicators_of(plan))
    spec = store.layout_spec(plan.layout)
    return Material(store.load_tree(plan), spec, plan.year, source, f"r{plan.revision}", plan.layout, plan.satker)


def of_version(version):
    """Return the Material of a TemplateVersion."""
    tree, spec = tree_from_json(version.content)
    words = f"templat {version.template.title} versi {version.number}"
    source = Source(words, version=version, indicators=version.indicators)
    return Material(tree, spec, version.year, source, f"v{version.pk}")


def carried(material, satker, year):
    """Return what a plan of an office and year would get of a Material (copying.Carried)."""
    return copying.carry(material.tree, material.spec, from_year=material.year, satker=satker, year=year)


def ended_in(material, satker, year):
    """Return [(row number, name)] of responsible people and groups who are not in the office's team any more."""
    if not any(row.texts.get("responsible") for row in material.tree.rows()):
        return []
    satkers = {satker, material.office or satker}
    return ended.ended_in(material.tree, ended.ended_names(satkers, satker, year))


@transaction.atomic
def begin(material, satker, year, user, *, ticked, stamp):
    """Create the plan of a Material with the ticked changes and return (Plan, number of changes made).

    ticked: keys of Changes; stamp: of the Material that the person saw. Raise Stale when the table changed since.
    """
    if stamp != material.stamp:
        raise Stale(CHANGED_SINCE)
    copy = carried(material, satker, year)
    changes = copy.chosen(ticked)
    copying.apply(copy.tree, changes)
    layout = starting.layout_for(material.spec, material.layout, satker, year)
    source = replace(material.source, rows=copy.keys)
    return starting.start(satker, year, layout, user, tree=copy.tree, source=source), len(changes)
