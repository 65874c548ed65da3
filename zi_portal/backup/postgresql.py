"""PostgreSQL: a dump of one exported snapshot, a new database beside the old one, and the switch between the two."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, ProgrammingError, connections, transaction

from zi_portal.backup import rows
from zi_portal.backup.aliases import alias
from zi_portal.backup.files import facts
from zi_portal.backup.refusals import BackupRefused

DUMP = "database.dump"
MAINTENANCE = "postgres"
COUNTS = 10
"""Times that connections are counted, a tenth of a second apart: one that was just closed still shows."""

PARAMETERS = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


def program(name):
    """Return the path of a client program: the newest of Debian's, else the one on PATH; BackupRefused without one."""
    paths = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    path = str(paths[-1]) if paths else shutil.which(name)
    if path is None:
        raise BackupRefused("tool", name)
    return path


def run(name, *arguments, settings):
    """Run a client program against the database of these settings; the password is in no argument."""
    environment = {variable: str(settings[key]) for key, variable in PARAMETERS.items() if settings.get(key)}
    subprocess.run(  # noqa: S603 -- a program of PostgreSQL with arguments of ours
        [program(name), *arguments], env=os.environ | environment, capture_output=True, text=True, check=True
    )


@contextmanager
def snapshot(using, folder):
    """Yield (alias that sees the rows of one moment, function that dumps them into the folder and returns facts)."""
    settings = connections.databases[using]
    path = Path(folder) / DUMP
    with alias(dict(settings)) as frozen, transaction.atomic(using=frozen):
        with connections[frozen].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            exported = cursor.fetchone()[0]
        empty = [f"--exclude-table-data={model._meta.db_table}" for model in rows.left_out(rows.models_of(frozen))]
        options = ["-Fc", "--no-owner", "--no-privileges", f"--snapshot={exported}", f"--file={path}", *empty]

        def dump():
            run("pg_dump", *options, settings=settings)
            return {"name": DUMP} | facts(path)

        yield frozen, dump


def check(path):
    """Raise BackupRefused when pg_restore cannot read the dump's table of contents."""
    try:
        run("pg_restore", "--list", str(path), settings={})
    except subprocess.CalledProcessError as error:
        raise BackupRefused("damaged", path.name) from error


@contextmanager
def _maintenance(settings):
    """Yield a cursor on the server's own database, outside of any transaction."""
    with alias(settings | {"NAME": MAINTENANCE}) as name, connections[name].cursor() as cursor:
        yield cursor


def busy(using):
    """Return what still uses the database, "" when nobody does or there is none yet."""
    settings = connections.databases[using]
    connections[using].close()
    with _maintenance(settings) as cursor:
        for _ in range(COUNTS):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
                [settings["NAME"]],
            )
            if not (count := cursor.fetchone()[0]):
                return ""
            time.sleep(0.1)
    return f"{count} sambungan ke basis data {settings['NAME']}"


class NewDatabase:
    """The database that a restore fills, on the same server as the live one."""

    def __init__(self, using, stamp):
        self.settings = connections.databases[using]
        self.using = using
        self.live = self.settings["NAME"]
        self.new, self.old = (f"{self.live[:30]}_{word}_{stamp}" for word in ("pulih", "sebelum"))  # 63 letters fit

    def fill(self, dump):
        """Create the database with the collation of the live one and restore the dump in one transaction."""
        try:
            with _maintenance(self.settings) as cursor:
                cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = %s", [self.live])
                locales = cursor.fetchone()
                locale = " LC_COLLATE %s LC_CTYPE %s" if locales else ""
                text = f"CREATE DATABASE {_quoted(self.new)} TEMPLATE template0 ENCODING 'UTF8'{locale}"
                cursor.execute(text, locales or None)
        except ProgrammingError as error:
            raise BackupRefused("rights", str(error).strip().splitlines()[0] + ".") from error
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={self.new}"]
        run("pg_restore", *options, str(dump), settings=self.entry())

    def entry(self):
        """Return Django's settings of it."""
        return self.settings | {"NAME": self.new}

    def switch(self, *, force):
        """Rename both in one transaction; return the old one's new name, "" without one. force: end its connections."""
        connections[self.using].close()
        try:
            with _maintenance(self.settings) as cursor:
                cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [self.live])
                present = bool(cursor.fetchone()[0])
                if force:
                    _end_connections(cursor, self.live)
                cursor.execute("BEGIN")
                if present:
                    cursor.execute(f"ALTER DATABASE {_quoted(self.live)} RENAME TO {_quoted(self.old)}")
                cursor.execute(f"ALTER DATABASE {_quoted(self.new)} RENAME TO {_quoted(self.live)}")
                cursor.execute("COMMIT")
        except (OperationalError, ProgrammingError) as error:
            raise BackupRefused("not_switched", str(error).strip().splitlines()[0] + ".") from error
        return self.old if present else ""

    def discard(self):
        """Drop the database that fill() created."""
        with _maintenance(self.settings) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(self.new)}")


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _end_connections(cursor, name):
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [name]
    )
