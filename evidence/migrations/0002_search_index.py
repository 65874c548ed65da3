"""Full text of titles, file names and pages: FTS5 tables kept by triggers on SQLite, tsvector columns on PostgreSQL.

A later migration that makes one of these tables anew on SQLite (Django does so for most changes of columns) drops its
triggers: it calls make() of this one at its end, after remove(). tests/evidence/overview/test_searching.py would tell.
"""

from django.db import migrations

INDEXED = [("evidence_filepage", "text"), ("evidence_evidence", "title"), ("evidence_storedfile", "name")]

SQLITE = [
    "CREATE VIRTUAL TABLE {t}_fts USING fts5({c}, content='{t}', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER {t}_fts_added AFTER INSERT ON {t} BEGIN INSERT INTO {t}_fts(rowid, {c}) VALUES (new.id, new.{c}); END",
    "CREATE TRIGGER {t}_fts_removed AFTER DELETE ON {t} BEGIN INSERT INTO {t}_fts({t}_fts, rowid, {c}) VALUES ('delete', old.id, old.{c}); END",
    "CREATE TRIGGER {t}_fts_changed AFTER UPDATE OF {c} ON {t} BEGIN INSERT INTO {t}_fts({t}_fts, rowid, {c}) VALUES ('delete', old.id, old.{c}); INSERT INTO {t}_fts(rowid, {c}) VALUES (new.id, new.{c}); END",
    "INSERT INTO {t}_fts({t}_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS {t}_fts_added",
    "DROP TRIGGER IF EXISTS {t}_fts_removed",
    "DROP TRIGGER IF EXISTS {t}_fts_changed",
    "DROP TABLE IF EXISTS {t}_fts",
]
WORDS = "regexp_replace(left({c}, 100000), '[^[:alnum:]]+', ' ', 'g')"
POSTGRESQL = [
    f"ALTER TABLE {{t}} ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('{{config}}'::regconfig, {WORDS}) || to_tsvector('simple'::regconfig, {WORDS})) STORED",
    "CREATE INDEX {t}_search ON {t} USING gin (search)",
]
POSTGRESQL_BACK = ["DROP INDEX IF EXISTS {t}_search", "ALTER TABLE {t} DROP COLUMN IF EXISTS search"]
STATEMENTS = {"sqlite": (SQLITE, SQLITE_BACK), "postgresql": (POSTGRESQL, POSTGRESQL_BACK)}


def run(schema_editor, statements, indexed=INDEXED):
    config = ""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = 'indonesian'")
            config = "indonesian" if cursor.fetchone() else "simple"
        for table, column in indexed:
            for statement in statements:
                cursor.execute(statement.format(t=table, c=column, config=config))


def make(apps, schema_editor):
    run(schema_editor, STATEMENTS[schema_editor.connection.vendor][0])


def remove(apps, schema_editor):
    run(schema_editor, STATEMENTS[schema_editor.connection.vendor][1])


class Migration(migrations.Migration):

    dependencies = [("evidence", "0001_evidence_tables")]

    operations = [migrations.RunPython(make, remove)]
