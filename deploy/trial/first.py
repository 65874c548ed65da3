"""Prepares database, register and demo of the trial in one process, inside the portal's environment.

python -m deploy.trial.first [--demo]
"""

import sys

import django
from django.core.management import call_command


def main(arguments):
    """Migrate the database and load what is missing."""
    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("load_register", skip_checks=True)
    if "--demo" in arguments:
        call_command("load_demo", first_start=True, skip_checks=True)


if __name__ == "__main__":
    main(sys.argv[1:])
