"""What is measured of the code: sizes, rooms and arrows, names of variables, ifs of templates, minutes of tests."""

import ast
import json
import re
import statistics
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from io import BytesIO
from pathlib import Path

from tests.house.bindings import bindings
from tests.house.rooms import sheets
from zi_portal import BASE_DIR

APPS = ("evidence", "plans", "teams", "zi_portal")
LONG_TEMPLATE = 100  # lines
MINUTES = BASE_DIR / "var" / "test-minutes.json"  # {part of make test: minutes}, written by the Makefile
BRANCH = re.compile(r"{%-?\s*(?:if|elif)\s")


def measured(root=BASE_DIR):
    """Returns all figures of the project under `root` as plain data that JSON can hold."""
    product, tests = parsed(root, APPS), parsed(root, ("tests",))
    return {
        "rooms": {folder: sheet._asdict() for folder, sheet in sheets(product).items() if folder},
        "sizes": {"product": sizes(root, product), "tests": sizes(root, tests)},
        "names": names(product | tests),
        "templates": templates(root),
    }


def measured_at(commit):
    """Returns the figures of a commit, unpacked into a folder that is gone afterwards."""
    command = ["git", "archive", commit, *APPS, "tests", "templates"]
    archive = subprocess.run(command, cwd=BASE_DIR, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=BytesIO(archive)) as members:
        members.extractall(folder, filter="data")
        return measured(Path(folder))


def minutes():
    """Returns {part of make test: minutes} of its last run on this machine; empty where none was timed."""
    return json.loads(MINUTES.read_text(encoding="utf8")) if MINUTES.exists() else {}


def parsed(root, folders):
    """Returns {path relative to the root: parsed module} without migrations."""
    paths = [path.relative_to(root) for folder in folders for path in sorted((root / folder).rglob("*.py"))]
    return {
        path.as_posix(): ast.parse((root / path).read_text(encoding="utf8"))
        for path in paths
        if "migrations" not in path.parts
    }


def sizes(root, trees):
    """Returns the spread of the lines of functions and of files, and the number of modules in the fullest folder."""
    functions = [
        node.end_lineno - node.lineno + 1
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    modules = [path for path in trees if not path.endswith("__init__.py")]
    files = [len((root / path).read_text(encoding="utf8").splitlines()) for path in modules]
    folders = Counter(path.rpartition("/")[0] for path in modules)
    return {
        "functions": _spread(functions),
        "files": _spread(files),
        "fullest folder": max(folders.values(), default=0),
    }


def _spread(lines):
    """Count, median, 95th percentile and maximum."""
    ordered = sorted(lines) or [0]
    percentile = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return {"count": len(lines), "median": statistics.median(ordered), "p95": percentile, "most": ordered[-1]}


def names(trees):
    """Returns {top folder: number of bindings and {pronoun: count}}; underscores around a name do not count."""
    figures = {}
    for path, tree in trees.items():
        folder = figures.setdefault(path.partition("/")[0], {"bindings": 0, "pronouns": Counter()})
        bound = bindings(tree)
        folder["bindings"] += len(bound)
        folder["pronouns"].update(binding.name.strip("_") for binding in bound if binding.is_pronoun)
    return {folder: {**figure, "pronouns": dict(figure["pronouns"])} for folder, figure in figures.items()}


def pronoun_places(root=BASE_DIR):
    """Returns the sorted list of "path:line name" of all variables that are pronouns."""
    trees = parsed(root, (*APPS, "tests"))
    places = [
        (path, *reversed(binding)) for path, tree in trees.items() for binding in bindings(tree) if binding.is_pronoun
    ]
    return [f"{path}:{line} {name}" for path, line, name in sorted(places)]


def templates(root):
    """Returns lines and branches of each folder of templates/, of its worst pages, and how many pages are long."""
    folders, pages = defaultdict(lambda: {"lines": 0, "ifs": 0}), []
    for path in sorted((root / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf8")
        page = {"lines": len(text.splitlines()), "ifs": len(BRANCH.findall(text))}
        inside = path.relative_to(root / "templates")
        pages.append({"page": inside.as_posix(), **page})
        folder = folders["/".join(inside.parts[:-1]) or "."]
        folder["lines"] += page["lines"]
        folder["ifs"] += page["ifs"]
    long = sum(page["lines"] > LONG_TEMPLATE for page in pages)
    worst = sorted(pages, key=lambda page: (-page["ifs"], page["page"]))[:20]
    return {"folders": dict(folders), "worst": worst, "long": long, "pages": len(pages)}


def share_of_pronouns(figures, folders=APPS):
    """Returns the percentage of all variables in the folders that are named by a pronoun."""
    measured = [figures["names"][folder] for folder in folders if folder in figures["names"]]
    total = sum(folder["bindings"] for folder in measured)
    return 100 * sum(sum(folder["pronouns"].values()) for folder in measured) / max(1, total)


def branches_per_100_lines(figures):
    """Returns the number of `if` and `elif` tags in 100 lines of all templates."""
    folders = figures["templates"]["folders"].values()
    return 100 * sum(folder["ifs"] for folder in folders) / max(1, sum(folder["lines"] for folder in folders))
