"""Tests that share something costly run in one process; a runner that ignores groups would make it once for each."""

import subprocess
import sys

MARKED = """
import os, pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_it(number):
    with open({path!r}, "a") as log:
        log.write(f"{{os.getpid()}}\\n")
"""


def test_a_group_is_run_by_one_process(tmp_path):
    log, module = tmp_path / "log", tmp_path / "test_marked.py"
    module.write_text(MARKED.format(path=str(log)), encoding="utf8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:django", module]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    process_ids = log.read_text().split()
    assert len(process_ids) == 6 and len(set(process_ids)) == 1
