"""Keeps the portal's folder to its owner: new files, and those that earlier versions left open."""

import os
from pathlib import Path

TRIAL_FOLDERS = ("production", "trial-static")
"""Folders of the trial stack in the same place: some of its programs run as other users and set their own rights."""


def set_umask(mask):
    """Set the umask, so that others cannot open new files of this program and its children; None leaves it as it is."""
    if mask is not None:
        os.umask(mask)


def tighten(folder):
    """Remove the rights of group and others to the folder and all in it; return how many files and folders were open.

    Beside a trial stack the folder itself may still be passed through, not read.
    """
    folder = Path(folder)
    has_trial = any((folder / name).exists() for name in TRIAL_FOLDERS)
    return _restrict(folder, 0o711 if has_trial else 0o700) + sum(_restrict(path, 0o700) for path in _inside(folder))


def _inside(folder):
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in TRIAL_FOLDERS]
        yield from (Path(place, name) for name in [*folders, *names])


def _restrict(path, limit):
    """Remove the rights of a file or folder (no link) beyond the mode `limit`; return 1 when it had any, else 0."""
    try:
        mode = path.lstat().st_mode & 0o777
        if path.is_symlink() or not mode & ~limit:
            return 0
        path.chmod(mode & limit)
    except FileNotFoundError:  # a file of the cache or of SQLite that was just deleted
        return 0
    return 1
