"""A Grid with fast look-up in merged cells."""

from functools import cached_property


class Lattice:
    """Texts of a Grid by row and column; merges are resolved once, so that each look-up takes constant time."""

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
        """Return (row, column) where the cell printed at this place begins."""
        return self._covers.get((row, column), (row, column))

    def cell(self, row, column):
        """Return the cell printed at this place, which may begin elsewhere."""
        r, c = self.origin(row, column)
        return self.rows[r][c]

    def own(self, row, column):
        """Return the text of the cell that begins at this place, "" inside a merged cell."""
        return self.rows[row][column].text if self.origin(row, column) == (row, column) else ""

    def filled(self, row):
        """Return [(column, text)] of the non-blank cells that begin in this row."""
        return [(c, cell.text) for c, cell in enumerate(self.rows[row]) if cell.text and cell.kind != "covered"]

    def covered_from_above(self, row, column):
        """Return whether this place belongs to a cell that begins in a row above."""
        return self.origin(row, column)[0] < row
