"""Deadlines are rebuilt from the runs of time; what cannot be read is listed."""

from datetime import date

import pytest

from plans.models import ActionStep
from plans.plan import deadlines, store
from plans.tree import AreaNode, AspectNode, LayoutSpec, PlanTree, RowNode
from tests.factories import LayoutFactory, PlanFactory

pytestmark = pytest.mark.django_db


def plan_of(*rows, schedule="text"):
    """A plan with these rows under one aspect, deadlines built."""
    plan = PlanFactory(year=2026, layout=LayoutFactory(schedule=schedule))
    store.save_tree(
        plan, PlanTree("RENCANA", [AreaNode("I", "Area", aspects=[AspectNode("1", "Aspek", rows=list(rows))])])
    )
    deadlines.rebuild(plan)
    return plan


def due(plan):
    """{row key: ["MM-DD" or "YYYY-MM-DD" beyond the plan's year]} of the plan's deadlines."""
    days_by_key = {}
    for key, day in plan.deadlines.order_by("step__key", "due_on").values_list("step__key", "due_on"):
        days_by_key.setdefault(key, []).append(day.isoformat().removeprefix("2026-"))
    return days_by_key


def test_each_row_gets_the_due_dates_of_its_time():
    plan = plan_of(
        RowNode("a", {"time": "Januari s.d. Maret 2026"}),
        RowNode("b", {"time": "Per Semester"}),
        RowNode("c", {"time": "November s.d. Februari"}),
        RowNode("d", {"time": "sesuai kebutuhan"}),
        RowNode("e", {}),
    )
    assert due(plan) == {"a": ["03-31"], "b": ["06-30", "12-31"], "c": ["2027-02-28"]}


def test_only_the_first_row_of_a_run_of_time_carries_deadlines():
    plan = plan_of(RowNode("a", {"time": "Juni"}), RowNode("b", {}, continues={"time"}), RowNode("c", {"time": "Juli"}))
    assert due(plan) == {"a": ["06-30"], "c": ["07-31"]}


def test_a_range_is_due_each_month_when_the_rows_own_target_says_so():
    time = "Januari s.d. Maret 2026"
    plan = plan_of(
        RowNode("a", {"time": time, "target": "3 (tiga) Laporan"}),
        RowNode("b", {"time": time}, continues={"target"}),
        RowNode("c", {"time": time, "target": "4 (empat) Laporan"}),
    )
    assert due(plan) == {"a": ["01-31", "02-28", "03-31"], "b": ["03-31"], "c": ["03-31"]}


@pytest.mark.parametrize(("schedule", "days"), [("months", ["02-28", "04-30"]), ("quarters", ["06-30", "12-31"])])
def test_a_grid_is_due_at_each_tick(schedule, days):
    assert due(plan_of(RowNode("a", {}, ticks=[2, 4]), schedule=schedule)) == {"a": days}


def test_ticks_of_a_continuing_row_belong_to_the_run_above():
    plan = plan_of(RowNode("a", {}, ticks=[2]), RowNode("b", {}, ticks=[5], continues={"time"}), schedule="months")
    assert due(plan) == {"a": ["02-28"]}


def test_ticks_that_the_layout_does_not_print_do_not_count():
    assert due(plan_of(RowNode("a", {"time": "Mei"}, ticks=[2]))) == {"a": ["05-31"]}


def test_a_rebuild_changes_only_what_changed():
    plan = plan_of(RowNode("a", {"time": "Per Semester"}), RowNode("b", {"time": "Mei"}))
    before = dict(plan.deadlines.values_list("due_on", "pk"))
    ActionStep.objects.filter(key="a").update(time="Juni, Agustus")
    deadlines.rebuild(plan)
    after = dict(plan.deadlines.values_list("due_on", "pk"))
    unchanged = {day: before[day] for day in (date(2026, 5, 31), date(2026, 6, 30))}
    assert set(after) == {*unchanged, date(2026, 8, 31)}
    assert after.items() >= unchanged.items()


def test_a_rebuild_leaves_other_plans_alone():
    other = plan_of(RowNode("x", {"time": "Mei"}))
    plan = plan_of(RowNode("a", {"time": "Mei"}))
    ActionStep.objects.filter(key="a").update(time="")
    deadlines.rebuild(plan)
    assert (due(plan), due(other)) == ({}, {"x": ["05-31"]})


@pytest.mark.parametrize("rows", [1, 60])
def test_a_rebuild_takes_few_queries_whatever_the_size(rows, django_assert_max_num_queries):
    plan = plan_of(*[RowNode(f"r{n}", {"time": "Setiap Bulan"}) for n in range(rows)])
    ActionStep.objects.filter(area__plan=plan).update(time="Per Triwulan")
    plan.refresh_from_db()
    with django_assert_max_num_queries(6):
        deadlines.rebuild(plan)
    assert plan.deadlines.count() == rows * 4


def test_rows_whose_time_cannot_be_read_are_listed():
    rows = [
        RowNode("a", {"time": "akhir pekan"}),
        RowNode("b", {"time": "akhir pekan"}, continues={"time"}),
        RowNode("c", {"time": ""}),
        RowNode("d", {"time": "Mei"}),
    ]
    tree = PlanTree("", [AreaNode(rows=rows)])
    assert [row.key for row in deadlines.unread(tree, LayoutSpec(), 2026)] == ["a"]


def test_a_grid_with_words_only_is_listed_too():
    rows = [
        RowNode("a", tick_notes={9: "bila perlu"}),
        RowNode("b", ticks=[1], tick_notes={9: "bila perlu"}),
        RowNode("c"),
    ]
    tree = PlanTree("", [AreaNode(rows=rows)])
    assert [row.key for row in deadlines.unread(tree, LayoutSpec(schedule="months"), 2026)] == ["a"]
