"""Rows of a database as counts and hashes that are alike on SQLite and PostgreSQL, and the files they name."""

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
"""Models whose rows are in no backup and are not moved, each with the reason; their tables are, empty."""


def schema(using):
    """(MigrationLoader, {(app, name)}: the migrations that are applied and known to this code)."""
    loader = MigrationLoader(connections[using])
    return loader, set(loader.applied_migrations) & set(loader.graph.nodes)


def unknown_migrations(using):
    """["app.name"] of applied migrations of our apps that this code does not know: the database is newer."""
    loader, known = schema(using)
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    strange = set(loader.applied_migrations) - known - replaced
    return sorted(f"{app}.{name}" for app, name in strange if app in loader.migrated_apps)


def models_of(using):
    """{"app.model": model} of all tables of the database as its applied migrations left them, m2m tables included.

    The models are historical ones: a database that is older than the code is read as it is.
    """
    loader, known = schema(using)
    heads = [node for node in known if not known & {c for c in _children(loader, node) if c[0] == node[0]}]
    apps = loader.project_state(sorted(heads)).apps
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.label_lower: model for model in found if not model._meta.proxy}


def _children(loader, node):
    return {child.key for child in loader.graph.node_map[node].children}


def kept(found):
    """models_of() without those that are left out of backups."""
    return {label: model for label, model in found.items() if label not in LEFT_OUT}


def left_out(found):
    """The models of models_of() whose rows stay out."""
    return [model for label, model in found.items() if label in LEFT_OUT]


def tally(model, using):
    """{"rows": count, "sha256": hash over the canonical JSON of each row, in the order of the primary key}."""
    fields = sorted(model._meta.concrete_fields, key=lambda field: field.attname)
    seen, count = hashlib.sha256(), 0
    rows = model._base_manager.using(using).order_by(_ordering(model, using))
    for row in rows.values_list(*[field.attname for field in fields]).iterator(chunk_size=2000):
        content = {field.attname: plain(value) for field, value in zip(fields, row, strict=True)}
        seen.update(canonical(content).encode() + b"\n")
        count += 1
    return {"rows": count, "sha256": seen.hexdigest()}


def tallies(using):
    """{"app.model": tally()} of all models that are kept."""
    return {label: tally(model, using) for label, model in sorted(kept(models_of(using)).items())}


def _ordering(model, using):
    """Texts are sorted by bytes: each database and locale has another alphabet."""
    key = model._meta.pk
    if not isinstance(key, models.CharField | models.TextField):
        return key.attname
    return Collate(key.attname, "BINARY" if connections[using].vendor == "sqlite" else "C")


def plain(value):
    """A value as JSON can say it, alike for every database: UTC with microseconds, whole numbers without fraction."""
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
"""JSON in the one form over which hashes and seals are made."""


def file_fields(found):
    """[(label, attname)] of every column that names a file in the storage."""
    return [
        (label, field.attname)
        for label, model in sorted(found.items())
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]


def file_names(using):
    """Names of all stored files that rows refer to."""
    found = kept(models_of(using))
    names = set()
    for label, attname in file_fields(found):
        rows = found[label]._base_manager.using(using).exclude(**{attname: ""}).exclude(**{attname: None})
        names.update(rows.order_by().values_list(attname, flat=True).iterator())
    return names
