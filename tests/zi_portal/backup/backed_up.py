"""A filled portal and a backup of it, for the tests of backup, restore and moving."""

import json
from contextlib import contextmanager

from tests.portals import create_database, portal

FILES, KILOBYTES = 3, 50


@contextmanager
def filled_portal(folder, **server):
    """(Portal with people, decrees, files and an audit log; path of a backup of it)."""
    with portal(folder, **server) as filled:
        create_database(filled)
        filled.run("-m", "tests.zi_portal.backup.writing", "fill", FILES, KILOBYTES)
        filled.manage("backup", filled.folder / "cadangan")
        yield filled, next((filled.folder / "cadangan").iterdir())


def content_of(path):
    """The manifest of a backup."""
    return json.loads((path / "manifest.json").read_bytes())
