"""Tests that share something costly run in one process; a runner that ignores groups would make it once for each."""

import subprocess
import sys

from zi_portal import BASE_DIR

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


SHARED = """
import os, pytest

@pytest.fixture(scope="module")
def costly():
    with open({path!r}, "a") as log:
        log.write("made\\n")

@pytest.mark.parametrize("number", range(6))
def test_it(costly, number):
    assert True
"""


def test_what_a_module_shares_is_made_by_one_process(tmp_path):
    log, module = tmp_path / "log", tmp_path / "test_shared.py"
    module.write_text(SHARED.format(path=str(log)), encoding="utf8")
    of_ours = "tests/chaos/test_kinds.py"  # with it the hooks of tests/conftest.py are at work
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", of_ours, module]
    subprocess.run(command, cwd=BASE_DIR, check=True, stdout=subprocess.DEVNULL)
    assert log.read_text() == "made\n"
