#!/usr/bin/env python
"""Command line of the portal."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
    from django.conf import settings  # noqa: PLC0415 -- the line above first
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- the same

    from zi_portal.lib.files import private  # noqa: PLC0415 -- the same

    private.set_umask(settings.UMASK)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
