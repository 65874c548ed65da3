"""Moving a portal from SQLite to PostgreSQL: each row as it is, in one transaction, hashed on both sides."""

import tempfile
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.utils import DataError

from zi_portal.audit import chain
from zi_portal.backup import restore, rows, sqlite
from zi_portal.backup.aliases import alias
from zi_portal.backup.refusals import TROUBLE, Refused, refusal_of

BATCH = 500
STRANGERS = ("teams.user", "teams.satker")
"""Models that are empty in a portal that nobody uses yet."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved. table: [(label, rows, sha256)], alike on both sides; missing: names of files not in storage."""

    table: list
    missing: list
    audit_events: int


def move(url, *, force=False, storage=default_storage):
    """Fill the empty, migrated PostgreSQL of DATABASE_URL from sqlite:///PATH; Refused leaves it as it was.

    The source is read from a snapshot and never changed. force: do not ask whether its portal still runs.
    """
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        raise Refused("other_vendor", "SQLite, sedangkan DATABASE_URL bukan PostgreSQL")
    try:
        with alias(sqlite.source(url)) as source, tempfile.TemporaryDirectory() as folder:
            _check_schema("basis data asal", source)
            restore.check_idle(source, force=force)
            with sqlite.snapshot(source, folder) as (shown, dump):
                dump()
                return _move(shown, DEFAULT_DB_ALIAS, storage)
    except TROUBLE as error:
        raise refusal_of(error) from error


def _check_schema(what, using):
    loader, known = rows.schema(using)
    if known != set(loader.graph.nodes) or rows.unknown_migrations(using):
        raise Refused("unmigrated", what)


def _move(source, target, storage):
    _check_schema("basis data tujuan", target)
    found = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    models = [model for model in found.values() if model._meta.managed and not model._meta.proxy]
    for label in STRANGERS:
        if count := found[label]._base_manager.using(target).count():
            raise Refused("occupied", f"{count} {found[label]._meta.verbose_name}")
    with transaction.atomic(using=target):
        _empty(models, target)
        kept = rows.kept({model._meta.label_lower: model for model in models})
        for label, model in kept.items():
            _copy(label, model, source, target)
        _settle(models, target)
        table = _compare(kept, source, target)
        if (broken := chain.verify()) is not None:
            raise Refused("audit", broken)
    missing = sorted(name for name in rows.file_names(target) if not storage.exists(name))
    return Moved(table, missing, dict((label, count) for label, count, _ in table)["audit.auditevent"])


def _empty(models, target):
    """Take away what migrations put there: it comes from the source with its own keys."""
    quote = connections[target].ops.quote_name
    with connections[target].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("TRUNCATE " + ", ".join(quote(model._meta.db_table) for model in models))


def _copy(label, model, source, target):
    """Insert the rows as they stand: no automatic times, no signals, references are checked at the end."""
    fields = model._meta.local_concrete_fields
    batch = []
    try:
        for row in model._base_manager.using(source).order_by("pk").iterator(chunk_size=BATCH):
            batch.append(row)
            if len(batch) == BATCH:
                model._base_manager.using(target)._insert(batch, fields=fields, using=target, raw=True)
                batch = []
        if batch:
            model._base_manager.using(target)._insert(batch, fields=fields, using=target, raw=True)
    except (DataError, IntegrityError, ValueError) as error:
        raise Refused("failed", f"baris {label} tidak diterima PostgreSQL ({str(error).splitlines()[0]}).") from error


def _settle(models, target):
    """Check every reference now, and let the counters of keys go on after the highest."""
    with connections[target].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connections[target].ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _compare(kept, source, target):
    table = []
    for label, model in sorted(kept.items()):
        there, here = rows.tally(model, source), rows.tally(model, target)
        if there != here:
            raise Refused("unequal", f"{label} ({there['rows']} → {here['rows']} baris)")
        table.append((label, here["rows"], here["sha256"]))
    return table
