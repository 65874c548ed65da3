"""Static files of the trial: collected and compressed once per state of the sources, shared by all trials."""

import hashlib
import shutil
import tempfile
import time
from pathlib import Path

from zi_portal import BASE_DIR

FORGOTTEN = 7 * 24 * 3600
"""Seconds after which a state that nobody used is removed."""

KEPT = BASE_DIR / "var" / "trial-static"


def state():
    """Name of the present state: digest of all files of static/ and of the pinned packages."""
    digest = hashlib.sha256()
    for path in [BASE_DIR / "requirements.txt", *sorted((BASE_DIR / "static").rglob("*"))]:
        if path.is_file():
            digest.update(f"{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def place(target, collect):
    """Let target (the portal's static folder) be a link to the collected files.

    collect(folder) runs collectstatic with that folder as ZI_VAR; it is called when this state is seen first. Two
    trials that collect at once do not disturb each other: the first whole folder wins.
    """
    kept = KEPT / state()
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=KEPT, prefix="sementara-"))
        try:
            collect(aside)
            (aside / "static").chmod(0o755)
            (aside / "static").rename(kept)
        except OSError:
            if not kept.exists():
                raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    kept.touch()
    _forget_old()
    if target.is_symlink():
        target.unlink()
    elif target.exists():
        shutil.rmtree(target)
    target.symlink_to(kept)


def _forget_old():
    for folder in KEPT.iterdir():
        if time.time() - folder.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(folder, ignore_errors=True)
