"""The move from SQLite to PostgreSQL: one command, equal counts and hashes, refused where it could do harm."""

import subprocess

import pytest

from tests.portals import SERVER, create_database, portal
from tests.zi_portal.backup.backed_up import filled_portal
from zi_portal.backup.refusals import REASONS

pytestmark = [
    pytest.mark.skipif(not SERVER, reason="the move to PostgreSQL is tested in the round on PostgreSQL"),
    pytest.mark.database("zi_portal.backup.moving"),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A portal on SQLite with people, decrees, files and an audit log."""
    with filled_portal(tmp_path_factory.mktemp("lama"), server="") as (filled, _):
        yield filled


@pytest.fixture
def target(source):
    """The same folder and key with an empty, migrated PostgreSQL."""
    with portal(source.folder) as empty:
        create_database(empty)
        empty.manage("migrate", "-v0")
        yield empty


@pytest.fixture(scope="module")
def moved(source):
    """(The portal on PostgreSQL to which everything was moved, what the command said)."""
    with portal(source.folder) as empty:
        create_database(empty)
        empty.manage("migrate", "-v0")
        yield empty, empty.manage("copy_database", "--from", source.url)


def dump(own_portal):
    """Hash of everything that the portal's database holds."""
    code = "import django; django.setup(); from zi_portal.backup import rows; print(rows.tallies('default'))"
    return own_portal.run("-c", code)


@pytest.mark.case("G11")
def test_everything_moves_with_equal_counts_and_hashes(source, moved):
    target, output = moved
    assert "audit.auditevent" in output and "Jejak audit utuh: 8 kejadian." in output
    assert dump(target) == dump(source)


@pytest.mark.case("G11")
def test_the_moved_portal_can_be_written_to(moved):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writer = moved[0].start("-m", "tests.zi_portal.backup.writing", "write", "0", **pipes)
    rounds = [writer.stdout.readline() for _ in range(3)]
    writer.kill()
    assert rounds == ["writes\n"] * 3, writer.communicate()[1]
    writer.communicate()


@pytest.mark.case("G11")
def test_a_portal_in_use_is_never_filled(source, moved):
    target, _ = moved
    before = dump(target)
    output = target.manage("copy_database", "--from", source.url, code=REASONS["occupied"][0])
    assert "sudah berisi 1 " in output and dump(target) == before


@pytest.mark.long
@pytest.mark.case("G11")
def test_the_wrong_key_another_schema_and_a_missing_source_are_refused(source, target):
    before = dump(target)
    target.env["SECRET_KEY"] = "kunci-lain-" + "l" * 50
    assert "SECRET_KEY" in target.manage("copy_database", "--from", source.url, code=REASONS["audit"][0])
    target.manage("copy_database", "--from", "sqlite:////tiada", code=REASONS["missing"][0])
    assert dump(target) == before
    target.manage("migrate", "jobs", "0002", "-v0")
    target.manage("copy_database", "--from", source.url, code=REASONS["unmigrated"][0])
