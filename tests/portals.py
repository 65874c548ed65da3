"""Portals of a test's own: folder, key and database, on SQLite or on the PostgreSQL of this round of tests."""

import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from zi_portal import BASE_DIR

KEY = "kunci-uji-" + "k" * 50
PLAIN = {"PATH", "HOME", "LANG", "TMPDIR", "PYTHONPYCACHEPREFIX"}
SERVER = os.environ.get("DATABASE_URL", "")
"""Address of this round's PostgreSQL, "" in the round on SQLite."""


class Portal:
    """One portal. folder: its ZI_VAR; url: its DATABASE_URL; env: what its programs are started with."""

    def __init__(self, folder, url):
        self.folder, self.url = Path(folder), url
        self.folder.mkdir(exist_ok=True)
        inherited = {name: value for name, value in os.environ.items() if name in PLAIN}
        own = {"ZI_VAR": str(folder), "DATABASE_URL": url, "SECRET_KEY": KEY}
        self.env = inherited | own | {"DJANGO_SETTINGS_MODULE": "zi_portal.settings", "PYTHONPATH": str(BASE_DIR)}

    def run(self, *command, code=0, **options):
        """Run a Python program (arguments after "python") as part of this portal; its output, RuntimeError else."""
        completed = subprocess.run(
            [sys.executable, *map(str, command)], cwd=BASE_DIR, env=self.env, capture_output=True, text=True, **options
        )
        if completed.returncode != code:
            raise RuntimeError(f"{command} ended with {completed.returncode}:\n{completed.stdout}{completed.stderr}")
        return completed.stdout + completed.stderr

    def manage(self, *arguments, **options):
        """Run a management command; see run()."""
        return self.run("manage.py", *arguments, **options)

    def start(self, *command, **options):
        """Start a Python program in a session of its own; the Popen."""
        return subprocess.Popen(
            [sys.executable, *command], cwd=BASE_DIR, env=self.env, start_new_session=True, **options
        )


@contextmanager
def portal(folder, server=SERVER):
    """A Portal whose database does not exist yet; on PostgreSQL all databases of its name are dropped at the end."""
    if not server:
        yield Portal(folder, f"sqlite:///{Path(folder) / 'portal.sqlite3'}")
        return
    name = f"uji_{secrets.token_hex(6)}"
    try:
        yield Portal(folder, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    finally:
        with asking(server) as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"])
            for (database,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def asking(server):
    """Cursor on the server's own database, outside of any transaction."""
    connection = psycopg2.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")))
    try:
        connection.autocommit = True
        yield connection.cursor()
    finally:
        connection.close()


def create_database(own_portal):
    """Make the empty database of a portal on PostgreSQL; on SQLite it comes by itself."""
    if own_portal.url.startswith("postgresql"):
        with asking(own_portal.url) as cursor:
            cursor.execute(f'CREATE DATABASE "{urlsplit(own_portal.url).path[1:]}"')
