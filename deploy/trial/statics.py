"""Static files of the trial: collected and compressed once per state of the sources, shared by all trials."""

import hashlib
import shutil
import tempfile
import time
from pathlib import Path

from zi_portal import BASE_DIR

UNUSED_SECONDS = 7 * 24 * 3600
"""Seconds after which an unused state is removed."""

CACHE = BASE_DIR / "var" / "trial-static"


def state():
    """Return the name of the present state: a digest of all files of static/ and of the pinned packages."""
    digest = hashlib.sha256()
    for path in [BASE_DIR / "requirements.txt", *sorted((BASE_DIR / "static").rglob("*"))]:
        if path.is_file():
            digest.update(f"{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def link(target, collect):
    """Make target (the portal's static folder) a link to the collected files.

    collect(folder) runs collectstatic with that folder as ZI_VAR; it is called for a new state. Two trials that collect
    at once do not disturb each other: the first complete folder wins.
    """
    collected = CACHE / state()
    if not collected.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=CACHE, prefix="sementara-"))
        try:
            collect(temporary)
            (temporary / "static").chmod(0o755)
            (temporary / "static").rename(collected)
        except OSError:
            if not collected.exists():
                raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    collected.touch()
    _remove_unused()
    if target.is_symlink():
        target.unlink()
    elif target.exists():
        shutil.rmtree(target)
    target.symlink_to(collected)


def _remove_unused():
    for folder in CACHE.iterdir():
        if time.time() - folder.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
