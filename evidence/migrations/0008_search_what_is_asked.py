"""Full text of the documents that are asked for, as 0002_search_index has it of the evidence itself.

Like those it is made again, with make(), by a later migration that makes its table anew on SQLite.
"""

from importlib import import_module

from django.db import migrations

search_index = import_module("evidence.migrations.0002_search_index")
ASKED = [("evidence_evidencerequirement", "title")]


def make(apps, schema_editor):
    search_index.run(schema_editor, search_index.STATEMENTS[schema_editor.connection.vendor][0], ASKED)


def remove(apps, schema_editor):
    search_index.run(schema_editor, search_index.STATEMENTS[schema_editor.connection.vendor][1], ASKED)


class Migration(migrations.Migration):

    dependencies = [("evidence", "0007_index_again")]

    operations = [migrations.RunPython(make, remove)]
