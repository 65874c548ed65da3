"""Grid ⇄ compact JSON, to pass what a reader in another process has read."""

from dataclasses import astuple

from zi_portal.lib.grid.model import COVERED, Cell, Grid

EMPTY = Cell()


def pack(grid):
    """Return the grid as a dict for JSON.

    A plain cell is its text, a covered one 0, a plain cell with a fill [text, fill], any other a list of its fields.
    """
    return {
        "rows": [[_packed(cell) for cell in row] for row in grid.rows],
        "head": grid.head,
        "widths": grid.widths,
        "keys": grid.keys,
        "name": grid.name,
        "first_row": grid.first_row,
        "hidden": sorted(grid.hidden),
    }


def unpack(data):
    """Return the Grid of a dict made by pack()."""
    rows = [[_unpacked(cell) for cell in row] for row in data["rows"]]
    return Grid(**data | {"rows": rows, "hidden": frozenset(data["hidden"])})


def _packed(cell):
    if cell == COVERED:
        return 0
    if cell != Cell(cell.text, fill=cell.fill):
        return astuple(cell)
    return [cell.text, cell.fill] if cell.fill else cell.text


def _unpacked(cell):
    if cell == "":
        return EMPTY
    if cell == 0:
        return COVERED
    if isinstance(cell, str):
        return Cell(cell)
    return Cell(cell[0], fill=cell[1]) if len(cell) == 2 else Cell(*cell)
