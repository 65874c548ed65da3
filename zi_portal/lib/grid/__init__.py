"""Grid: a table of cells with spans, the only model that readers and writers of files know."""

from zi_portal.lib.grid.model import Cell, Grid

__all__ = ["Cell", "Grid"]
