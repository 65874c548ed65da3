"""Rows in an order that people change: one place up or down, positions counted from 1."""

UP, DOWN = "naik", "turun"
STEPS = {UP: -1, DOWN: 1, "up": -1, "down": 1}
"""What the buttons send, with the step that it means."""


def moved(rows, row, step):
    """Return the rows with one of them a step up (-1) or down (+1); None at the edge of the list."""
    rows = list(rows)
    place = rows.index(row)
    target = place + step
    if not 0 <= target < len(rows):
        return None
    rows[place], rows[target] = rows[target], rows[place]
    return rows


def numbered(rows):
    """Give the rows their positions 1, 2, … in this order and return them; nothing is saved."""
    for position, row in enumerate(rows, 1):
        row.position = position
    return rows
