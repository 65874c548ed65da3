"""The table of reliability cases: complete, known, and as the marks say."""

import re

from tests.house import cases


def test_every_case_of_background_work_and_database_has_a_test():
    assert set(cases.REQUIRED) - set(cases.shown()) == set()


def test_no_mark_names_a_case_that_nobody_knows():
    assert sorted(set(cases.shown()) - set(cases.TITLES)) == []


def test_the_table_is_as_the_marks_say():
    message = "docs/reliability.md is stale: python -m tests.house.cases writes it"
    assert cases.TABLE.read_text(encoding="utf8") == cases.text(cases.shown()), message


def test_marks_on_modules_functions_and_lists_are_found():
    by_case = cases.shown()
    assert "chaos/test_embedded.py::test_the_same_a_hundred_times" in by_case["F3"]
    assert all(re.fullmatch(r"[\w/]+\.py::test_\w+", test) for tests in by_case.values() for test in tests)
