"""Rows of a database as counts and hashes that are equal on SQLite and PostgreSQL, and the files they name."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Collate

LEFT_OUT = {
    "entrance.session": "after a restore everybody signs in again; who signed out must not be signed in by a backup",
    "entrance.tally": "attempts of the last minutes",
    "sessions.session": "the same: where the sessions of portals before entrance.session stand",
    "jobs.pulse": "signs of life of programs that no longer run",
}
"""Models whose rows are neither backed up nor moved, each with the reason; their tables are, empty."""


def schema(using):
    """Return (MigrationLoader, {(app, name)} of the migrations that are applied and part of this code)."""
    loader = MigrationLoader(connections[using])
    return loader, set(loader.applied_migrations) & set(loader.graph.nodes)


def unknown_migrations(using):
    """Return ["app.name"] of our apps' applied migrations that this code does not have: the database is newer."""
    loader, migrations = schema(using)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    unknown = set(loader.applied_migrations) - migrations - replaced
    return sorted(f"{app}.{name}" for app, name in unknown if app in loader.migrated_apps)


def models_of(using):
    """Return {"app.model": model} of all tables as the applied migrations left them, m2m tables included.

    The models are historical ones, so that a database older than the code is read as it is.
    """
    loader, migrations = schema(using)
    heads = [node for node in migrations if not migrations & _children(loader, node)]
    apps = loader.project_state(sorted(heads)).apps
    managed_models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.label_lower: model for model in managed_models if not model._meta.proxy}


def _children(loader, node):
    """Return the migrations of the same app that come directly after this one."""
    return {child.key for child in loader.graph.node_map[node].children if child.key[0] == node[0]}


def backed_up(models_by_label):
    """Return the models of models_of() whose rows go into backups."""
    return {label: model for label, model in models_by_label.items() if label not in LEFT_OUT}


def left_out(models_by_label):
    """Return the models of models_of() whose rows stay out."""
    return [model for label, model in models_by_label.items() if label in LEFT_OUT]


def tally(model, using):
    """Return {"rows": count, "sha256": hash over the canonical JSON of each row, in the order of the primary key}."""
    fields = sorted(model._meta.concrete_fields, key=lambda field: field.attname)
    hasher, count = hashlib.sha256(), 0
    rows = model._base_manager.using(using).order_by(_primary_key_order(model, using))
    for row in rows.values_list(*[field.attname for field in fields]).iterator(chunk_size=2000):
        content = {field.attname: plain(value) for field, value in zip(fields, row, strict=True)}
        hasher.update(canonical(content).encode() + b"\n")
        count += 1
    return {"rows": count, "sha256": hasher.hexdigest()}


def tallies(using):
    """Return {"app.model": tally()} of all models that are backed up."""
    return {label: tally(model, using) for label, model in sorted(backed_up(models_of(using)).items())}


def _primary_key_order(model, using):
    """Return the primary key to order by; texts by bytes, for each database and locale has another alphabet."""
    key = model._meta.pk
    if not isinstance(key, models.CharField | models.TextField):
        return key.attname
    return Collate(key.attname, "BINARY" if connections[using].vendor == "sqlite" else "C")


def plain(value):
    """Return a value as JSON holds it, equal for every database: UTC with microseconds, whole floats as integers."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value.tzinfo else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, bool | int | float | str | None):
        return value
    return format(value, "f") if isinstance(value, Decimal) else str(value)


canonical = partial(json.dumps, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
"""JSON in the one form over which hashes and seals are computed."""


def file_fields(models_by_label):
    """Return [(label, attname)] of every column that names a file in the storage."""
    return [
        (label, field.attname)
        for label, model in sorted(models_by_label.items())
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]


def file_names(using):
    """Return the names of all stored files that rows refer to."""
    models_by_label = backed_up(models_of(using))
    names = set()
    for label, attname in file_fields(models_by_label):
        rows = models_by_label[label]._base_manager.using(using).exclude(**{attname: ""}).exclude(**{attname: None})
        names.update(rows.order_by().values_list(attname, flat=True).iterator())
    return names
