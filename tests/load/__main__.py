"""python -m tests.load [--profile embedded|production|both] [--seconds N] [--write]: a table; exit 1: a bar missed."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.load import attacks, broken_uploads, download, oversize, slow_uploads
from tests.load.buckets import in_a_bucket
from tests.load.figures import table
from tests.load.portals import PROFILES, running
from zi_portal import BASE_DIR

REPORT = BASE_DIR / "docs" / "load.md"
HEAD = """\
# Loads

Written by `.venv/bin/python -m tests.load --write`; nothing here is typed by hand. The machine had {cores} cores and \
did the asking too: times say how the lines relate to each other, not how fast a server is. What holds on any machine \
is the last column: nobody waits a second for others' uploads or attacks, too much is refused unread, a download \
takes no memory, and what ends midway leaves nothing.

- *slow uploads*: {people} people send 8 MB at about 4 kB/s each to the import of a workbook; another one opens \
the sign-in page, Beranda and a plan's table in turn, each on a new line. In the embedded profile waitress keeps \
what comes aside until it is whole, in production nginx does; a thread of the portal works only on whole requests.
- *download*: a stored file of {size} MB. In production nginx sends it from its internal location; from a bucket the \
web process sends it piece by piece.
- *sent midway*: the same request, cut in the middle by its sender or by kill -9 of the web process. "Nothing" counts \
rows, stored files and temporary files.
- *attacks*: all requests of an attack are sent at once, by {at_once} at most at a time; the same pages are asked for \
until the attackers have their answers. A search is sent to five lists, the workbooks are read by jobs, the rekap is \
printed by one. A guess is compared where neither its account nor its network tried too often and the process has \
room for it; all others are told 429. 0 counts lines that were closed without an answer.

{table}
"""


def everything(profile, seconds):
    """Lines of all loads on a profile."""
    with tempfile.TemporaryDirectory(prefix="zi-load-", ignore_cleanup_errors=True) as folder:
        with running(profile, Path(folder) / "portal") as portal:
            lines = slow_uploads.measure(portal, seconds) + attacks.measure(portal, seconds / 4)
            for part in (oversize, download, broken_uploads):
                lines += part.measure(portal)
        if profile == "production":
            with in_a_bucket(Path(folder) / "bucket") as portal:
                lines += download.measure(portal)
    return lines


def main():
    """Measure, print, write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=(*PROFILES, "both"), default="both")
    parser.add_argument("--seconds", type=float, default=20, help="how long pages are asked for during slow uploads")
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    arguments = parser.parse_args()
    lines = []
    for profile in PROFILES if arguments.profile == "both" else (arguments.profile,):
        lines += everything(profile, arguments.seconds)
    print(table(lines))
    if arguments.write:
        values = {"cores": os.cpu_count(), "people": slow_uploads.PEOPLE, "size": download.MEGABYTES}
        values["at_once"] = attacks.AT_ONCE
        REPORT.write_text(HEAD.format(table=table(lines), **values), encoding="utf8")
    sys.exit(0 if all(line.holds for line in lines) else 1)


if __name__ == "__main__":
    main()
