"""Stored files that no row names, left by programs that were killed between storing a file and writing its row."""

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField

FEW = 50
"""Files that may be deleted even where hardly any file has a row."""


def referenced():
    """Return the names of all stored files that a row of any model holds."""
    names = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                names |= set(model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return names


def stored(folder=""):
    """Yield the names of all files in the storage, also of those that are not complete yet."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from stored(f"{folder}{name}/")


class TooMany(Exception):
    """More files are without a row than with one, so this is probably the wrong database; number: of those without."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def forget_before(moment, tick=lambda: None):
    """Delete the files without a row that were stored before the moment (aware datetime); return their names.

    The row of a younger file may be about to be written: give a moment older than the longest request and job. tick()
    is called after every hundred files. Raises TooMany before anything is deleted.
    """
    stored_names = set(_ticking(stored(), tick))
    referenced_names = referenced()
    old = [name for name in _ticking(sorted(stored_names - referenced_names), tick) if _stored_before(name, moment)]
    if len(old) > max(FEW, len(referenced_names)):
        raise TooMany(len(old))
    for name in _ticking(old, tick):
        default_storage.delete(name)
    return old


def _ticking(names, tick):
    for number, name in enumerate(names, 1):
        if number % 100 == 0:
            tick()
        yield name


def _stored_before(name, moment):
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # somebody else deleted it
        return False
