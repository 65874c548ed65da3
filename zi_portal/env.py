"""Readers of environment settings that stop the start on a wrong value and name it."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "ya"}, {"0", "false", "no", "tidak"}


def text(name, default=""):
    """Return the value of the variable, stripped; the file named in NAME_FILE wins (for secrets)."""
    file_name = os.environ.get(f"{name}_FILE", "").strip()
    if not file_name:
        return os.environ.get(name, default).strip()
    try:
        return Path(file_name).read_text(encoding="utf8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error}") from error


def flag(name, default):
    """Return True or False; refuse anything but 1/true/yes/ya/0/false/no/tidak."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be one of 1, 0, true, false; it is {value!r}.")
    return value in TRUE


def integer(name, default, low, high):
    """Return a whole number from low to high, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}; it is {value!r}.")
    return int(value)


def words(name, default):
    """Return the words of a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name, default, choices):
    """Return one of the choices."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}; it is {value!r}.")
    return value


def path(name, default):
    """Return a part of an address that begins and ends with a slash, such as /_protected/, or ""."""
    value = text(name, default)
    if value and not (value.startswith("/") and value.endswith("/")):
        raise ImproperlyConfigured(f"{name} must begin and end with a slash, such as /_protected/; it is {value!r}.")
    return value


def folder(name, default, mode=0o700):
    """Return an absolute folder, made with this mode when missing; refuse one that cannot be written."""
    path = Path(text(name, str(default))).expanduser().absolute()
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} names a folder that cannot be made: {error}") from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} names a folder that cannot be written: {path}")
    return path


def database(name, default, statement_timeout=0):
    """Return the DATABASES entry of sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME.

    statement_timeout: seconds after which PostgreSQL ends a query, 0 = never (SQLite has no such limit). Its
    just-in-time compiler is off: it takes a second for queries that then run in a tenth.
    """
    url = urlsplit(text(name, default))
    if url.query or url.fragment:
        raise ImproperlyConfigured(f"{name} takes nothing after ? or #; for TLS set PGSSLMODE and PGSSLROOTCERT.")
    if url.scheme == "sqlite" and url.path:
        return sqlite(url.path)
    if url.scheme in {"postgres", "postgresql"} and len(url.path) > 1:
        limit = f" -c statement_timeout={statement_timeout}s" if statement_timeout else ""
        return postgresql(name, url) | {"OPTIONS": {"options": f"-c jit=off{limit}"}}
    raise ImproperlyConfigured(f"{name} must look like sqlite:///path or postgresql://user:password@host:port/name.")


def sqlite(path):
    """Return the entry of a SQLite file, with options that let concurrent writers succeed (IMMEDIATE, WAL, 20 s)."""
    options = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def postgresql(name, url):
    """Return the entry of a PostgreSQL database; refuse a port that is no number by the variable's name."""
    try:
        port = url.port or 5432
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
