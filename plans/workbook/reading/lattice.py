"""A Grid with fast look-up through merged cells."""

from functools import cached_property


class Lattice:
    """Texts of a Grid by place; merges are resolved once, so that look-up costs the same everywhere."""

    def __init__(self, grid):
        self.grid = grid
        self.rows = grid.rows
        self.height, self.width = len(grid.rows), grid.width

    @cached_property
    def _covers(self):
        covers = {}
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                if cell.row_span > 1 or cell.col_span > 1:
                    places = ((y, x) for y in range(r, r + cell.row_span) for x in range(c, c + cell.col_span))
                    covers.update(dict.fromkeys(places, (r, c)))
        return covers

    def origin(self, row, column):
        """(row, column) of the cell printed at this place."""
        return self._covers.get((row, column), (row, column))

    def cell(self, row, column):
        """The cell printed at this place, through spans."""
        r, c = self.origin(row, column)
        return self.rows[r][c]

    def own(self, row, column):
        """Text of the cell that begins at this very place, "" under a span."""
        return self.rows[row][column].text if self.origin(row, column) == (row, column) else ""

    def filled(self, row):
        """[(column, text)] of the non-blank cells that begin in this row."""
        return [(c, cell.text) for c, cell in enumerate(self.rows[row]) if cell.text and cell.kind != "covered"]

    def covered_from_above(self, row, column):
        """Whether this place lies under a cell that begins in a row above."""
        return self.origin(row, column)[0] < row
