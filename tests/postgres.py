"""A PostgreSQL of the tests' own, in a temporary folder on a free port: as context manager, or around a command.

python -m tests.postgres -- COMMAND … runs COMMAND with DATABASE_URL set to it and ends with its exit code.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2

USER = DATABASE = "zi"
START_SECONDS = 60
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


class Absent(Exception):
    """No PostgreSQL server is installed here; the message says what to install."""


def binaries():
    """Folder of the newest server of Debian's packages; raises Absent."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not found:
        raise Absent("no PostgreSQL server under /usr/lib/postgresql (Debian package postgresql)")
    return max(found, key=lambda path: float(path.parent.name))


@contextmanager
def server():
    """Run a fresh server; yields its DATABASE_URL, stops it and removes its folder at the end."""
    programs = binaries()
    password = secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="zi-postgres-"))
    try:
        data = _cluster(programs, folder, password)
        port = _free_port()
        settings = [f"-c{item}" for item in ("listen_addresses=127.0.0.1", "unix_socket_directories=", *QUICK)]
        command = [programs / "postgres", "-D", data, "-p", str(port), *settings]
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **_owner())
        try:
            _wait(process, port, password, folder / "log")
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner():
    """Popen's options for who runs the server: initdb refuses root, so root becomes Debian's user postgres."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def _cluster(programs, folder, password):
    """A new cluster below the folder; path of its data."""
    data, secret = folder / "data", folder / "password"
    secret.write_text(password, encoding="ascii")
    if owner := _owner():
        os.chown(folder, owner["user"], owner["group"])
        os.chown(secret, owner["user"], owner["group"])
    options = ["--username", USER, "--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync"]
    command = [programs / "initdb", "-D", data, "--locale", "C.UTF-8", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **_owner())
    return data


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process, port, password, log):
    """Until the server answers, then make the database; RuntimeError with its log when it does not."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            connection = psycopg2.connect(host="127.0.0.1", port=port, user=USER, password=password, dbname="postgres")
        except psycopg2.OperationalError:
            time.sleep(0.1)
            continue
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {DATABASE}")
        connection.close()
        return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def _stop(process):
    """Fast shutdown of the very process that was started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def main(arguments):
    """Run the command around which the server lives; its exit code, 3 where no server is installed."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.exit("usage: python -m tests.postgres -- COMMAND …")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    try:
        with server() as url:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})
    except Absent as error:
        print(f"tests.postgres: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
