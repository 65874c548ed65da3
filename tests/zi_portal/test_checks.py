"""The portal's own system checks, each with a setting that it must find; and writers that SQLite never refuses."""

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from tests.factories import UserFactory
from zi_portal import BASE_DIR, checks, env


@pytest.fixture
def sqlite(settings, tmp_path):
    """Settings of the embedded database; their entry of DATABASES."""
    entry = env.sqlite(str(tmp_path / "portal.sqlite3"))
    with mock.patch.dict(settings.DATABASES, {"default": entry}):
        yield entry


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True
    return settings


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.case("G4")
@pytest.mark.parametrize("option", ["transaction_mode", "timeout", "init_command"])
def test_sqlite_without_its_options_is_an_error(sqlite, option):
    assert checks.sqlite_options() == []
    del sqlite["OPTIONS"][option]
    (error,) = checks.sqlite_options()
    assert error.id == "zi_portal.E001" and option in error.msg


@pytest.mark.case("G4")
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_sqlite_on_a_network_disk_is_an_error(sqlite, tmp_path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n", encoding="utf8")
    with mock.patch.object(checks, "MOUNTS", mounts):
        assert ids(checks.sqlite_on_a_local_disk()) == ["zi_portal.E002"]


def test_a_local_disk_below_a_network_one_is_fine(sqlite, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x / nfs rw 0 0\n/dev/vdb {tmp_path} ext4 rw 0 0\n", encoding="utf8")
    with mock.patch.object(checks, "MOUNTS", mounts):
        assert checks.sqlite_on_a_local_disk() == []
    with mock.patch.object(checks, "MOUNTS", tmp_path / "none"):
        assert checks.sqlite_on_a_local_disk() == []


def test_a_blank_in_the_name_of_a_folder_is_read(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /data\\040kantor nfs rw 0 0\n", encoding="utf8")
    assert checks.file_system(Path("/data kantor/portal.sqlite3"), mounts) == "nfs"


@pytest.mark.parametrize("place", ["static", "static/media", "."])
def test_media_among_static_files_are_an_error(settings, tmp_path, place):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.MEDIA_ROOT = tmp_path / "media"
    assert checks.media_outside_static() == []
    settings.MEDIA_ROOT = tmp_path / place
    assert ids(checks.media_outside_static()) == ["zi_portal.E004"]


def test_production_on_sqlite_is_warned_of(sqlite, production):
    assert ids(checks.production_database()) == ["zi_portal.W001"]
    production.PRODUCTION = False
    assert checks.production_database() == []


@pytest.mark.parametrize("name", ["locmem.LocMemCache", "filebased.FileBasedCache", "dummy.DummyCache"])
def test_a_cache_that_hosts_do_not_share_is_warned_of(production, name):
    production.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{name}"}}
    assert ids(checks.shared_cache()) == ["zi_portal.W002"]
    production.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    assert checks.shared_cache() == []


def test_links_without_tls_and_an_unknown_proxy_are_warned_of(production):
    production.SITE_URL, production.ALLAUTH_TRUSTED_PROXY_COUNT = "http://portal.contoh.id", 0
    assert ids([*checks.secure_links(), *checks.known_proxies()]) == ["zi_portal.W003", "zi_portal.W004"]
    production.SITE_URL, production.ALLAUTH_TRUSTED_PROXY_COUNT = "https://portal.contoh.id", 1
    assert [*checks.secure_links(), *checks.known_proxies()] == []


def test_open_accounts_of_the_demo_are_an_error_where_the_demo_is_not_allowed(db, settings):
    UserFactory(email="sari@demo.test"), UserFactory(email="tutup@demo.test", is_active=False)
    settings.DEMO_ALLOWED = True
    assert checks.demo_accounts(databases=["default"]) == []
    settings.DEMO_ALLOWED = False
    (error,) = checks.demo_accounts(databases=["default"])
    assert error.id == "zi_portal.E005" and "sari@demo.test." in error.msg


def manage(*arguments, **environment):
    inherited = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX"}
    }
    command = [sys.executable, *arguments]
    return subprocess.Popen(
        command, cwd=BASE_DIR, env=inherited | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.mark.parametrize(
    ("address", "left"),
    [("https://portal.contoh.id", ""), ("http://portal.contoh.id", "zi_portal.W003")],
)
def test_check_deploy_knows_these_checks(tmp_path, address, left):
    environment = {
        "ZI_VAR": str(tmp_path), "ZI_PROFILE": "production", "SECRET_KEY": "k" * 10 + "0123456789" * 5,
        "SITE_URL": address, "ALLOWED_HOSTS": "portal.contoh.id", "REDIS_URL": "redis://127.0.0.1:1/0",
        "DATABASE_URL": "postgresql://portal:x@127.0.0.1:1/portal", "CLAMD_SOCKET": "/run/clamav/clamd.ctl",
    }  # fmt: skip
    process = manage("manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)
    output, _ = process.communicate(timeout=60)
    assert (process.returncode == 0) is (left == "") and left in output, output


WRITER = """
import django; django.setup()
from django.db import transaction
from zi_portal.jobs.models import Job
for _ in range(60):
    with transaction.atomic():
        job = Job.objects.get(key="uji")
        job.payload["count"] += 1
        job.save()
"""


@pytest.mark.long
@pytest.mark.case("G4")
def test_eight_writers_at_once_are_never_refused_and_lose_nothing(tmp_path):
    place = {"ZI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zi_portal.settings"}
    make = "from zi_portal.jobs.models import Job; Job.objects.create(key='uji', kind='uji', payload={'count': 0})"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", make]):
        assert manage("manage.py", *arguments, **place).communicate(timeout=200)[0] == ""
    writers = [manage("-c", WRITER, **place) for _ in range(8)]  # begun at once, they meet in the middle
    assert [writer.communicate(timeout=200)[0] for writer in writers] == [""] * 8
    tell = "from zi_portal.jobs.models import Job; print(Job.objects.get().payload['count'])"
    assert manage("manage.py", "shell", "-v0", "-c", tell, **place).communicate(timeout=60)[0].strip() == "480"
