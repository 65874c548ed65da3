"""A template of the province, its versions, and a draft of the kabupaten that began from it."""

from plans.beginnings import materials, templates
from plans.models import Layout
from plans.plan import store
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode
from tests.factories import PlanFactory


def tree_of(*rows, title="RENCANA CONTOH 2025"):
    """One area with one aspect; rows: (key, {field: text}, continues)."""
    nodes = [RowNode(key, dict(texts), continues=set(runs)) for key, texts, runs in rows]
    return PlanTree(
        title, [AreaNode("I", "Manajemen Perubahan", 1, aspects=[AspectNode("1", "Tim Kerja", rows=nodes)])]
    )


FIRST = (
    ("t1", {"indicator": "Tim ada", "action": "Membentuk tim", "time": "Januari 2025"}, ()),
    ("t2", {"action": "Rapat kerja", "time": "Maret 2025"}, ("indicator",)),
    ("t3", {"indicator": "Media ada", "action": "Membuat poster", "time": "April 2025"}, ()),
)
SECOND = (
    ("t1", {"indicator": "Tim ada", "action": "Membentuk tim", "time": "Februari 2025"}, ()),
    ("t2", {"action": "Rapat kerja", "time": "Maret 2025"}, ("indicator",)),
    ("t4", {"indicator": "Evaluasi ada", "action": "Menilai tim", "time": "Desember 2025"}, ()),
)


def source_plan(world, *rows, year=2025):
    """A plan of the province with these rows."""
    layout = Layout.objects.filter(satker=None).order_by("pk").first()
    plan = PlanFactory(satker=world.province, year=year, layout=layout)
    store.save_tree(plan, tree_of(*rows))
    return plan


def published(world, *rows, template=None):
    """A published version of the province's template with these rows."""
    fields = {"title": "Rencana dasar", "note": "Versi uji", "template": template}
    version = templates.make(source_plan(world, *rows), world.province, world.tari, **fields)
    return templates.publish(version.template, world.tari)


def begun(world, version, satker="kabupaten", person="sari"):
    """The draft of 2026 of an office that began from a version."""
    office, user = getattr(world, satker), getattr(world, person)
    material = materials.of_version(version)
    return materials.begin(material, office, 2026, user, ticked=None, stamp=material.stamp)[0]
