"""Restoring: everything is checked first, then built beside the live data and compared; only then are they switched."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.utils import timezone

from zi_portal.audit import chain
from zi_portal.backup import aftermath, files, manifest, rows
from zi_portal.backup.aliases import as_default
from zi_portal.backup.backup import NAMES, VENDORS
from zi_portal.backup.refusals import TROUBLE, BackupRefused, refusal_of
from zi_portal.jobs import pulses
from zi_portal.jobs.models import Pulse

FRESH = timedelta(seconds=120)
"""Age below which a sign of life means that its program runs."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """The outcome of a restore. old_database: its new name, "" without one; held_mails: number awaiting a decision."""

    manifest: dict
    old_database: str
    held_mails: int
    migrated: bool
    audit_checked: bool


def check(folder, *, using=DEFAULT_DB_ALIAS, other_key=False):
    """Return the manifest of a backup that can be restored here, raise BackupRefused otherwise; nothing is written."""
    folder = Path(folder)
    content = manifest.read(folder, other_key=other_key)
    if content["vendor"] != connections[using].vendor:
        raise BackupRefused("other_vendor", NAMES.get(content["vendor"], content["vendor"]))
    _check_migrations(content, using)
    dump = folder / VENDORS[content["vendor"]].DUMP
    files.compare(dump, content["dump"], dump.name)
    for name, expected in content["files"].items():
        files.compare(files.path_of(folder.absolute() / manifest.FILES, name), expected, name)
    VENDORS[content["vendor"]].check(dump)
    return content


def _check_migrations(content, using):
    known_migrations = {f"{app}.{name}" for app, name in _loader().disk_migrations}
    if newer := sorted(set(content["migrations"]) - known_migrations):
        raise BackupRefused("newer", newer[0])


def _loader():
    """Return a loader of this code's migrations; it asks no database."""
    return rows.MigrationLoader(None)


def check_idle(using=DEFAULT_DB_ALIAS, *, force=False):
    """Raise BackupRefused while the portal runs: signs of life (unless force), or the database is open elsewhere."""
    module = VENDORS[connections[using].vendor]
    usage = module.busy(using)
    if usage and not (force and connections[using].vendor == "postgresql"):
        raise BackupRefused("running", usage)
    if not force and (program := _running_program(using)):
        raise BackupRefused("running", program)


def _running_program(using):
    """Return the name of a program that gave a sign of life just now, "" when there is none (or no database yet)."""
    database = connections.databases[using]["NAME"]
    if connections[using].vendor == "sqlite" and not Path(database).exists():
        return ""
    try:
        fresh = Pulse.objects.using(using).exclude(name=pulses.DRAIN).filter(at__gte=timezone.now() - FRESH)
        return next((pulse.name for pulse in fresh if pulses.lives(pulse)), "")
    except Error:
        return ""  # no such database or table: no program of the portal runs on it
    finally:
        connections[using].close()


def restore(folder, *, using=DEFAULT_DB_ALIAS, storage=default_storage, force=False, other_key=False):
    """Restore a backup and return a RestoreReport; after BackupRefused the live data are as they were.

    force: ignore signs of life and end connections to PostgreSQL. other_key: see manifest.read().
    """
    folder = Path(folder).absolute()
    try:
        content = check(folder, using=using, other_key=other_key)
        check_idle(using, force=force)
        return _build_and_switch(folder, content, using, storage, force)
    except TROUBLE as error:
        raise refusal_of(error) from error


def _build_and_switch(folder, content, using, storage, force):
    stamp = f"{timezone.localtime():%Y%m%d_%H%M%S_%f}"[:-3]
    new_database = VENDORS[content["vendor"]].NewDatabase(using, stamp)
    own_key = manifest.own_key(folder)
    with ExitStack() as undo:
        undo.callback(new_database.discard)
        new_database.fill(folder / VENDORS[content["vendor"]].DUMP)
        with as_default(new_database.entry()) as using:
            migrated, held_mails = _finish(content, using, own_key)
        files.bring_back(storage, folder / manifest.FILES, content["files"], stamp, undo)
        check_idle(using, force=force)
        old_database = new_database.switch(force=force)
        undo.pop_all()
    return RestoreReport(content, old_database, held_mails, migrated, own_key)


def _finish(content, using, own_key):
    """Compare the rows, migrate them, check the audit log; return (whether it was migrated, number of mails held)."""
    if different := manifest.differences(content, using):
        raise BackupRefused("unequal", "; ".join(different[:5]))
    applied = set(content["migrations"])
    migrated = any(f"{app}.{name}" not in applied for app, name in _loader().graph.nodes)
    if migrated:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    if own_key and (broken := chain.verify()) is not None:
        raise BackupRefused("audit", broken)
    with transaction.atomic(using=using):
        return migrated, aftermath.hold_mails(using)
