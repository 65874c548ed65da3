"""Another database for the length of a block: under an alias of its own, or in place of the portal's."""

from contextlib import contextmanager
from itertools import count

from django.db import DEFAULT_DB_ALIAS, connections

NUMBERS = count(1)


@contextmanager
def alias(entry):
    """Yield an alias of the database with these settings (an entry of DATABASES); close and remove it afterwards."""
    name = f"beside{next(NUMBERS)}"
    connections.databases[name] = _with_defaults(entry)
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name]
        del connections.databases[name]


@contextmanager
def as_default(entry):
    """Make this database the default one inside the block, for migrations and the audit log, which use no other."""
    portal_entry = connections.databases[DEFAULT_DB_ALIAS]
    _replace(_with_defaults(entry))
    try:
        yield DEFAULT_DB_ALIAS
    finally:
        _replace(portal_entry)


def _replace(entry):
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.databases[DEFAULT_DB_ALIAS] = entry


def _with_defaults(entry):
    return connections.configure_settings({DEFAULT_DB_ALIAS: dict(entry)})[DEFAULT_DB_ALIAS]
