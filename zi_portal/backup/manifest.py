"""manifest.json lists what a backup holds, seal.json proves that nobody changed it: written, read and compared."""

import hashlib
import hmac
import json
from pathlib import Path

import django
from django.conf import settings
from django.utils.crypto import salted_hmac

from zi_portal.backup import rows
from zi_portal.backup.refusals import BackupRefused

PRODUCT = "Portal ZI"
FORMAT = 1
NAME, SEAL = "manifest.json", "seal.json"
FILES = "files"
PARTIAL = ".partial"
SALT = "zi_portal.backup.manifest"


def write(folder, *, created_at, vendor, using, dump, files):
    """Write and seal the manifest of the snapshot behind the alias `using`; return its content.

    dump: {"name", "size", "sha256"}; files: {name: facts, or None for one that the storage lacks}.
    """
    loader, migrations = rows.schema(using)
    content = {
        "product": PRODUCT,
        "format": FORMAT,
        "created_at": created_at.isoformat(),
        "django": django.get_version(),
        "vendor": vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in migrations),
        "models": rows.tallies(using),
        "left_out": rows.LEFT_OUT,
        "dump": dump,
        "files": {name: facts for name, facts in sorted(files.items()) if facts},
        "files_missing": sorted(name for name, facts in files.items() if not facts),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1).encode()
    (folder / NAME).write_bytes(text)
    (folder / SEAL).write_text(json.dumps(seal(text)), encoding="ascii")
    return content


def seal(text, secret=None):
    """Return {"sha256", "key": fingerprint of the secret (default: SECRET_KEY), "hmac"} of the manifest's bytes."""
    secret = secret or settings.SECRET_KEY
    return {"sha256": hashlib.sha256(text).hexdigest(), "key": _mac(b"key", secret), "hmac": _mac(text, secret)}


def _mac(text, secret):
    return salted_hmac(SALT, text, secret=secret, algorithm="sha256").hexdigest()


def _secret_of(fingerprint):
    """Return the SECRET_KEY or fallback that has this fingerprint; None when it is another portal's."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return next((secret for secret in secrets if hmac.compare_digest(_mac(b"key", secret), str(fingerprint))), None)


def read(folder, *, other_key=False):
    """Return the manifest of a backup; BackupRefused unless it is whole, ours, unchanged and not newer than the code.

    other_key: accept one that was sealed with another SECRET_KEY, of which only the plain hash can be checked.
    """
    folder = Path(folder)
    if folder.name.endswith(PARTIAL):
        raise BackupRefused("unfinished", folder)
    text, content = _content(folder)
    _check_seal(folder, text, other_key)
    if content["format"] > FORMAT:
        raise BackupRefused("newer_format", content["format"])
    return content


def _content(folder):
    try:
        text = (folder / NAME).read_bytes()
        content = json.loads(text)
        is_ours = content["product"] == PRODUCT and isinstance(content["format"], int)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupRefused("foreign", folder) from error
    if not is_ours:
        raise BackupRefused("foreign", folder)
    return text, content


def _check_seal(folder, text, other_key):
    try:
        stored_seal = json.loads((folder / SEAL).read_bytes())
        key, mac, plain = stored_seal["key"], stored_seal["hmac"], stored_seal["sha256"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupRefused("changed", SEAL) from error
    if plain != hashlib.sha256(text).hexdigest():
        raise BackupRefused("changed", NAME)
    secret = _secret_of(key)
    if secret is None:
        if not other_key:
            raise BackupRefused("other_key")
    elif not hmac.compare_digest(str(mac), seal(text, secret)["hmac"]):
        raise BackupRefused("changed", SEAL)


def own_key(folder):
    """Return True when the backup was sealed with this portal's SECRET_KEY or one of its fallbacks."""
    return _secret_of(json.loads((Path(folder) / SEAL).read_bytes())["key"]) is not None


def differences(content, using):
    """Return ["app.model: …"] of what a restored database holds otherwise than the manifest says."""
    tallies, expected = rows.tallies(using), content["models"]
    return [
        f"{label} ({expected.get(label, {}).get('rows', '–')} → {tallies.get(label, {}).get('rows', '–')} baris)"
        for label in sorted(set(tallies) | set(expected))
        if tallies.get(label) != expected.get(label)
    ]
