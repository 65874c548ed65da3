"""make drill as a test: the whole way from a busy office to a person signed in on another machine."""

import os
import subprocess
import sys

import pytest

from tests.portals import SERVER
from zi_portal import BASE_DIR


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.case("G7", "G9")
def test_the_drill_ends_without_deviation():
    vendor = "postgresql" if SERVER else "sqlite"
    command = [
        sys.executable,
        "-m",
        "tests.zi_portal.backup.drill",
        "--files",
        "200",
        "--megabytes",
        "100",
        "--only",
        vendor,
    ]
    completed = subprocess.run(command, cwd=BASE_DIR, env=os.environ, capture_output=True, text=True)
    assert completed.returncode == 0, completed.stderr
    assert completed.stdout.count(" s\n") == 6 and "tidak ada penyimpangan" in completed.stdout
