"""Stored files that no row names: what a program left behind that was killed between storing and writing the row."""

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField


def named():
    """Names of all stored files that a row of any model holds."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                found |= set(model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return found


def stored(folder=""):
    """Names of all files in the storage, also those that stand aside until they are whole."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from stored(f"{folder}{name}/")


def forget_before(moment):
    """Delete the files without a row that were stored before the moment (aware datetime); returns their names.

    A younger one may be on its way to its row: name it only after more than the longest request and job.
    """
    there = list(stored())
    strays = [name for name in sorted(set(there) - named()) if default_storage.get_modified_time(name) < moment]
    for name in strays:
        default_storage.delete(name)
    return strays
