"""Management commands of one portal in one process, one after another: starting a program for each takes a second.

python -m tests.acceptance.commands reads a JSON list of arguments per line and writes {"code", "output", "errors"}.
"""

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from django.core.management import ManagementUtility
from django.db import connections


def run(arguments):
    """Run a command as manage.py would: (exit code, what it printed, what it complained of)."""
    output, errors, code = StringIO(), StringIO(), 0
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            ManagementUtility(["manage.py", *arguments]).execute()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    connections.close_all()
    return code, output.getvalue(), errors.getvalue()


def main():
    """Answer line by line until the input ends."""
    answers = sys.stdout
    for line in sys.stdin:
        code, output, errors = run(json.loads(line))
        print(json.dumps({"code": code, "output": output, "errors": errors}), file=answers, flush=True)


if __name__ == "__main__":
    main()
