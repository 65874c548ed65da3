"""Fixtures of the tests of workbooks."""

import pytest

from plans.workbook.reading import read_sheet
from tests.workbooks import as_bytes
from zi_portal.lib.grid.xlsx_reader import read_workbook


@pytest.fixture
def read(tmp_path):
    """read(rows, …) → SheetReading of a workbook with these rows."""

    def reader(rows, *, mapping=None, year=2026, **how):
        path = tmp_path / "tabel.xlsx"
        path.write_bytes(as_bytes(rows, **how))
        return read_sheet(read_workbook(path)[0], year=year, mapping=mapping)

    return reader
