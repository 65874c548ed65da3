"""The cases beside this file, in node where it is installed and in Chromium where that is."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from zi_portal import BASE_DIR

NODE = shutil.which("node")
HERE = Path(__file__).parent
HELPERS = {"checking.js", "in_node.js", "portal.js"}
FILES = sorted(path.name for path in HERE.glob("*.js") if path.name not in HELPERS)
HOST = "http://skrip.test"
RUN = "async (file) => { await import('./' + file); return (await import('./checking.js')).run(); }"


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the scripts and their cases that tells node that they are modules."""
    root = tmp_path_factory.mktemp("scripts")
    for folder in (HERE.relative_to(BASE_DIR), *(Path("static/js") / name for name in ("lib", "sheet", "upload"))):
        shutil.copytree(BASE_DIR / folder, root / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (root / "package.json").write_text('{"type": "module"}', encoding="utf8")
    return root / HERE.relative_to(BASE_DIR)


@pytest.fixture(scope="module")
def page(chromium):
    """A blank page beside the cases; what it loads comes from the project's folder."""
    context = chromium.new_context()
    context.route(f"{HOST}/**", _answer)
    page = context.new_page()
    page.goto(f"{HOST}/{HERE.relative_to(BASE_DIR)}/")
    yield page
    context.close()


def _answer(route):
    path = BASE_DIR / urlsplit(route.request.url).path[1:]
    if path.suffix == ".js":
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


def wrong(outcomes):
    """Lines of the cases that went wrong; there must be cases."""
    assert outcomes
    return [f"{sentence}: {error}" for sentence, error in outcomes.items() if error]


@pytest.mark.skipif(NODE is None, reason="node is not installed: the cases run in Chromium alone")
@pytest.mark.parametrize("file", FILES)
def test_cases_in_node(tree, file):
    done = subprocess.run([NODE, "in_node.js", file], cwd=tree, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert wrong(json.loads(done.stdout)) == []


@pytest.mark.browser
@pytest.mark.parametrize("file", FILES)
def test_cases_in_chromium(page, file):
    page.reload()  # each file begins with no cases
    assert wrong(page.evaluate(RUN, file)) == []
