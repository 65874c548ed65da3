"""What a newer version changes, row by row."""

from plans.beginnings import offers
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode
from tests.plans.beginnings.models import FIRST, SECOND, tree_of


def kinds(old, new):
    return {offer.key: offer.kind for offer in offers.differences(old, new)}


def test_rows_are_new_changed_and_gone():
    assert kinds(tree_of(*FIRST), tree_of(*SECOND)) == {"t1": "changed", "t4": "new", "t3": "gone"}
    assert kinds(tree_of(*FIRST), tree_of(*FIRST)) == {}


def test_a_row_that_another_aspect_holds_is_moved():
    rows = [RowNode("a", {"action": "Rapat"})], [RowNode("b", {"action": "Lapor"})]
    old = PlanTree("", [AreaNode("I", "A", 1, aspects=[AspectNode("1", "Satu", rows=rows[0] + rows[1])])])
    new = [AspectNode("1", "SATU", rows=rows[0]), AspectNode("2", "Dua", rows=rows[1])]
    assert kinds(old, PlanTree("", [AreaNode("I", "A", 1, aspects=new)])) == {"b": "moved"}


def test_the_printed_text_counts_not_how_cells_are_merged():
    merged = tree_of(("a", {"indicator": "X"}, ()), ("b", {"action": "Y"}, ("indicator",)))
    plain = tree_of(("a", {"indicator": "X"}, ()), ("b", {"indicator": "X", "action": "Y"}, ()))
    assert kinds(merged, plain) == {}


def test_what_the_plan_says_already_or_has_removed_is_not_offered():
    changes = offers.differences(tree_of(*FIRST), tree_of(*SECOND))
    own = tree_of(("p1", {"indicator": "Tim ada", "action": "Tim kami", "time": "Februari 2025"}, ()))
    keys = {"t1": "p1", "t2": "p2", "t3": "p3"}
    assert [offer.key for offer in offers.open_offers(changes, own, keys)] == ["t4"]
