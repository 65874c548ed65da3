"""What `make quick` runs: the rules of the house, the access matrix, and the tests of the rooms that were changed.

python -m tests.quick compares with the last commit on main, or with HEAD~1 on main itself.
"""

import subprocess
import sys
from pathlib import Path, PurePosixPath

from zi_portal import BASE_DIR

ALWAYS = ("tests/house", "tests/addresses/test_access.py")


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout.split()


def changed():
    """Paths that differ from where this branch left main, or from the commit before on main itself; new files too."""
    here = git("rev-parse", "HEAD")[0]
    bases = git("merge-base", "HEAD", "main") if git("branch", "--list", "main") else []
    base = bases[0] if bases and bases[0] != here else "HEAD~1"
    return {*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")}


def tests_of(path):
    """Test module or folder of tests for a changed path; None where it has none."""
    parts = PurePosixPath(path).parts
    if parts[0] == "tests":
        return path if PurePosixPath(path).name.startswith("test_") else None
    if parts[0] not in {"evidence", "plans", "teams", "zi_portal"}:
        return None
    rooms = parts[2:-1] if parts[:2] == ("zi_portal", "lib") else parts[1:-1]
    folder = PurePosixPath("tests", parts[0], *rooms[:1])
    stem = f"test_{PurePosixPath(path).stem}.py"
    for candidate in (folder / stem, folder):
        if Path(BASE_DIR, candidate).exists() and candidate != PurePosixPath("tests", parts[0]):
            return str(candidate)
    return None


def main():
    """Run them; pytest's exit code."""
    modules = {test for path in changed() if (test := tests_of(path)) and Path(BASE_DIR, test).exists()}
    chosen = sorted({*ALWAYS, *modules})
    print("Ujian cepat:", *chosen, flush=True)
    options = ("-q", "-n", "2", "--dist", "loadgroup", "-m", "not long and not trial and not browser")
    return subprocess.call([sys.executable, "-m", "pytest", *options, *chosen], cwd=BASE_DIR)


if __name__ == "__main__":
    sys.exit(main())
