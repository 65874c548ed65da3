"""Two plans beside each other: what is new, changed, moved and gone, by key and by likeness."""

from copy import deepcopy
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.comparing.comparing import compare
from plans.comparing.matching import unmoved
from plans.comparing.words import DELETE, EQUAL, INSERT, segments
from plans.tree import AreaNode, AspectNode, PlanTree, RowNode, new_key
from tests.plans.trees import small_tree


def kinds(comparison):
    return [(row.kind, (row.after or row.before).texts.get("action", "")) for row in comparison.rows()]


def without_keys(tree):
    for row in tree.rows():
        row.key = new_key()
    return tree


def test_a_plan_and_its_copy_are_the_same():
    tree = small_tree()
    comparison = compare(tree, deepcopy(tree))
    assert not comparison
    assert comparison.counts() == {"new": 0, "changed": 0, "moved": 0, "gone": 0, "same": 4}


def test_rows_without_common_keys_are_matched_by_their_texts():
    tree = small_tree()
    assert not compare(tree, without_keys(deepcopy(tree)))


def test_a_changed_cell_is_named_with_both_texts():
    tree = small_tree()
    newer = deepcopy(tree)
    newer.areas[0].aspects[0].rows[0].texts["evidence"] = "Notula rapat"
    rows = [row for row in compare(tree, newer).rows() if row.kind == "changed"]
    names = [[(cell.name, cell.before, cell.after) for cell in row.fields] for row in rows]
    assert names == [[("evidence", "Notula", "Notula rapat")]] * 2  # the second row continues the cell


def test_a_split_that_prints_the_same_text_changes_nothing():
    tree = small_tree()
    newer = deepcopy(tree)
    second = newer.areas[0].aspects[0].rows[1]
    second.continues.discard("indicator")
    second.texts["indicator"] = "Tim  bekerja "
    assert not compare(tree, newer)


def test_new_and_gone_rows_stand_where_they_are_printed():
    tree = small_tree()
    newer = deepcopy(tree)
    rows = newer.areas[0].aspects[0].rows
    rows[1:] = [RowNode(texts={"action": "Studi tiru ke kantor lain"})]
    rows_of_first = kinds(compare(tree, newer))[:3]
    assert rows_of_first == [("same", "Rapat"), ("gone", "Laporan"), ("new", "Studi tiru ke kantor lain")]


def test_a_row_in_another_aspect_is_moved_and_only_it():
    tree = small_tree()
    newer = deepcopy(tree)
    newer.areas[1].aspects[0].aspects[0].rows.append(newer.areas[1].rows.pop())
    assert [kind for kind, _ in kinds(compare(tree, newer))] == ["same", "same", "same", "moved"]


def test_a_row_elsewhere_in_its_aspect_is_moved():
    rows = [RowNode(texts={"action": name}) for name in ("satu", "dua", "tiga", "empat")]
    tree = PlanTree("", [AreaNode("I", "A", rows=rows)])
    newer = PlanTree("", [AreaNode("I", "A", rows=[rows[3], *rows[:3]])])
    assert kinds(compare(tree, newer)) == [("moved", "empat"), ("same", "satu"), ("same", "dua"), ("same", "tiga")]


def test_moved_areas_do_not_move_their_rows():
    tree = small_tree()
    newer = deepcopy(tree)
    newer.areas.reverse()
    comparison = compare(tree, newer)
    assert comparison.counts()["same"] == 4
    assert sorted(area.area.kind for area in comparison.areas) == ["moved", "same"]


def test_renamed_added_and_removed_areas_and_aspects_are_told():
    tree = small_tree()
    newer = deepcopy(tree)
    newer.areas[0].title, newer.areas[0].aspects[0].title = "PERUBAHAN BUDAYA", "Kelompok"
    newer.areas[1:] = [AreaNode("II", "PELAYANAN", aspects=[AspectNode("1", "Loket")])]
    areas = compare(tree, newer).areas
    assert [(area.area.kind, area.area.node.title) for area in areas] == [
        ("changed", "PERUBAHAN BUDAYA"),
        ("gone", "PENGAWASAN"),
        ("new", "PELAYANAN"),
    ]
    assert [(aspect.kind, aspect.node.title) for aspect in areas[0].aspects] == [("changed", "Kelompok")]
    assert [row.kind for row in areas[1].rows] == ["gone", "gone"]


def test_ticks_and_their_notes_are_compared():
    tree = small_tree()
    newer = deepcopy(tree)
    row = newer.areas[1].aspects[0].aspects[0].rows[0]
    row.ticks, row.tick_notes = [3, 7], {}
    cells = [cell for row in compare(tree, newer).rows() for cell in row.fields]
    assert [(cell.name, cell.before, cell.after) for cell in cells] == [
        ("ticks", {3: "", 6: "", 9: "bila perlu"}, {3: "", 7: ""})
    ]


def test_numbers_count_only_where_they_are_asked_for():
    tree = small_tree()
    newer = deepcopy(tree)
    newer.areas[0].aspects[0].rows[0].texts["number"] = "7"
    assert not compare(tree, newer)
    assert compare(tree, newer, numbers=True).counts()["changed"] == 1


def test_next_years_rows_are_the_same_rows():
    tree = small_tree()
    newer = without_keys(deepcopy(tree))
    for row in newer.rows():
        row.texts = {name: text.replace("2026", "2027") for name, text in row.texts.items()}
    assert compare(tree, newer).counts() == {"new": 0, "changed": 1, "moved": 0, "gone": 0, "same": 3}


def test_words_are_marked_and_both_texts_come_back():
    parts = segments("Rapat tim setiap bulan", "Rapat koordinasi tim setiap triwulan")
    assert [tuple(part) for part in parts] == [
        (EQUAL, "Rapat "),
        (INSERT, "koordinasi "),
        (EQUAL, "tim setiap "),
        (DELETE, "bulan"),
        (INSERT, "triwulan"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_segments_hold_both_texts(before, after):
    parts = segments(before, after)
    assert "".join(part.text for part in parts if part.kind != INSERT) == before
    assert "".join(part.text for part in parts if part.kind != DELETE) == after


@given(st.permutations(range(8)))
def test_what_kept_its_order_rises(places):
    rising = sorted(unmoved(places))
    assert rising
    assert [places[index] for index in rising] == sorted(places[index] for index in rising)


@pytest.mark.parametrize("size", [150])
def test_150_rows_without_keys_take_half_a_second(size):
    def tree(year):
        rows = [
            RowNode(
                texts={"action": f"Melaksanakan kegiatan nomor {n} dan rapat tim {year}", "evidence": f"Notula {n}"}
            )
            for n in range(size)
        ]
        return PlanTree("", [AreaNode("I", "A", rows=rows)])

    start = perf_counter()
    comparison = compare(tree(2025), tree(2026))
    assert perf_counter() - start < 2  # 0.5 s where nothing else runs
    assert comparison.counts()["changed"] == size
