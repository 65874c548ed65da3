"""Backups that are damaged in every way, and what restore says to each; run by test_backup_refusals.py.

python -m tests.zi_portal.backup.backup_cases BACKUP, in an empty portal (tests/portals.py): it is restored there
first; prints {case: {"code", "sentence", "untouched"}} as JSON.
"""

import json
import os
import resource
import shutil
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- Django must be set up first
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.portals import asking  # noqa: E402
from zi_portal.backup import files, manifest, rows  # noqa: E402
from zi_portal.backup.aliases import alias  # noqa: E402
from zi_portal.jobs.models import Pulse  # noqa: E402

SMALL = 20 << 10


def flip(path):
    """Change one byte in the middle; the size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def cut(path):
    """Leave the first half."""
    os.truncate(path, path.stat().st_size // 2)


def dump(folder):
    return folder / json.loads((folder / manifest.NAME).read_bytes())["dump"]["name"]


def a_file(folder):
    return next(path for path in sorted((folder / manifest.FILES).rglob("*")) if path.is_file())


def forge(folder, *, sealed=True, **changes):
    """Write other values into the manifest, with a right seal where sealed."""
    content = json.loads((folder / manifest.NAME).read_bytes()) | changes
    text = json.dumps(content).encode()
    (folder / manifest.NAME).write_bytes(text)
    if sealed:
        (folder / manifest.SEAL).write_text(json.dumps(manifest.seal(text)))


def reseal(folder, **changes):
    """Write other values into the seal."""
    seal = json.loads((folder / manifest.SEAL).read_bytes())
    (folder / manifest.SEAL).write_text(json.dumps(seal | changes))


def no_database(folder):
    """A dump that is no database at all, with the right size and hash."""
    path = dump(folder)
    path.write_bytes(b"bukan basis data " * 100)
    forge(folder, dump={"name": path.name} | files.facts(path))


def one_row_more(folder):
    content = json.loads((folder / manifest.NAME).read_bytes())["models"]
    content["teams.user"]["rows"] += 1
    forge(folder, models=content)


def newer(folder):
    forge(folder, migrations=["plans.9999_from_the_future"])


def link(folder):
    """A file of the backup is a link to one outside."""
    path = a_file(folder)
    outside = folder.with_name("di-luar")
    shutil.copy(path, outside)
    path.unlink()
    path.symlink_to(outside)


DAMAGES = {
    "damaged dump": lambda folder: flip(dump(folder)),
    "flipped byte in a file": lambda folder: flip(a_file(folder)),
    "link instead of a file": link,
    "missing file": lambda folder: a_file(folder).unlink(),
    "missing dump": lambda folder: dump(folder).unlink(),
    "cut dump": lambda folder: cut(dump(folder)),
    "cut file": lambda folder: cut(a_file(folder)),
    "dump that is no database": no_database,
    "no manifest": lambda folder: (folder / manifest.NAME).unlink(),
    "foreign manifest": lambda folder: forge(folder, product="Portal Lain"),
    "manifest that is no JSON": lambda folder: cut(folder / manifest.NAME),
    "manifest changed": lambda folder: forge(folder, sealed=False, created_at="2020-01-01T00:00:00+00:00"),
    "manifest and its hash changed": lambda folder: reseal(folder, hmac="0" * 64),
    "no seal": lambda folder: (folder / manifest.SEAL).unlink(),
    "sealed with another key": lambda folder: reseal(folder, key="0" * 64),
    "newer format": lambda folder: forge(folder, format=manifest.FORMAT + 1),
    "newer migration": newer,
    "other vendor": lambda folder: forge(folder, vendor={"sqlite": "postgresql"}.get(connection.vendor, "sqlite")),
    "rows do not match": one_row_more,
}


@contextmanager
def pulse(name="worker:uji", **former):
    """A worker gave a sign of life just now; former: stopped_at, the end of its former life or of this one."""
    now = timezone.now()
    Pulse.objects.create(name=name, started_at=now - timedelta(hours=1), at=now, **former)
    connection.close()
    yield
    Pulse.objects.all().delete()


def restarted():
    """The same of a worker that had been stopped and started before."""
    return pulse(stopped_at=timezone.now() - timedelta(hours=2))


@contextmanager
def stopped():
    """Beat has just said its end, and its last message is fresh: nothing runs any more."""
    with pulse("beat", stopped_at=timezone.now() + timedelta(seconds=1)), pulse("drain"):
        yield


@contextmanager
def guest():
    """Another program holds the database open."""
    with alias(dict(settings.DATABASES["default"])) as name:
        with connections[name].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM teams_user")
            yield


@contextmanager
def full():
    """No file may grow beyond SMALL, as on a full disk; one stored file is gone and must be brought back."""
    name = rows.file_names("default").pop()
    with default_storage.open(name) as file:
        content = file.read()
    default_storage.delete(name)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        Path(default_storage.path(name)).write_bytes(content)


SITUATIONS = {"running portal": pulse, "restarted portal": restarted, "database held open": guest, "disk full": full}


def everything():
    """Rows, stored files and what stands beside the database, as one comparable thing."""
    stored = {str(path): files.facts(path) for path in sorted(settings.MEDIA_ROOT.rglob("*")) if path.is_file()}
    tallies = rows.tallies("default")
    connection.close()
    return tallies, stored, beside()


def beside():
    """Names of all database files, or of all databases of this portal's name."""
    if connection.vendor == "sqlite":
        return sorted(path.name for path in settings.VAR.glob("portal*.sqlite3"))
    name = settings.DATABASES["default"]["NAME"]
    with asking(os.environ["DATABASE_URL"]) as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [f"{name}%"])
        return [row[0] for row in cursor.fetchall()]


def attempt(folder):
    """Exit code and sentence of restoring this folder."""
    try:
        call_command("restore", str(folder), verbosity=0, stdout=open(os.devnull, "w"))
    except CommandError as error:
        return {"code": error.returncode, "sentence": str(error)}
    return {"code": 0, "sentence": ""}


def main(backup):
    """Restore into the empty place, then try every damaged copy and every situation."""
    outcomes = {"whole, into an empty place": attempt(backup)}
    before = everything()
    for case, damage in DAMAGES.items():
        copy = shutil.copytree(backup, settings.VAR / "salinan" / backup.name)
        damage(copy)
        outcomes[case] = attempt(copy) | {"untouched": everything() == before}
        shutil.rmtree(settings.VAR / "salinan")
    for case, situation in SITUATIONS.items():
        with situation():
            outcomes[case] = attempt(backup)
        outcomes[case]["untouched"] = everything() == before
    partial = shutil.copytree(backup, settings.VAR / f"{backup.name}{manifest.PARTIAL}")
    outcomes["unfinished"] = attempt(partial) | {"untouched": everything() == before}
    with stopped():
        outcomes["stopped a moment ago"] = attempt(backup)
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
