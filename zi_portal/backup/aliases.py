"""Another database for the time of a block: under a name of its own, or in the place of the portal's."""

from contextlib import contextmanager
from itertools import count

from django.db import DEFAULT_DB_ALIAS, connections

NUMBERS = count(1)


@contextmanager
def alias(entry):
    """Yields the alias of a database with these settings (an entry of DATABASES); closed and forgotten afterwards."""
    name = f"beside{next(NUMBERS)}"
    connections.databases[name] = _whole(entry)
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name]
        del connections.databases[name]


@contextmanager
def as_default(entry):
    """The portal's code works on this database inside the block: migrations and the audit log know no other name."""
    own = connections.databases[DEFAULT_DB_ALIAS]
    _replace(_whole(entry))
    try:
        yield DEFAULT_DB_ALIAS
    finally:
        _replace(own)


def _replace(entry):
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.databases[DEFAULT_DB_ALIAS] = entry


def _whole(entry):
    return connections.configure_settings({DEFAULT_DB_ALIAS: dict(entry)})[DEFAULT_DB_ALIAS]
