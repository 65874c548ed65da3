"""Files of the portal for its owner alone: what commands make, and what an earlier version left open."""

import pytest

from tests import portals
from zi_portal.lib.files import private


def open_to_others(folder):
    """Names below a folder, and itself, that group or others may do anything with."""
    paths = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    return [str(path.relative_to(folder)) for path in paths if path.stat().st_mode & 0o077]


def test_what_a_command_makes_is_closed_however_open_the_shell_is(tmp_path):
    with portals.portal(tmp_path / "var", server="") as own_portal:
        own_portal.folder.rmdir()
        own_portal.manage("migrate", "-v0", umask=0)
        own_portal.manage("shell", "-v0", "-c", "from django.core.cache import cache; cache.set('x', 1)", umask=0)
    assert (tmp_path / "var" / "portal.sqlite3").exists() and (tmp_path / "var" / "cache").exists()
    assert open_to_others(tmp_path / "var") == []


@pytest.fixture
def old(tmp_path):
    """A folder as an earlier version left it."""
    for name in ("media/bukti/a.pdf", "portal.sqlite3", "portal.sqlite3-wal", "mail/1.eml", "production/data/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch(mode=0o644)
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return tmp_path


def test_what_was_left_open_is_closed_at_the_start(old):
    assert private.tighten(old / "media") == 3
    assert private.tighten(old / "media") == 0
    assert open_to_others(old / "media") == []
    assert (old / "media" / "bukti" / "a.pdf").stat().st_mode & 0o777 == 0o600


def test_a_trial_stack_in_the_same_folder_still_passes_through(old):
    private.tighten(old)
    assert old.stat().st_mode & 0o777 == 0o711
    assert open_to_others(old) == [".", "production", "production/data", "production/data/x"]


def test_a_link_is_not_followed_out_of_the_folder(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "var"
    outside.mkdir(mode=0o755)
    folder.mkdir()
    (folder / "static").symlink_to(outside)
    outside.chmod(0o755)
    private.tighten(folder)
    assert outside.stat().st_mode & 0o777 == 0o755
