"""On the way back from the next migration the index is made again."""

from importlib import import_module

from django.db import migrations

search_index = import_module("evidence.migrations.0002_search_index")


def index_again(apps, schema_editor):
    """SQLite made the tables anew, without the triggers that keep the index."""
    if schema_editor.connection.vendor == "sqlite":
        search_index.remove(apps, schema_editor)
        search_index.make(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [("evidence", "0004_package_form_and_fingerprint")]

    operations = [migrations.RunPython(migrations.RunPython.noop, index_again)]
