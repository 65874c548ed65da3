"""Restoring: everything is checked first, then built beside the live data and compared; only then they are switched."""

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
from zi_portal.backup.refusals import TROUBLE, Refused, refusal_of
from zi_portal.jobs import pulses
from zi_portal.jobs.models import Pulse

FRESH = timedelta(seconds=120)
"""A program whose sign of life is younger still runs."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. kept: name of the old database, "" without one; held: mails that wait for a decision."""

    manifest: dict
    kept: str
    held: int
    migrated: bool
    audit_checked: bool


def check(folder, *, using=DEFAULT_DB_ALIAS, other_key=False):
    """The manifest of a backup that can be restored here; Refused otherwise. Reads only."""
    folder = Path(folder)
    content = manifest.read(folder, other_key=other_key)
    if content["vendor"] != connections[using].vendor:
        raise Refused("other_vendor", NAMES.get(content["vendor"], content["vendor"]))
    _check_migrations(content, using)
    dump = folder / VENDORS[content["vendor"]].DUMP
    files.compare(dump, content["dump"], dump.name)
    for name, expected in content["files"].items():
        files.compare(files.place(folder.absolute() / manifest.FILES, name), expected, name)
    VENDORS[content["vendor"]].check(dump)
    return content


def _check_migrations(content, using):
    known = {f"{app}.{name}" for app, name in _loader().disk_migrations}
    if newer := sorted(set(content["migrations"]) - known):
        raise Refused("newer", newer[0])


def _loader():
    """The migrations of this code; no database is asked."""
    return rows.MigrationLoader(None)


def check_idle(using=DEFAULT_DB_ALIAS, *, force=False):
    """Refused while the portal runs: fresh signs of life (unless force) or somebody holds the database open."""
    module = VENDORS[connections[using].vendor]
    found = module.busy(using)
    if found and not (force and connections[using].vendor == "postgresql"):
        raise Refused("running", found)
    if not force and (alive := _alive(using)):
        raise Refused("running", alive)


def _alive(using):
    """Name of a program that gave a sign of life just now, "" when there is none (or no database yet)."""
    database = connections.databases[using]["NAME"]
    if connections[using].vendor == "sqlite" and not Path(database).exists():
        return ""
    try:
        fresh = Pulse.objects.using(using).exclude(name=pulses.DRAIN).filter(at__gte=timezone.now() - FRESH)
        return next((pulse.name for pulse in fresh if pulses.lives(pulse)), "")
    except Error:
        return ""  # no such database or table: nothing of ours runs on it
    finally:
        connections[using].close()


def restore(folder, *, using=DEFAULT_DB_ALIAS, storage=default_storage, force=False, other_key=False):
    """Restore a backup and return Restored; raises Refused, and then the live data are as they were.

    force: signs of life are not asked for, connections to PostgreSQL are ended. other_key: see manifest.read().
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
    beside = VENDORS[content["vendor"]].Beside(using, stamp)
    own_key = manifest.own_key(folder)
    with ExitStack() as undo:
        undo.callback(beside.discard)
        beside.fill(folder / VENDORS[content["vendor"]].DUMP)
        with as_default(beside.entry()) as using:
            migrated, held = _finish(content, using, own_key)
        files.bring_back(storage, folder / manifest.FILES, content["files"], stamp, undo)
        check_idle(using, force=force)
        kept = beside.switch(force=force)
        undo.pop_all()
    return Restored(content, kept, held, migrated, own_key)


def _finish(content, using, own_key):
    """Compare what was restored, bring it to this code's schema, check the audit log; (migrated, mails held)."""
    if different := manifest.differences(content, using):
        raise Refused("unequal", "; ".join(different[:5]))
    applied = set(content["migrations"])
    migrated = any(f"{app}.{name}" not in applied for app, name in _loader().graph.nodes)
    if migrated:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    if own_key and (broken := chain.verify()) is not None:
        raise Refused("audit", broken)
    with transaction.atomic(using=using):
        return migrated, aftermath.hold_mails(using)
