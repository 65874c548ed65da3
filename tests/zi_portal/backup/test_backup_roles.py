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
    with portal(tmp_path_factory.mktemp("milik")) as own_portal:
        parts = urlsplit(own_portal.url)
        with asking(SERVER) as cursor:
            cursor.execute(f"CREATE DATABASE {parts.path[1:]} OWNER {role} ENCODING UTF8 TEMPLATE template0")
        place = f"{role}:{role}@{parts.hostname}:{parts.port}"
        own_portal.env["DATABASE_URL"] = urlunsplit(parts._replace(netloc=place))
        own_portal.run("-m", "tests.zi_portal.backup.writing", "fill", 1, 1)
        own_portal.manage("backup", own_portal.folder / "cadangan")
        yield own_portal, next((own_portal.folder / "cadangan").iterdir())


@pytest.mark.case("G8")
def test_without_the_right_to_make_a_database_the_restore_says_which_right_it_needs(owned):
    own_portal, path = owned
    assert "CREATEDB" in own_portal.manage("restore", path, code=REASONS["rights"][0])


@pytest.mark.case("G7")
def test_with_it_the_restore_needs_no_superuser_and_the_portal_goes_on(owned, role):
    own_portal, path = owned
    with asking(SERVER) as cursor:
        cursor.execute(f"ALTER ROLE {role} CREATEDB")
    output = own_portal.manage("restore", path)
    assert "Jejak audit utuh" in output and "_sebelum_" in output
    own_portal.manage("migrate", "--check")
    own_portal.manage("backup", own_portal.folder / "lagi")
