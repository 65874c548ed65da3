"""Every migration can be taken back and applied again over a database that is in use (on both databases)."""

import json

import pytest

from tests.portals import create_database, portal

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What tests/databases/migrating.py saw."""
    with portal(tmp_path_factory.mktemp("migrasi")) as made:
        create_database(made)
        return json.loads(made.run("-m", "tests.databases.migrating").splitlines()[-1])


@pytest.mark.case("G1")
def test_back_to_the_first_migrations_and_there_again_keeps_tables_and_rows(found):
    assert found["rows"] == [] and found["tables"] == []
    assert found["kept"]["plans.decree"] == 4 and found["kept"]["audit.auditevent"] == 8


@pytest.mark.case("G1")
def test_back_to_nothing_leaves_nothing_and_there_again_makes_all_anew(found):
    assert found["left"] == [] and found["anew"] == []
