"""A PostgreSQL of our own from Debian's package, as an unprivileged user where we are root, in any folder."""

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
"""For tests whose data nobody wants back."""


class Absent(Exception):
    """A program is not installed here; the message says which Debian package has it."""


def binaries():
    """Folder of the newest server of Debian's packages; raises Absent."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not found:
        raise Absent("no PostgreSQL server under /usr/lib/postgresql (Debian package postgresql)")
    return max(found, key=lambda path: float(path.parent.name))


def url(port, password):
    """DATABASE_URL of the server on that port."""
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"


def part(folder, port, password, *, settings=()):
    """The server as a Part; its cluster under the folder is made when missing."""
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
        command=[programs / "postgres", "-D", _place(handle), "-p", port, *[f"-c{item}" for item in options]],
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        log=folder / "log",
        cwd="/",
        ending=signal.SIGINT,  # fast: ends what is open
        orphaned=signal.SIGINT,
        patience=30,
        owner=owner,
        folders=(handle,),
    )


def _place(handle):
    """The data folder by our open handle: its user need not be allowed into the folders above (/root, a test's)."""
    return f"/proc/self/fd/{handle}"


def _make_cluster(programs, folder, handle, password, owner):
    """initdb into the open folder; RuntimeError with its words when it fails."""
    with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="zi-postgres-") as secret:  # noqa: S108 -- 0600
        secret.write(password)
        secret.flush()
        if owner:
            os.chown(secret.name, *map(int, owner.split(":")))
        options = ["--username", USER, "--pwfile", secret.name, "--auth", "scram-sha-256", "--encoding", "UTF8"]
        making = Part(
            name="initdb",
            command=[programs / "initdb", "-D", _place(handle), "--locale", "C.UTF-8", "--no-sync", *options],
            env={"PATH": os.environ.get("PATH", "")},
            log=folder / "initdb.log",
            cwd="/",
            owner=owner,
            folders=(handle,),
        )
        making.start()
        if making.process.wait() != 0:
            raise RuntimeError(f"initdb failed:\n{making.last_words()}")


def wait(server, port, password):
    """Until the server answers, then make the database where it is missing; RuntimeError when it does not start."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.runs:
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
    """Run a fresh server for tests; yields its DATABASE_URL, stops it and removes its folder at the end."""
    password, port = secrets.token_hex(16), free_port()
    with tempfile.TemporaryDirectory(prefix="zi-postgres-") as name:
        running = part(Path(name), port, password, settings=QUICK)
        running.start()
        try:
            wait(running, port, password)
            yield url(port, password)
        finally:
            running.stop()
            for handle in running.folders:
                os.close(handle)
