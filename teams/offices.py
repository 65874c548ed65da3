"""Settings of an office: saved under a lock, audited; an emblem has its own file, old ones stay for old decrees."""

from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from teams.models import Satker
from zi_portal.audit import chain

FIELDS = ("place", "certifier_title", "certifier_name")


@transaction.atomic
def save_settings(satker, actor, *, emblem=None, remove_emblem=False, **values):
    """Store the settings; emblem: (name, bytes) from emblem.recoded, None keeps the present one."""
    row = Satker.objects.select_for_update(of=("self",)).get(pk=satker.pk)
    before = _facts(row)
    for name in FIELDS:
        setattr(row, name, values[name])
    if emblem:
        row.emblem.name = _stored(row.emblem, *emblem)
    elif remove_emblem:
        row.emblem.name = ""
    row.save(update_fields=[*FIELDS, "emblem"])
    after = _facts(row)
    if after != before:
        chain.record("satker.settings", actor=actor, subject=row, satker_code=row.code, before=before, after=after)


def _stored(present, name, content):
    """Name in the storage: the present one for the same picture, else a new one that no sweep has its eye on."""
    same = PurePosixPath(present.name or "").stem.startswith(PurePosixPath(name).stem)
    if same and default_storage.exists(present.name):
        return present.name
    return default_storage.save(f"emblem/{name}", ContentFile(content))


def _facts(row):
    return {name: getattr(row, name) for name in FIELDS} | {"emblem": row.emblem.name or ""}
