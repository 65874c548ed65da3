"""Every migration of ours there, back and there again over a database with data; run by test_migrations.py.

python -m tests.databases.migrating, in a portal with an empty database (tests/portals.py); prints as JSON what was
different after it: {"rows", "tables" (back to the first migrations and there again), "left", "anew" (back to nothing
and there again)}, and "kept": {model: rows} that were there all the time.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- Django must be set up first
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from tests.zi_portal.backup import writing  # noqa: E402
from zi_portal.backup import rows  # noqa: E402

OURS = ("audit", "jobs", "mail", "entrance", "teams", "plans")
PREFIXES = tuple(f"{app}_" for app in OURS)


def schema():
    """{table: its columns, indexes and constraints} of the database."""
    tables = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table)
            tables[table] = (
                sorted((column.name, str(column.type_code), column.null_ok) for column in columns),
                sorted(
                    (str(rule["columns"]), rule["unique"], rule["check"], str(rule["foreign_key"]))
                    for rule in rules.values()
                ),
            )
    return tables


def forward():
    """All migrations that are missing."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def back(target):
    """Take our apps back to the migrations that target(app) names, None: before the first.

    All in one plan, for a plan of its own for each app computes the states of all migrations again.
    """
    executor, targets = MigrationExecutor(connection), []
    for app in OURS:
        plan = executor.migration_plan([*targets, (app, target(app))])
        if all(backwards for _, backwards in plan):  # an app whose first migration went with another's stays away
            targets.append((app, target(app)))
    executor.migrate(targets)


def first(app):
    return next(name for label, name in sorted(MigrationExecutor(connection).loader.graph.nodes) if label == app)


def counts():
    """{model: rows}, of the tables as they are now."""
    return {label: tally["rows"] for label, tally in rows.tallies("default").items()}


def differences(before, after):
    """Keys whose values differ."""
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def main():
    """There with data, back to the first migrations and there again; then back to nothing and there again."""
    call_command("migrate", verbosity=0)
    empty, full_schema = counts(), schema()
    writing.fill_rows(2, 1)
    filled = counts()
    back(first)
    at_first = counts()
    unchanged = {label: filled[label] for label, count in at_first.items() if count == filled[label]}
    forward()
    changed = differences(filled, counts())
    changed = [label for label in changed if label in at_first]  # a table of later went with its rows
    report = {"kept": unchanged, "rows": changed, "tables": differences(full_schema, schema())}
    back(lambda app: None)
    left = [name for name in connection.introspection.table_names() if name.startswith(PREFIXES)]
    forward()
    anew = differences(empty, counts()) + differences(full_schema, schema())
    print(json.dumps(report | {"left": left, "anew": anew}))


if __name__ == "__main__":
    main()
