"""SQLite: a snapshot by VACUUM INTO, a new database file beside the old one, and the switch between the two."""

import os
import shutil
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from zi_portal import env
from zi_portal.backup import rows
from zi_portal.backup.aliases import alias
from zi_portal.backup.files import facts
from zi_portal.backup.refusals import BackupRefused

DUMP = "database.sqlite3"
SIDE_FILES = ("-wal", "-shm", "-journal")
TIMEOUT = 5
"""Seconds that SQLite waits for a lock."""


def entry(path):
    """Return Django's settings of a database file that nobody else uses: no WAL file beside it."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {"timeout": TIMEOUT}}


@contextmanager
def snapshot(using, folder):
    """Yield (alias that sees the rows of one moment, function that completes the dump and returns its facts)."""
    path = Path(folder) / DUMP
    with connections[using].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with alias(entry(path)) as frozen:

        def dump():
            with connections[frozen].cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")
                for model in rows.left_out(rows.models_of(frozen)):
                    cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608 -- name of a table of ours
                _check_integrity(cursor, DUMP)
            return {"name": DUMP} | facts(path)

        yield frozen, dump


def _check_integrity(cursor, name):
    """Raise BackupRefused unless the pages and the references of the database are in order."""
    cursor.execute("PRAGMA integrity_check")
    if cursor.fetchall() != [("ok",)] or cursor.execute("PRAGMA foreign_key_check").fetchall():
        raise BackupRefused("damaged", name)


def check(path):
    """Raise BackupRefused when the dump is not an intact database; it is opened read-only."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            _check_integrity(connection.cursor(), path.name)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise BackupRefused("damaged", path.name) from error


def busy(using):
    """Return what still uses the database, "" when nobody does."""
    path = Path(connections.databases[using]["NAME"])
    connections[using].close()
    if not path.exists():
        return ""
    connection = sqlite3.connect(path, timeout=0)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.rollback()
    except sqlite3.OperationalError:
        return f"{path.name} sedang dibuka proses lain"
    finally:
        connection.close()
    return ""


class NewDatabase:
    """The database file that a restore fills, next to the live one."""

    def __init__(self, using, stamp):
        self.live = Path(connections.databases[using]["NAME"]).resolve()
        self.new = self.live.with_name(f"{self.live.stem}.pulih-{stamp}{self.live.suffix}")
        self.old = self.live.with_name(f"{self.live.stem}.sebelum-{stamp}{self.live.suffix}")
        self.using = using

    def fill(self, dump):
        """Copy the dump, with the permissions of the live file."""
        self.live.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dump, self.new)
        self.new.chmod(self.live.stat().st_mode & 0o777 if self.live.exists() else 0o600)

    def entry(self):
        """Return Django's settings of it."""
        return entry(self.new)

    def switch(self, *, force):
        """Give the new file the live one's name; return the path at which the old one stays, "" without one.

        A file that another process holds open is never replaced, not even by force.
        """
        connections[self.using].close()
        _sync(self.new)
        if not self.live.exists():
            self.new.rename(self.live)
            return ""
        _checkpoint(self.live)
        os.link(self.live, self.old)
        self.new.replace(self.live)
        _sync(self.live.parent)
        return str(self.old)

    def discard(self):
        """Remove the files that fill() made."""
        for side in ("", *SIDE_FILES):
            Path(f"{self.new}{side}").unlink(missing_ok=True)


def _checkpoint(path):
    """Move the content of the WAL file into the database file; BackupRefused when another process has it open."""
    connection = sqlite3.connect(path, timeout=TIMEOUT)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise BackupRefused("running", f"{path.name} sedang dibuka proses lain") from error
    finally:
        connection.close()


def _sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def source(url):
    """Return Django's settings of the database at sqlite:///PATH; BackupRefused when there is no such file."""
    path = url.removeprefix("sqlite://")
    if not url.startswith("sqlite:///") or not Path(path).is_file():
        raise BackupRefused("missing", url)
    return env.sqlite(path)
