"""Backups while several programs write, each restored in its place afterwards; run by test_backup.py.

python -m tests.zi_portal.backup.backup_rounds TIMES WRITERS, in a filled portal (tests/portals.py); prints
{"backups": [{"rows", "files", "missing", "broken"}], "rest": what is broken after the writers were killed} as JSON.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- Django must be set up first
from django.db import connection  # noqa: E402

from tests.zi_portal.backup import writing  # noqa: E402
from zi_portal.backup import backup, files, manifest, restore, rows  # noqa: E402


@contextmanager
def writers(count):
    """So many programs that write; killed with SIGKILL at the end, in whatever they are doing."""
    command = [sys.executable, "-m", "tests.zi_portal.backup.writing", "write"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "start_new_session": True}
    processes = [subprocess.Popen([*command, str(number)], **quiet) for number in range(count)]
    try:
        for process in processes:
            assert process.stdout.readline() == b"writes\n"
        yield
        assert all(process.poll() is None for process in processes), "a writer ended by itself"
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def make_under_load(times, count):
    """[(path, manifest)] of backups made while the writers work."""
    backups = []
    with writers(count):
        for number in range(times):
            time.sleep(0.3)
            path, content, _ = backup.make(settings.VAR / f"cadangan-{number}")
            backups.append((path, content))
    connection.close()
    return backups


def restored(path, content):
    """What the portal is like when this backup was restored over it."""
    restore.restore(path)
    names = rows.file_names("default")
    damaged = [
        name for name in names if files.stored_facts(restore.default_storage, name) != content["files"].get(name)
    ]
    broken = [*writing.broken(), *manifest.differences(content, "default"), *damaged]
    connection.close()
    total = sum(tally["rows"] for tally in content["models"].values())
    return {"rows": total, "files": len(names), "missing": content["files_missing"], "broken": broken}


def main(times, count):
    """Backups under load, then each of them in the place of the data."""
    backups = make_under_load(times, count)
    faults = writing.broken()
    connection.close()
    print(json.dumps({"rest": faults, "backups": [restored(path, content) for path, content in backups]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
