"""kill -9 of programs that write, and of PostgreSQL itself: the database is whole and nothing is half done."""

import secrets
import time

import pytest

from deploy.trial import postgres
from deploy.trial.ports import free_port
from tests.portals import SERVER, create_database, portal

LOOK = """
from tests.zi_portal.backup.writing import broken
from django.db import connection
found = broken()
if connection.vendor == "sqlite":
    found += [row[0] for row in connection.cursor().execute("PRAGMA integrity_check") if row[0] != "ok"]
from plans.models import DecreeTransition
print(found, DecreeTransition.objects.count())
"""


def write_until(own_portal, count, crash):
    """So many programs write to the portal until crash() is called; then they are killed too."""
    quiet = {"stdout": -1, "stderr": -3}
    processes = [
        own_portal.start("-m", "tests.zi_portal.backup.writing", "write", str(number), **quiet)
        for number in range(count)
    ]
    try:
        for process in processes * 2:
            assert process.stdout.readline() == b"writes\n"
        time.sleep(0.3)
        crash()
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def look(own_portal):
    """(what is broken, transitions of decrees so far)."""
    broken, _, count = own_portal.run("-c", LOOK).strip().rpartition(" ")
    return broken, int(count)


@pytest.mark.case("G5")
def test_killed_writers_leave_nothing_half_done(tmp_path):
    with portal(tmp_path) as own_portal:
        create_database(own_portal)
        own_portal.run("-m", "tests.zi_portal.backup.writing", "fill", 1, 1)
        counts = [look(own_portal)[1]]
        for _ in range(2):
            write_until(own_portal, 2, lambda: None)
            broken, count = look(own_portal)
            assert broken == "[]"
            counts.append(count)
    assert counts == sorted(set(counts)), "they wrote each time"


@pytest.mark.database
@pytest.mark.case("G5")
@pytest.mark.skipif(not SERVER, reason="PostgreSQL is killed in the round on PostgreSQL")
def test_a_killed_postgresql_comes_back_with_nothing_half_done(tmp_path):
    password, port = secrets.token_hex(16), free_port()
    server = postgres.part(tmp_path / "server", port, password)
    try:
        begin(server, port, password)
        with portal(tmp_path / "portal", postgres.url(port, password)) as own_portal:
            create_database(own_portal)
            own_portal.run("-m", "tests.zi_portal.backup.writing", "fill", 1, 1)
            write_until(own_portal, 2, server.kill)
            begin(server, port, password)
            broken, count = look(own_portal)
    finally:
        server.stop()
    assert broken == "[]" and count > 8


def begin(server, port, password):
    """Start the server; after a kill its former children may hold the memory for a moment more."""
    for _ in range(20):
        server.start()
        try:
            postgres.wait(server, port, password)
            return
        except RuntimeError:
            time.sleep(0.5)
    raise AssertionError(server.last_words())
