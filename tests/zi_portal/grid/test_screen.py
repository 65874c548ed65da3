"""Cells of a table on a page."""

import pytest

from zi_portal.lib.grid.model import Cell
from zi_portal.lib.grid.screen import cell_html


def test_a_cell_reads_as_it_is_printed():
    assert cell_html(Cell("Rapat *rutin*")) == "<td>Rapat <em>rutin</em></td>"


@pytest.mark.case("E14")
def test_a_cell_cannot_hold_html():
    assert cell_html(Cell("<b>2 * 3 * 4</b>")) == "<td>&lt;b&gt;2 * 3 * 4&lt;/b&gt;</td>"
