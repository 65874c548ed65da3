"""After the last migration the index is made again."""

from importlib import import_module

from django.db import migrations

search_index = import_module("evidence.migrations.0002_search_index")


def index_again(apps, schema_editor):
    """SQLite made the tables anew, without the triggers that keep the index."""
    if schema_editor.connection.vendor == "sqlite":
        search_index.remove(apps, schema_editor)
        search_index.make(apps, schema_editor)


def leave_first_parts(apps, schema_editor):
    """On the way back a page is one row; pictures of its other parts are swept like all files without a row."""
    apps.get_model("evidence", "FilePage").objects.filter(part__gt=1).delete()


class Migration(migrations.Migration):

    dependencies = [("evidence", "0006_pages_made_again")]

    operations = [migrations.RunPython(index_again, leave_first_parts)]
