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
from zi_portal.backup.refusals import TROUBLE, BackupRefused, refusal_of

BATCH = 500
EMPTY_AT_FIRST = ("teams.user", "teams.satker")
"""Models without rows in a portal that nobody uses yet."""


@dataclass(frozen=True, slots=True)
class MoveReport:
    """The outcome of a move. table: [(label, rows, sha256)] of both sides; missing: names of files not stored."""

    table: list
    missing: list
    audit_events: int


def move(url, *, force=False, storage=default_storage):
    """Fill the empty, migrated PostgreSQL of DATABASE_URL from sqlite:///PATH; after BackupRefused it is as it was.

    The source is read from a snapshot and never changed. force: do not ask whether its portal still runs.
    """
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        raise BackupRefused("other_vendor", "SQLite, sedangkan DATABASE_URL bukan PostgreSQL")
    try:
        with alias(sqlite.source(url)) as source, tempfile.TemporaryDirectory() as folder:
            _check_schema("basis data asal", source)
            restore.check_idle(source, force=force)
            with sqlite.snapshot(source, folder) as (snapshot, dump):
                dump()
                return _move(snapshot, DEFAULT_DB_ALIAS, storage)
    except TROUBLE as error:
        raise refusal_of(error) from error


def _check_schema(database, using):
    loader, migrations = rows.schema(using)
    if migrations != set(loader.graph.nodes) or rows.unknown_migrations(using):
        raise BackupRefused("unmigrated", database)


def _move(source, target, storage):
    _check_schema("basis data tujuan", target)
    all_models = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    models = [model for model in all_models.values() if model._meta.managed and not model._meta.proxy]
    for label in EMPTY_AT_FIRST:
        if count := all_models[label]._base_manager.using(target).count():
            raise BackupRefused("occupied", f"{count} {all_models[label]._meta.verbose_name}")
    with transaction.atomic(using=target):
        _empty(models, target)
        copied_models = rows.backed_up({model._meta.label_lower: model for model in models})
        for label, model in copied_models.items():
            _copy(label, model, source, target)
        _check_references(models, target)
        table = _compare(copied_models, source, target)
        if (broken := chain.verify()) is not None:
            raise BackupRefused("audit", broken)
    missing = sorted(name for name in rows.file_names(target) if not storage.exists(name))
    return MoveReport(table, missing, dict((label, count) for label, count, _ in table)["audit.auditevent"])


def _empty(models, target):
    """Delete the rows that migrations inserted: they come from the source with its own keys."""
    quote = connections[target].ops.quote_name
    with connections[target].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("TRUNCATE " + ", ".join(quote(model._meta.db_table) for model in models))


def _copy(label, model, source, target):
    """Insert the rows as they are: no automatic times, no signals; references are checked at the end."""
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
        detail = f"baris {label} tidak diterima PostgreSQL ({str(error).splitlines()[0]})."
        raise BackupRefused("failed", detail) from error


def _check_references(models, target):
    """Check every reference now, and set each sequence to the highest key."""
    with connections[target].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connections[target].ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _compare(models_by_label, source, target):
    table = []
    for label, model in sorted(models_by_label.items()):
        source_tally, target_tally = rows.tally(model, source), rows.tally(model, target)
        if source_tally != target_tally:
            raise BackupRefused("unequal", f"{label} ({source_tally['rows']} → {target_tally['rows']} baris)")
        table.append((label, target_tally["rows"], target_tally["sha256"]))
    return table
