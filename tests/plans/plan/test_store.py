"""The plan tree and the layouts in the database."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from plans.models import Layout
from plans.plan.store import SHEET_WIDTH, NotEmpty, find_layout, layout_spec, load_tree, save_layout, save_tree
from plans.tree import AreaNode, Column, PlanTree, RowNode
from tests.factories import LayoutFactory, PlanFactory, SatkerFactory
from tests.plans.trees import BAND, GRID, plan_trees, small_tree

pytestmark = pytest.mark.database("plans.plan.store", "plans.models.plans")


class AnyTree(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(plan_trees)
    def test_a_tree_comes_back_from_the_database_as_it_was(self, tree):
        plan = PlanFactory()
        save_tree(plan, tree)
        assert load_tree(plan) == tree


def test_the_small_tree_keeps_keys_runs_and_notes(db):
    plan, tree = PlanFactory(), small_tree()
    save_tree(plan, tree)
    assert load_tree(plan) == tree
    plan.refresh_from_db()
    assert plan.title == tree.title


@pytest.mark.parametrize("size", [1, 30])
def test_a_tree_of_any_size_is_loaded_with_three_queries(db, django_assert_num_queries, size):
    plan = PlanFactory()
    save_tree(
        plan, PlanTree("JUDUL", [AreaNode("I", "AREA", rows=[RowNode() for _ in range(size)]) for _ in range(size)])
    )
    with django_assert_num_queries(3):
        assert len(list(load_tree(plan).rows())) == size * size


def test_a_tree_of_any_size_is_saved_with_few_queries(db, django_assert_max_num_queries):
    plan = PlanFactory()
    with django_assert_max_num_queries(12):
        save_tree(plan, PlanTree("JUDUL", [AreaNode("I", "AREA", rows=[RowNode() for _ in range(150)])] * 2))


def test_a_plan_with_areas_is_not_written_over(db):
    plan = PlanFactory()
    save_tree(plan, small_tree())
    with pytest.raises(NotEmpty):
        save_tree(plan, small_tree())
    assert plan.areas.count() == 2


def test_blank_texts_are_not_kept_as_entries(db):
    plan = PlanFactory()
    save_tree(plan, PlanTree("", [AreaNode("I", "AREA", rows=[RowNode(texts={"action": ""}, extra={"KET": ""})])]))
    row = next(load_tree(plan).rows())
    assert (row.texts, row.extra) == ({}, {})


def _preset(spec):
    columns = [
        {"field": c.field, "heading": c.heading, "width": c.width, "subheadings": c.subheadings} for c in spec.columns
    ]
    fields = {name: getattr(spec, name) for name in ("area_style", "number_row", "schedule", "numbers", "inline_label")}
    return LayoutFactory(slug=spec.name, columns=columns, **fields)


def test_a_layout_is_told_apart_by_what_prints_only(db):
    preset, office = _preset(GRID), SatkerFactory()
    alike = replace(GRID, tick="v", paper="A4", columns=[replace(column, width=1) for column in GRID.columns])
    assert layout_spec(preset).columns == GRID.columns
    assert save_layout(alike, office) == preset
    assert find_layout(replace(GRID, number_row="paren"), office) is None


def test_a_new_layout_belongs_to_the_office_and_remembers_the_nearest_preset(db):
    band, grid = _preset(BAND), _preset(GRID)
    office = SatkerFactory(short_name="KPU Kabupaten Uji")
    spec = replace(GRID, columns=[*GRID.columns[:-1], Column("note", "KETERANGAN")])
    layout = save_layout(spec, office, year=2026)
    assert (layout.satker, layout.base, layout.name) == (office, grid, "Tata letak KPU Kabupaten Uji 2026")
    assert [replace(column, width=0) for column in layout_spec(layout).columns] == [
        replace(column, width=0) for column in spec.columns
    ]
    assert round(sum(column.width for column in layout_spec(layout).columns), 1) == SHEET_WIDTH
    assert save_layout(replace(BAND, numbers="row"), office).base == band


def test_the_same_layout_is_stored_once_per_office(db):
    office, other = SatkerFactory(), SatkerFactory()
    first = save_layout(BAND, office, year=2026)
    assert save_layout(BAND, office, year=2027) == first
    assert save_layout(BAND, other, year=2026) != first
    second = save_layout(GRID, office, year=2026)
    assert second.slug != first.slug and second.name.endswith("(2)")
    assert Layout.objects.filter(satker=office).count() == 2
