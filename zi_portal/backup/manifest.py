"""manifest.json says what a backup holds, seal.json that nobody changed it: read, written, sealed and judged."""

import hashlib
import hmac
import json
from pathlib import Path

import django
from django.conf import settings
from django.utils.crypto import salted_hmac

from zi_portal.backup import rows
from zi_portal.backup.refusals import Refused

PRODUCT = "Portal ZI"
FORMAT = 1
NAME, SEAL = "manifest.json", "seal.json"
FILES = "files"
PARTIAL = ".partial"
SALT = "zi_portal.backup.manifest"


def write(folder, *, created_at, vendor, using, dump, files):
    """Write and seal the manifest of the snapshot that using shows.

    dump: {"name", "size", "sha256"}; files: {name: facts, or None for one that the storage had lost}.
    """
    loader, known = rows.schema(using)
    content = {
        "product": PRODUCT,
        "format": FORMAT,
        "created_at": created_at.isoformat(),
        "django": django.get_version(),
        "vendor": vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in known),
        "models": rows.tallies(using),
        "left_out": rows.LEFT_OUT,
        "dump": dump,
        "files": {name: found for name, found in sorted(files.items()) if found},
        "files_missing": sorted(name for name, found in files.items() if not found),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1).encode()
    (folder / NAME).write_bytes(text)
    (folder / SEAL).write_text(json.dumps(seal(text)), encoding="ascii")
    return content


def seal(text, secret=None):
    """{"sha256", "key": fingerprint of the secret (SECRET_KEY if not said), "hmac"} of the manifest's bytes."""
    secret = secret or settings.SECRET_KEY
    return {"sha256": hashlib.sha256(text).hexdigest(), "key": _mac(b"key", secret), "hmac": _mac(text, secret)}


def _mac(text, secret):
    return salted_hmac(SALT, text, secret=secret, algorithm="sha256").hexdigest()


def _secret_of(fingerprint):
    """The SECRET_KEY, or one of its fallbacks, with this fingerprint; None when it is another portal's."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return next((one for one in secrets if hmac.compare_digest(_mac(b"key", one), str(fingerprint))), None)


def read(folder, *, other_key=False):
    """The manifest of a backup; Refused unless it is whole, ours, unchanged and not newer than this code.

    other_key: accept one that was sealed with another SECRET_KEY, of which only the plain hash can be checked.
    """
    folder = Path(folder)
    if folder.name.endswith(PARTIAL):
        raise Refused("unfinished", folder)
    text, content = _content(folder)
    _check_seal(folder, text, other_key)
    if content["format"] > FORMAT:
        raise Refused("newer_format", content["format"])
    return content


def _content(folder):
    try:
        text = (folder / NAME).read_bytes()
        content = json.loads(text)
        ours = content["product"] == PRODUCT and isinstance(content["format"], int)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refused("foreign", folder) from error
    if not ours:
        raise Refused("foreign", folder)
    return text, content


def _check_seal(folder, text, other_key):
    try:
        found = json.loads((folder / SEAL).read_bytes())
        key, mac, plain = found["key"], found["hmac"], found["sha256"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refused("changed", SEAL) from error
    if plain != hashlib.sha256(text).hexdigest():
        raise Refused("changed", NAME)
    secret = _secret_of(key)
    if secret is None:
        if not other_key:
            raise Refused("other_key")
    elif not hmac.compare_digest(str(mac), seal(text, secret)["hmac"]):
        raise Refused("changed", SEAL)


def own_key(folder):
    """True when the backup was sealed with the SECRET_KEY of this portal, or with one of its fallbacks."""
    return _secret_of(json.loads((Path(folder) / SEAL).read_bytes())["key"]) is not None


def differences(content, using):
    """["app.model: …"] of what a restored database holds otherwise than the manifest says."""
    found, expected = rows.tallies(using), content["models"]
    return [
        f"{label} ({expected.get(label, {}).get('rows', '–')} → {found.get(label, {}).get('rows', '–')} baris)"
        for label in sorted(set(found) | set(expected))
        if found.get(label) != expected.get(label)
    ]
