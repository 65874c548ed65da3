"""A small plan of the kabupaten in the tests' world: two areas, three aspects, five rows, one run."""

import pytest

from plans.plan import store
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode
from tests.factories import LayoutFactory, PlanFactory


def small_tree():
    """Area I with aspects 1 (rows a1, a2 with a run of indicator) and 2 (row b1); area II with aspect 1."""
    first = RowNode(
        "a1", {"indicator": "Tim bekerja", "action": "Rapat tim", "time": "Januari 2026", "evidence": "Notula"}
    )
    second = RowNode("a2", {"action": "Menyusun jadwal", "time": "Per Triwulan"}, continues={"indicator"})
    third = RowNode("b1", {"indicator": "Rencana ada", "action": "Menulis rencana", "time": "Maret 2026"})
    fourth = RowNode("c1", {"indicator": "SOP ada", "action": "Menulis SOP", "time": "Juni 2026"})
    fifth = RowNode("c2", {"indicator": "SOP dipakai", "action": "Menguji SOP", "time": "secepatnya"})
    return PlanTree(
        "RENCANA AKSI",
        [
            AreaNode("I", "Manajemen Perubahan", 1, aspects=[
                AspectNode("1", "Tim Kerja", rows=[first, second]),
                AspectNode("2", "Dokumen Rencana", rows=[third]),
            ]),
            AreaNode("II", "Penataan Tatalaksana", 2, aspects=[AspectNode("1", "Prosedur", rows=[fourth, fifth])]),
        ],
    )  # fmt: skip


@pytest.fixture
def plan(world):
    """Draft plan of world.kabupaten with the rows of small_tree()."""
    plan = PlanFactory(satker=world.kabupaten, layout=LayoutFactory())
    store.save_tree(plan, small_tree())
    return plan


@pytest.fixture
def row(plan):
    """row("a2") → that ActionStep as it is now."""
    from plans.models import ActionStep  # noqa: PLC0415 -- after django.setup

    return lambda key: ActionStep.objects.get(area__plan=plan, key=key)
