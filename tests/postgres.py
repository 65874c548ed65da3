"""A PostgreSQL of the tests' own around a command; the server itself is deploy.trial.postgres.

python -m tests.postgres -- COMMAND … runs COMMAND with DATABASE_URL set to it and ends with its exit code.
"""

import os
import signal
import subprocess
import sys

from deploy.trial.postgres import Absent, binaries, server

__all__ = ["Absent", "binaries", "main", "server"]


def main(arguments):
    """Run the command around which the server lives; its exit code, 3 where no server is installed."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.exit("usage: python -m tests.postgres -- COMMAND …")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    try:
        with server() as url:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})
    except Absent as error:
        print(f"tests.postgres: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
