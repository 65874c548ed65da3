"""Settings from the environment: a wrong value stops the start and its sentence names the variable."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from zi_portal import BASE_DIR, env

WRONG = [
    ("flag", ("DEBUG", False), "maybe"),
    ("integer", ("EMAIL_PORT", 587, 1, 65535), "many"),
    ("integer", ("EMAIL_PORT", 587, 1, 65535), "70000"),
    ("choice", ("ZI_PROFILE", "embedded", ("embedded", "production")), "cloud"),
    ("database", ("DATABASE_URL", "sqlite:////tmp/x"), "mysql://a/b"),
    ("database", ("DATABASE_URL", "sqlite:////tmp/x"), "postgresql://u:p@host:port/name"),
    ("database", ("DATABASE_URL", "sqlite:////tmp/x"), "postgresql://u:p@host/name?sslmode=require"),
    ("folder", ("ZI_VAR", "/tmp"), "/proc/portal"),  # noqa: S108 -- the default is not used
]
WRONG_STARTS = [
    {"DEBUG": "perhaps"},
    {"ZI_PROFILE": "cloud"},
    {"DATABASE_URL": "oracle://x"},
    {"EMAIL_PORT": "smtp"},
    {"LOG_LEVEL": "LOUD"},
    {"DEMO_DATA": "mungkin"},
    {"ZI_VAR": "/proc/portal"},
    {"SECRET_KEY_FILE": "/nonexistent/key"},
]


@pytest.mark.parametrize(("reader", "arguments", "value"), WRONG)
def test_a_wrong_value_is_refused_and_named(monkeypatch, reader, arguments, value):
    monkeypatch.setenv(arguments[0], value)
    with pytest.raises(ImproperlyConfigured, match=arguments[0]):
        getattr(env, reader)(*arguments)


@pytest.mark.parametrize("variables", WRONG_STARTS, ids=lambda v: next(iter(v)))
def test_a_wrong_value_stops_the_start(tmp_path, variables):
    name = next(iter(variables)).removesuffix("_FILE")
    run = _check(tmp_path, variables)
    assert run.returncode != 0
    assert name in run.stderr.strip().splitlines()[-1]


def test_production_does_not_start_without_a_key(tmp_path):
    run = _check(tmp_path, {"ZI_PROFILE": "production"})
    assert "SECRET_KEY must be set" in run.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("extra", "starts"), [({}, False), ({"SCANNER": "tanpa"}, True), ({"CLAMD_SOCKET": "/run/clamd.ctl"}, True)]
)
def test_production_does_not_start_without_a_scanner_unless_that_is_said_by_name(tmp_path, extra, starts):
    run = _check(tmp_path, {"ZI_PROFILE": "production", "SECRET_KEY": "k" * 60} | extra)
    assert (run.returncode == 0) is starts
    assert starts or "CLAMD_SOCKET must be set" in run.stderr.strip().splitlines()[-1]


def _check(folder, variables):
    environment = {"PATH": os.environ["PATH"], "ZI_VAR": str(folder)} | variables
    command = [sys.executable, "-c", "import zi_portal.settings"]
    return subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_the_embedded_key_is_made_once_and_kept(tmp_path):
    assert _check(tmp_path, {}).returncode == 0
    key = (tmp_path / "secret_key").read_text()
    assert _check(tmp_path, {}).returncode == 0
    assert len(key) >= 50 and (tmp_path / "secret_key").read_text() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SECRET_KEY", "from the variable")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "from the file"


def test_a_postgresql_address_is_read_with_its_escapes(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://zi:p%40ss@db.example:5433/portal")
    database = env.database("DATABASE_URL", "")
    assert database["PASSWORD"] == "p@ss" and database["PORT"] == 5433 and database["NAME"] == "portal"


def test_sqlite_writes_are_immediate_and_in_wal(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/portal.sqlite3")
    options = env.database("DATABASE_URL", "")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE" and "journal_mode=WAL" in options["init_command"]


def test_unset_values_take_their_defaults(monkeypatch):
    for name in ("DEBUG", "EMAIL_PORT", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    assert env.flag("DEBUG", default=False) is False
    assert env.integer("EMAIL_PORT", 587, 1, 65535) == 587
    assert env.words("ALLOWED_HOSTS", "a, b,") == ["a", "b"]


def test_postgresql_ends_a_query_after_the_given_seconds_only_where_asked(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://zi:p@db.example/portal")
    assert env.database("DATABASE_URL", "")["OPTIONS"] == {"options": "-c jit=off"}
    assert env.database("DATABASE_URL", "", 15)["OPTIONS"] == {"options": "-c jit=off -c statement_timeout=15s"}


@pytest.mark.parametrize("value", ["_protected", "/_protected", "_protected/"])
def test_a_part_of_an_address_has_its_slashes(monkeypatch, value):
    monkeypatch.setenv("INTERNAL_LOCATION", value)
    with pytest.raises(ImproperlyConfigured, match="INTERNAL_LOCATION must begin and end with a slash"):
        env.path("INTERNAL_LOCATION", "")
