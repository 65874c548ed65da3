"""Settings of an office: saved under a lock, audited; emblems are kept by content, old ones stay for old decrees."""

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
        row.emblem.name = _stored(*emblem)
    elif remove_emblem:
        row.emblem.name = ""
    row.save(update_fields=[*FIELDS, "emblem"])
    after = _facts(row)
    if after != before:
        chain.record("satker.settings", actor=actor, subject=row, satker_code=row.code, before=before, after=after)


def _stored(name, content):
    """Name in the storage; the same picture is kept once."""
    path = f"emblem/{name}"
    return path if default_storage.exists(path) else default_storage.save(path, ContentFile(content))


def _facts(row):
    return {name: getattr(row, name) for name in FIELDS} | {"emblem": row.emblem.name or ""}
