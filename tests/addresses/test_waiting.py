"""No page prints or opens a file while somebody waits: what is laid out or parsed is a job's work."""

import ast
from unittest import mock

import pytest

from tests.addresses.access_world import URLS
from tests.addresses.test_access import MATRIX
from zi_portal import BASE_DIR
from zi_portal.lib.sandbox import confined

APPS = "evidence", "plans", "teams", "zi_portal"
HEAVY = {
    "call": "confined",
    "render_pdf": "",
    "to_pdf": "office",
    "decree_pages": "pdf",
    "read": "workbooks",
    "ask": "workbooks",
    "readings": "confined_reading",
}
"""Functions that start or wait for a confined child, with the module by whose name they are called."""
KNOWN = {
    # where they are called → who waits
    "evidence/uploads/examining.py": "a job",
    "evidence/packages/rekap_files.py": "a job: pdf() and pdfs() are called by packing.py alone",
    "evidence/files/previewing.py": "a job",
    "evidence/uploads/unpacking.py": "a job",
    "plans/decree/documents.py": "a job, and a command",
    "plans/workbook/importing.py": "a job; a page that reads a workbook again waits no longer than its limits",
    "plans/workbook/confined_reading.py": "as importing.py",
    "plans/decree/pdf.py": "a job, and a command",
    "plans/layouts/previewing.py": "a page: the first area of one plan, no longer than its limits",
    "plans/views/comparing/pages.py": "a page: a comparison of at most 600 lines",
    "teams/offices/emblem.py": "a page: 1 MB, no longer than its limits",
    "zi_portal/lib/grid/workbooks.py": "as importing.py",
    "zi_portal/lib/pdf.py": "as its callers",
}


def heavy(path):
    """Whether a module calls one of HEAVY."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [(getattr(call.value, "id", "?"), call.attr) for call in calls if isinstance(call, ast.Attribute)]
    named += [("", call.id) for call in calls if isinstance(call, ast.Name)]
    return any(HEAVY.get(function) == module for module, function in named)


def test_what_prints_or_opens_files_is_known_with_who_waits_for_it():
    modules = [path for app in APPS for path in (BASE_DIR / app).rglob("*.py")]
    assert sorted(str(path.relative_to(BASE_DIR)) for path in modules if heavy(path)) == sorted(KNOWN)


PRINTED = {"plans:compare-pdf"}
"""Addresses that print on purpose, behind a link that says so."""
PAGES = [case for case in URLS if (case, "GET") in MATRIX and case not in PRINTED]


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["sari", "nadia"])
def test_no_page_that_is_looked_at_starts_a_confined_child(stage, person):
    with mock.patch.object(confined, "call", side_effect=AssertionError("a page prints")) as call:
        for case in PAGES:
            stage.visit(person, case)
    assert call.call_count == 0
