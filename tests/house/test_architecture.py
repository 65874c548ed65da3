"""The rules of the house that no linter knows: sizes, who may write what, what templates may hold."""

import ast
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from zi_portal import BASE_DIR

LONGEST_FUNCTION, LONGEST_FILE, MOST_MODULES = 40, 400, 15
FORBIDDEN_NAMES = {"services.py", "utils.py", "helpers.py", "common.py", "signals.py", "misc.py", "base.py"}
SCOPED_MODELS = {
    "Satker", "Membership", "Team", "Layout", "Decree", "Clause", "Plan", "Annex", "PlanArea", "Aspect", "ActionStep",
    "Deadline", "Version", "Document", "Submission", "WorkbookImport", "Job",
    "EvidenceRequirement", "RequirementChange", "Obligation", "StepAssignment", "Evidence", "EvidenceRevision",
    "EvidenceUse", "EvidenceReview", "PageNote", "StoredFile", "FilePage", "UploadBatch", "UploadItem", "Package",
}  # fmt: skip


@cache
def tracked():
    """Paths of all files of the project, relative to its root."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(line) for line in listed if (BASE_DIR / line).is_file()]


def python_files(*, tests=True):
    paths = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    return [path for path in paths if tests or path.parts[0] != "tests"]


def templates():
    return [path for path in tracked() if path.parts[0] == "templates" and path.suffix in {".html", ".txt"}]


@cache
def source(path):
    return (BASE_DIR / path).read_text(encoding="utf8")


@cache
def parsed(path):
    return ast.parse(source(path))


def nodes(path, *kinds):
    return [node for node in ast.walk(parsed(path)) if isinstance(node, kinds)]


def lines_that_match(paths, pattern):
    """["path:line text"] of all lines in which the pattern is found."""
    regex = re.compile(pattern)
    return [
        f"{path}:{number} {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(source(path).splitlines(), 1)
        if regex.search(line)
    ]


def test_there_is_something_to_check():
    assert len(python_files()) > 50 and len(templates()) > 20


def test_functions_are_at_most_40_lines():
    long = [
        f"{path}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_a_folder_holds_at_most_15_modules():
    modules = Counter(str(path.parent) for path in python_files() if path.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > MOST_MODULES} == {}


def test_files_are_at_most_400_lines():
    long = {str(path): len(source(path).splitlines()) for path in python_files()}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_FILE} == {}


def test_every_module_says_what_lives_in_it():
    silent = [str(path) for path in python_files() if source(path).strip() and not ast.get_docstring(parsed(path))]
    assert silent == []


def test_no_module_is_named_after_nothing():
    assert [str(path) for path in python_files() if path.name in FORBIDDEN_NAMES] == []


def test_only_the_workflow_writes_a_state():
    writers = set()
    for path in python_files(tests=False):
        for node in nodes(path, ast.Assign, ast.AugAssign, ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [leaf for target in targets for leaf in ast.walk(target)]
            if any(isinstance(leaf, ast.Attribute) and leaf.attr == "state" for leaf in flat):
                writers.add(str(path))
    jobs_and_archives = {"zi_portal/jobs/queue.py"}
    uploads = {
        "evidence/uploads/receiving.py",
        "evidence/uploads/examining.py",
        "evidence/uploads/placing.py",
    }  # of a file on its way
    assert writers - jobs_and_archives - uploads <= {"plans/workflow.py", "evidence/workflow.py"}


def test_no_update_writes_a_state_past_the_workflow():
    lines = lines_that_match(python_files(tests=False), r"\.update\([^)]*\bstate=")
    writers = ("plans/workflow.py", "zi_portal/jobs/", "zi_portal/mail/outbox.py")
    writers += ("evidence/files/scanning.py", "evidence/uploads/examining.py")  # of a file on its way
    writers += ("zi_portal/backup/aftermath.py",)  # of mails that a restored backup holds as waiting
    assert [line for line in lines if not line.startswith(writers)] == []


@pytest.mark.case("D4")
def test_views_fetch_rows_only_through_visible_to():
    views = [path for path in python_files(tests=False) if "views" in path.parts or path.name == "views.py"]
    models = "|".join(sorted(SCOPED_MODELS))
    direct = lines_that_match(views, rf"\b({models})\.objects\.(?!visible_to\b)")
    bare = lines_that_match(views, rf"get_object_or_404\(({models}),")
    assert direct + bare == []


@pytest.mark.case("D14")
def test_no_form_takes_all_fields():
    places = []
    for path in python_files(tests=False):
        for node in nodes(path, ast.ClassDef):
            meta = {
                t.id: v.value for v in node.body if isinstance(v, ast.Assign) for t in v.targets if hasattr(t, "id")
            }
            if node.name != "Meta" or "model" not in meta:
                continue
            fields = meta.get("fields")
            if "exclude" in meta or isinstance(fields, ast.Constant) and fields.value == "__all__":
                places.append(f"{path}:{node.lineno}")
    assert places == []


@pytest.mark.case("C2")
def test_pdfs_are_made_and_workbooks_are_read_in_one_place_each():
    html = lines_that_match(python_files(tests=False), r"(?<!\w)HTML\(")
    assert {line.partition(":")[0] for line in html} <= {"zi_portal/lib/sandbox/inside/press.py"}
    assert lines_that_match(python_files(tests=False), r"\bload_workbook\(") == []
    readers = lines_that_match(python_files(tests=False), r"\bxlsx_reader:")
    assert {line.partition(":")[0] for line in readers} == {"zi_portal/lib/grid/workbooks.py"}


def test_each_app_keeps_its_place_in_the_tree():
    top = {path.parts[0] for path in tracked() if len(path.parts) > 1}
    apps = {"zi_portal", "plans", "teams", "evidence"}
    expected = apps | {"templates", "static", "fixtures", "tests", "docs", ".ci", "deploy"}
    assert top <= expected


def test_migrations_have_names():
    names = [path.name for path in tracked() if "migrations" in path.parts and path.name[:4].isdigit()]
    assert names and [name for name in names if "_auto_" in name] == []


def test_no_unfinished_note_and_no_broad_except_stands_in_the_code():
    assert lines_that_match(python_files(), r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b") == []
    broad = lines_that_match(python_files(), r"except\s*(Exception|BaseException)?\s*(as \w+)?:")
    assert [line for line in broad if "noqa" not in line] == []


@pytest.mark.case("E11")
@pytest.mark.parametrize(
    ("ban", "pattern"),
    [
        ("text marked as safe", r"\|\s*safe\b|safeseq|\{%\s*autoescape off"),
        ("inline style", r"\sstyle\s*=|<style\b"),
        ("inline script", r"<script(?![^>]*\bsrc=)"),
        ("inline handler", r"\s(on[a-z]+|hx-on[:\w-]*)\s*=(?!=)"),
        ("hx-trigger with a condition (needs eval)", r"hx-trigger=\"([^\"]*,)?\s*\w+\["),
        ("another host", r"(src|href|action|hx-\w+)=[\"'](https?:)?//"),
        ("a comment of HTML that users can read", r"<!--"),
    ],
)
def test_templates_hold_no(ban, pattern):
    screens = [path for path in templates() if path.suffix == ".html" and path.parts[1] != "pdf"]
    if ban == "inline style":  # programs that show mail know no style sheets; a mail is no page of the portal
        screens = [path for path in screens if path.parts[1] != "mail"]
    assert lines_that_match(screens, pattern) == [], ban


def test_styles_and_scripts_of_ours_load_nothing_from_elsewhere():
    own_files = [path for path in tracked() if path.parts[0] == "static" and "vendor" not in path.parts]
    text = [path for path in own_files if path.suffix in {".css", ".js"}]
    assert lines_that_match(text, r"(url\(|@?import|from|fetch\(|import\()\s*[\"']?(https?:)?//") == []
