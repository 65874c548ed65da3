"""One place up or down, for whatever people put in order."""

from types import SimpleNamespace

import pytest

from zi_portal.lib.order import DOWN, STEPS, UP, moved, numbered


@pytest.mark.parametrize(
    ("row", "direction", "order"),
    [
        ("b", UP, "bac"),
        ("b", DOWN, "acb"),
        ("b", "up", "bac"),
        ("b", "down", "acb"),
        ("a", UP, None),
        ("c", DOWN, None),
    ],
)
def test_a_row_moves_by_one_place_and_not_beyond_the_edge(row, direction, order):
    rows = moved("abc", row, STEPS[direction])
    assert rows == (order and list(order))


def test_positions_are_counted_from_one():
    rows = [SimpleNamespace(position=7), SimpleNamespace(position=7)]
    assert [row.position for row in numbered(rows)] == [1, 2] and numbered([]) == []
