"""The project package: roof (urls, home) and cellar (lib, jobs, audit) of the house.

Importing it imports nothing else of the portal: the confined child processes of lib.sandbox start with it.
"""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
"""The folder that holds manage.py; settings.BASE_DIR is the same."""
