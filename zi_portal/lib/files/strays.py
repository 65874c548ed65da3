"""Stored files that no row names: what a program left behind that was killed between storing and writing the row."""

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField

FEW = 50
"""So many may go even where hardly any file has a row."""


def named():
    """Names of all stored files that a row of any model holds."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                found |= set(model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
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


class TooMany(Exception):
    """Far more files are without a row than with one: this is rather the wrong database. number: of them."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def forget_before(moment, tick=lambda: None):
    """Delete the files without a row that were stored before the moment (aware datetime); returns their names.

    A younger one may be on its way to its row: name it only after more than the longest request and job. tick() is
    called after each hundred files. Raises TooMany before anything is deleted.
    """
    there = set(_each(stored(), tick))
    owned = named()
    old = [name for name in _each(sorted(there - owned), tick) if _stored_before(name, moment)]
    if len(old) > max(FEW, len(owned)):
        raise TooMany(len(old))
    for name in _each(old, tick):
        default_storage.delete(name)
    return old


def _each(names, tick):
    for number, name in enumerate(names, 1):
        if number % 100 == 0:
            tick()
        yield name


def _stored_before(name, moment):
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # somebody else took it away
        return False
