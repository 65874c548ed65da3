"""Every migration can be taken back and applied again over a database that is in use (on both databases)."""

import json

import pytest

from tests.portals import create_database, portal

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What tests/databases/migrating.py saw."""
    with portal(tmp_path_factory.mktemp("migrasi")) as own_portal:
        create_database(own_portal)
        return json.loads(own_portal.run("-m", "tests.databases.migrating").splitlines()[-1])


@pytest.mark.case("G1")
def test_back_to_the_first_migrations_and_there_again_keeps_tables_and_rows(report):
    assert report["rows"] == [] and report["tables"] == []
    assert report["kept"]["plans.decree"] == 4 and report["kept"]["audit.auditevent"] == 8


@pytest.mark.case("G1")
def test_back_to_nothing_leaves_nothing_and_there_again_makes_all_anew(report):
    assert report["left"] == [] and report["anew"] == []
