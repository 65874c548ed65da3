"""Things that must agree with each other: templates and contexts, models and migrations, packages and imports."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.template import Context, Origin, Template, engines

from teams.models import Satker
from tests.house.undefined import TEMPLATES, UndefinedVariable
from zi_portal import BASE_DIR

IMPORT_NAMES = {
    "Django": "django",
    "django-allauth": "allauth",
    "django-crispy-forms": "crispy_forms",
    "crispy-bootstrap5": "crispy_bootstrap5",
    "django-csp": "csp",
    "django-filter": "django_filters",
    "django-htmx": "django_htmx",
    "django-storages": "storages",
    "django-tables2": "django_tables2",
    "django-template-partials": "template_partials",
    "Pillow": "PIL",
    "pyHanko": "pyhanko",
    "python-magic": "magic",
    "python-json-logger": "pythonjsonlogger",
    "sentry-sdk": "sentry_sdk",
    "time-machine": "time_machine",
    "psycopg2-binary": "psycopg2",
    "pytest-django": "pytest_django",
    "pytest-timeout": "pytest_timeout",
    "pytest-xdist": "xdist",
    "factory_boy": "factory",
    "axe-playwright-python": "axe_playwright_python",
    "import-linter": "importlinter",
}
USED_BY_NAME = {
    "pytest-random-order": "plugin (make test-long)",
    "brotli": "whitenoise compresses static files with it",
    "gunicorn": "the server of production (README)",
    "Pillow": "Django's ImageField reads pictures with it",
    "psycopg2-binary": "Django's PostgreSQL backend",
    "redis": "Celery's broker and Django's cache when REDIS_URL is set",
    "ruff": "make check",
    "import-linter": "make check",
    "djlint": "make check",
    "pytest-django": "plugin",
    "pytest-timeout": "plugin",
    "pytest-xdist": "plugin",
}


@pytest.mark.case("G2")
def test_models_and_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=StringIO())


def test_an_undefined_variable_in_a_template_of_ours_is_an_error():
    with pytest.raises(UndefinedVariable, match="nothing"):
        _page("[{{ nothing }}]").render(Context({}))
    assert _page("[{{ nothing|default:'–' }}{% if nothing %}!{% endif %}]").render(Context({})) == "[–]"


def _page(text):
    return Template(text, origin=Origin(str(Path(TEMPLATES, "page.html"))), engine=engines["django"].engine)


def test_a_library_template_may_use_undefined_variables():
    assert engines["django"].from_string("[{{ nothing }}]").render({}) == "[]"


def test_every_template_of_ours_can_be_read():
    names = [str(path.relative_to(TEMPLATES)) for path in Path(TEMPLATES).rglob("*.html")]
    assert names and all(engines["django"].get_template(name) for name in names)


def test_a_page_of_an_unordered_queryset_is_an_error(db):
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(Satker.objects.order_by(), 10).page(1)


def test_every_setting_stands_in_the_table_of_settings():
    code = "".join(path.read_text(encoding="utf8") for path in (BASE_DIR / "zi_portal").rglob("*.py"))
    table = (BASE_DIR / "docs" / "settings.md").read_text(encoding="utf8")
    assert set(re.findall(r"\benv\.\w+\(\"(\w+)\"", code)) == set(re.findall(r"^\| `(\w+)`", table, re.M))


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_every_package_is_pinned(file):
    lines = _lines(file)
    assert lines and [line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", line)] == []


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_every_pinned_package_is_used(file):
    used = _imported() | _named_in_settings()
    packages = [re.split(r"[\[=]", line)[0] for line in _lines(file)]
    idle = [name for name in packages if name not in USED_BY_NAME and IMPORT_NAMES.get(name, name) not in used]
    assert idle == []


def _lines(file):
    text = (BASE_DIR / file).read_text(encoding="utf8")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("-r")]


def _imported():
    """Top-level names of all modules that the project imports."""
    names = set()
    for path in BASE_DIR.glob("*/**/*.py"):
        if not path.relative_to(BASE_DIR).parts[0].startswith("."):
            names |= _imports_of(path)
    return names


def _imports_of(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf8"))))
    plain = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def _named_in_settings():
    return set(re.findall(r"[\"'](\w+)[.\"']", (BASE_DIR / "zi_portal" / "settings.py").read_text(encoding="utf8")))
