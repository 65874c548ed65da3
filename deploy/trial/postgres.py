"""A private PostgreSQL server from Debian's package, in any folder, as an unprivileged user where this one is root."""

import os
import secrets
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from deploy.trial.parts import Part, run_as
from deploy.trial.ports import free_port

USER = DATABASE = "zi"
START_SECONDS = 120
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Settings for tests, whose data may be lost."""
HELD = "pre-existing shared memory block"
"""Last words of a server that finds processes of a killed one still ending."""


class Absent(Exception):
    """A program is not installed here; the message says which Debian package has it."""


def binaries():
    """Return the folder of the newest server of Debian's packages; raises Absent."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not folders:
        raise Absent("no PostgreSQL server under /usr/lib/postgresql (Debian package postgresql)")
    return max(folders, key=lambda path: float(path.parent.name))


def url(port, password):
    """Return the DATABASE_URL of the server on that port."""
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"


def part(folder, port, password, *, settings=()):
    """Return the server as a Part; make its cluster under the folder when it is missing."""
    programs = binaries()
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    if owner := run_as("postgres"):
        os.chown(data, *map(int, owner.split(":")))
    if not (data / "PG_VERSION").exists():
        _make_cluster(programs, folder, handle, password, owner)
    options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100", *settings)
    return Part(
        name="postgres",
        command=[programs / "postgres", "-D", _by_handle(handle), "-p", port, *[f"-c{option}" for option in options]],
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        log=folder / "log",
        cwd="/",
        ending=signal.SIGINT,  # fast: ends open connections
        orphaned=signal.SIGINT,
        patience=30,
        owner=owner,
        folders=(handle,),
    )


def _by_handle(handle):
    """Return the data folder by its open handle: the server's user need not have access to the folders above."""
    return f"/proc/self/fd/{handle}"


def _make_cluster(programs, folder, handle, password, owner):
    """Run initdb in the open folder; raise RuntimeError with its last words when it fails."""
    with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="zi-postgres-") as secret:  # noqa: S108 -- 0600
        secret.write(password)
        secret.flush()
        if owner:
            os.chown(secret.name, *map(int, owner.split(":")))
        options = ["--username", USER, "--pwfile", secret.name, "--auth", "scram-sha-256", "--encoding", "UTF8"]
        initdb = Part(
            name="initdb",
            command=[programs / "initdb", "-D", _by_handle(handle), "--locale", "C.UTF-8", "--no-sync", *options],
            env={"PATH": os.environ.get("PATH", "")},
            log=folder / "initdb.log",
            cwd="/",
            owner=owner,
            folders=(handle,),
        )
        initdb.start()
        if initdb.process.wait() != 0:
            raise RuntimeError(f"initdb failed:\n{initdb.last_words()}")


def wait(server, port, password):
    """Wait until the server answers and make the database if missing; raise RuntimeError when it does not start.

    One that gives way to processes of a killed server is started again until these have ended.
    """
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and (server.runs or HELD in server.last_words()):
        server.start()
        try:
            connection = psycopg2.connect(host="127.0.0.1", port=port, user=USER, password=password, dbname="postgres")
        except psycopg2.OperationalError:
            time.sleep(0.05)
            continue
        try:
            connection.autocommit = True
            _make_database(connection.cursor())
        finally:
            connection.close()
        return
    raise RuntimeError(f"PostgreSQL did not start:\n{server.last_words()}")


def _make_database(cursor):
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE DATABASE {DATABASE}")


@contextmanager
def server():
    """Run a fresh server for tests and yield its DATABASE_URL; stop it and remove its folder at the end."""
    password, port = secrets.token_hex(16), free_port()
    with tempfile.TemporaryDirectory(prefix="zi-postgres-") as name:
        running_server = part(Path(name), port, password, settings=QUICK)
        running_server.start()
        try:
            wait(running_server, port, password)
            yield url(port, password)
        finally:
            running_server.stop()
            for handle in running_server.folders:
                os.close(handle)
