"""Saving the settings of an office, locked and audited; every emblem has its own file, kept for older decrees."""

from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from teams.models import Satker
from zi_portal.audit import chain
from zi_portal.lib.seen import Unchanged, settled

FIELDS = ("place", "certifier_title", "certifier_name")


@transaction.atomic
def save_settings(satker, actor, *, emblem=None, remove_emblem=False, seen=None, **values):
    """Store the settings; emblem: (name, bytes) from emblem.recode, None keeps the present one.

    Raises Unchanged, Overtaken (zi_portal/lib/seen.py).
    """
    row = Satker.objects.select_for_update(of=("self",)).get(pk=satker.pk)
    before = _facts(row)
    changed = _changed_values(before, values, seen)
    if emblem:
        changed["emblem"] = _store_emblem(row.emblem, *emblem)
    elif remove_emblem:
        changed["emblem"] = ""
    changed = settled(before, changed)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
    before = {name: before[name] for name in changed}
    chain.record("satker.settings", actor=actor, subject=row, satker_code=row.code, before=before, after=changed)


def _changed_values(before, values, digests):
    """Return the typed values that changed; {} is fine, because the emblem may have changed alone."""
    try:
        return settled(before, values, digests)
    except Unchanged:
        return {}


def _store_emblem(present, name, content):
    """Return the name in the storage: the present one for the same picture, else a new file's, safe from the sweep."""
    is_same_file = PurePosixPath(present.name or "").stem.startswith(PurePosixPath(name).stem)
    if is_same_file and default_storage.exists(present.name):
        return present.name
    return default_storage.save(f"emblem/{name}", ContentFile(content))


def _facts(row):
    return {name: getattr(row, name) for name in FIELDS} | {"emblem": row.emblem.name or ""}
