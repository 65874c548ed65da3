"""Restore on PostgreSQL with the rights of an installed portal: its role owns the database and is no superuser."""

import secrets
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.portals import SERVER, asking, portal
from zi_portal.backup.refusals import REASONS

pytestmark = [
    pytest.mark.skipif(not SERVER, reason="roles are those of PostgreSQL"),
    pytest.mark.database("zi_portal.backup.restore", "zi_portal.backup.postgresql"),
]


@pytest.fixture(scope="module")
def role():
    """Name, which is its password too, of a role as docs/operations.md makes it."""
    name = f"peran_{secrets.token_hex(6)}"
    with asking(SERVER) as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    yield name
    with asking(SERVER) as cursor:
        cursor.execute(f"DROP ROLE {name}")


@pytest.fixture(scope="module")
def owned(role, tmp_path_factory):
    """(Portal whose database belongs to the role, path of a backup of it)."""
    with portal(tmp_path_factory.mktemp("milik")) as made:
        parts = urlsplit(made.url)
        with asking(SERVER) as cursor:
            cursor.execute(f"CREATE DATABASE {parts.path[1:]} OWNER {role} ENCODING UTF8 TEMPLATE template0")
        place = f"{role}:{role}@{parts.hostname}:{parts.port}"
        made.env["DATABASE_URL"] = urlunsplit(parts._replace(netloc=place))
        made.run("-m", "tests.zi_portal.backup.writing", "fill", 1, 1)
        made.manage("backup", made.folder / "cadangan")
        yield made, next((made.folder / "cadangan").iterdir())


@pytest.mark.case("G8")
def test_without_the_right_to_make_a_database_the_restore_says_which_right_it_needs(owned):
    made, path = owned
    assert "CREATEDB" in made.manage("restore", path, code=REASONS["rights"][0])


@pytest.mark.case("G7")
def test_with_it_the_restore_needs_no_superuser_and_the_portal_goes_on(owned, role):
    made, path = owned
    with asking(SERVER) as cursor:
        cursor.execute(f"ALTER ROLE {role} CREATEDB")
    said = made.manage("restore", path)
    assert "Jejak audit utuh" in said and "_sebelum_" in said
    made.manage("migrate", "--check")
    made.manage("backup", made.folder / "lagi")
