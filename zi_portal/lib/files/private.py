"""The portal's own folder for its owner alone: what is made from now on, and what earlier versions left open."""

import os
from pathlib import Path

FOREIGN = ("production", "trial-static")
"""Folders of the trial stack in the same place: some of its programs run as other users and look after themselves."""


def close(mask):
    """Let no file that this program and its children make be opened by others; None leaves that to who starts it."""
    if mask is not None:
        os.umask(mask)


def tighten(folder):
    """Take from group and others what they may do with the folder and all in it; how many were open.

    Beside a trial stack the folder itself may still be passed through, not read.
    """
    folder = Path(folder)
    beside = any((folder / name).exists() for name in FOREIGN)
    return _keep(folder, 0o711 if beside else 0o700) + sum(_keep(path, 0o700) for path in _inside(folder))


def _inside(folder):
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in FOREIGN]
        yield from (Path(place, name) for name in [*folders, *names])


def _keep(path, most):
    """1 when the file or folder (no link) had rights beyond `most` and has lost them."""
    try:
        mode = path.lstat().st_mode & 0o777
        if path.is_symlink() or not mode & ~most:
            return 0
        path.chmod(mode & most)
    except FileNotFoundError:  # a file of the cache or of SQLite that was just taken away
        return 0
    return 1
