"""Workbooks that were read wrongly: each is read right now, and stands in the table of docs/reading-cases.md."""

import pytest

from tests.acceptance import case_table, cases


@pytest.mark.parametrize("name", cases.names() or [""])
def test_the_workbook_is_read_right(name):
    if not name:
        pytest.skip("../shared/cases/workbooks is absent: the workbooks that were read wrongly are left out")
    assert cases.Case.of(name).differences() == []


def test_the_table_names_every_case():
    if not cases.names():
        pytest.skip("../shared/cases/workbooks is absent: the table cannot be compared")
    text = case_table.TABLE.read_text(encoding="utf8")
    assert [name for name in cases.names() if f"| {name.split('_')[0]} |" not in text] == []
