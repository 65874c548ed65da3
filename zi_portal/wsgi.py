"""WSGI entry point."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

django.setup(set_prefix=False)

from zi_portal.lib.inputs import Handler  # noqa: E402 -- settings come first

application = Handler()
