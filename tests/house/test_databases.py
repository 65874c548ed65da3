"""What can differ by database is shown on both: `make test` repeats on PostgreSQL the tests that are marked so.

@pytest.mark.database(*modules) names the modules whose SQL the test, or its whole module, runs. `make test-long`
repeats all others on PostgreSQL too.
"""

import ast
import re
from functools import cache

import pytest

from tests.house.test_architecture import python_files, source

DIFFERS = re.compile(
    r"select_for_update|RawSQL|\.cursor\(|\.vendor|IntegrityError|ignore_conflicts|update_conflicts|UniqueConstraint|"
    r"CheckConstraint|ExclusionConstraint|SearchVector|KeyTransform|KT\(|\.raw\(|advisory|__has_key|__contains="
)
"""Raw SQL, locks, constraints, search, JSON queries and branches by vendor."""


def test_modules_whose_sql_can_differ_are_recognised():
    assert DIFFERS.search("rows.select_for_update(of=('self',))") and not DIFFERS.search("rows.filter(name='x')")


def named_by_marks(tree):
    """Names of modules in the database(…) marks of a test module."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marks = [call for call in calls if ast.unparse(call.func) == "pytest.mark.database"]
    return {argument.value for call in marks for argument in call.args if isinstance(argument, ast.Constant)}


@cache
def shown():
    trees = [ast.parse(source(path)) for path in python_files() if path.parts[0] == "tests"]
    return set().union(*map(named_by_marks, trees))


def module_name(path):
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@cache
def differing():
    product = [path for path in python_files(tests=False) if path.parts[0] != "deploy"]
    return {module_name(path) for path in product if DIFFERS.search(source(path))}


def test_each_module_whose_sql_can_differ_is_shown_on_postgresql():
    assert sorted(differing() - shown()) == []


def test_each_mark_names_a_module_that_is_there():
    assert sorted(shown() - {module_name(path) for path in python_files(tests=False)}) == []


@pytest.mark.parametrize(
    "code", ["pytest.mark.database('a.b')", "[pytest.mark.django_db, pytest.mark.database('a.b')]"]
)
def test_a_mark_on_a_test_or_a_module_is_read(code):
    assert named_by_marks(ast.parse(code)) == {"a.b"}
