"""Backup and restore: what a backup holds, that writers do not disturb it, that what was there comes back."""

import json
import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import override_settings
from django.utils import timezone

from tests.portals import SERVER, portal
from tests.zi_portal.backup.backed_up import content_of, filled_portal
from zi_portal.backup import aftermath, backup, manifest, rows
from zi_portal.backup.refusals import REASONS, BackupRefused
from zi_portal.jobs import queue
from zi_portal.jobs.models import Job
from zi_portal.jobs.states import JobState

ON_POSTGRESQL_TOO = pytest.mark.database(
    "zi_portal.backup.backup",
    "zi_portal.backup.rows",
    "zi_portal.backup.restore",
    "zi_portal.backup.sqlite",
    "zi_portal.backup.postgresql",
)

SIGN_IN = """
import django; django.setup()
from django.test import Client
from django.urls import reverse
from tests.zi_portal.backup.writing import EMAIL, PASSWORD
answer = Client().post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
print(answer.status_code, answer.headers.get("Location"))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """(Portal with data, path of a backup of it)."""
    with filled_portal(tmp_path_factory.mktemp("sumber")) as portal_and_backup:
        yield portal_and_backup


@pytest.fixture
def elsewhere(tmp_path):
    """A portal without anything: no database, no files."""
    with portal(tmp_path / "tujuan") as target:
        yield target


@ON_POSTGRESQL_TOO
@pytest.mark.case("G6")
def test_a_backup_holds_the_dump_each_file_and_a_sealed_manifest(source):
    _, path = source
    content = content_of(path)
    assert {entry.name for entry in path.iterdir()} == {content["dump"]["name"], "files", "manifest.json", "seal.json"}
    assert path.stat().st_mode & 0o077 == 0
    names = {str(file.relative_to(path / "files")) for file in (path / "files").rglob("*") if file.is_file()}
    assert names == set(content["files"]) and len(names) == 3
    assert content["models"]["teams.user"]["rows"] == 1 and content["models"]["audit.auditevent"]["rows"] == 8


@pytest.mark.case("G8")
def test_a_backup_of_the_key_before_the_last_change_is_read(tmp_path, settings):
    settings.SECRET_KEY = "kunci lama " * 5
    text = json.dumps({"product": manifest.PRODUCT, "format": manifest.FORMAT}).encode()
    (tmp_path / manifest.NAME).write_bytes(text)
    (tmp_path / manifest.SEAL).write_text(json.dumps(manifest.seal(text)))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "kunci baru " * 5, [settings.SECRET_KEY]
    assert manifest.own_key(tmp_path) and manifest.read(tmp_path)["format"] == manifest.FORMAT
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BackupRefused, match="SECRET_KEY lain"):
        manifest.read(tmp_path)


@ON_POSTGRESQL_TOO
@pytest.mark.case("G10")
@pytest.mark.django_db
def test_every_model_is_in_the_manifest_or_left_out_with_a_reason():
    labels = {model._meta.label_lower for model in apps.get_models(include_auto_created=True) if not model._meta.proxy}
    assert set(rows.tallies("default")) | set(rows.LEFT_OUT) == labels
    assert not set(rows.tallies("default")) & set(rows.LEFT_OUT) and all(rows.LEFT_OUT.values())


@pytest.mark.case("G10")
@pytest.mark.django_db
def test_every_column_that_names_a_file_is_backed_up():
    columns = {
        (model._meta.label_lower, field.attname)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    }
    assert set(rows.file_fields(rows.backed_up(rows.models_of("default")))) == columns
    assert len(columns) >= 3


@pytest.mark.case("G6")
def test_no_more_backups_than_wanted_are_kept_and_nothing_else_is_removed(source):
    filled, _ = source
    folder = filled.folder / "harian"
    for day in ("20250101-000000", "20250102-000000"):
        (folder / f"portal-zi-{day}").mkdir(parents=True)
        (folder / f"portal-zi-{day}" / "manifest.json").touch()
    (folder / "catatan").mkdir()
    filled.manage("backup", folder, "--keep", 2)
    names = sorted(path.name for path in folder.iterdir())
    assert names[:2] == ["catatan", "portal-zi-20250102-000000"] and len(names) == 3


@pytest.mark.case("G6")
def test_a_backup_into_the_portals_own_files_is_refused(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path), pytest.raises(BackupRefused) as refused:
        backup.make(tmp_path / "cadangan")
    assert refused.value.code == "place" and not (tmp_path / "cadangan").exists()


@pytest.mark.case("G6")
def test_a_backup_that_began_in_the_same_second_is_left_in_peace(tmp_path, monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr(backup.timezone, "now", lambda: moment)
    other = tmp_path / f"portal-zi-{timezone.localtime(moment):%Y%m%d-%H%M%S}{manifest.PARTIAL}"
    (other / "files").mkdir(parents=True)
    with pytest.raises(BackupRefused, match="pencadangan lain"):
        backup.make(tmp_path)
    assert (other / "files").is_dir()


@pytest.mark.case("G6")
def test_what_a_killed_backup_left_is_removed_a_day_later(source):
    filled, _ = source
    old, young, strange = (
        filled.folder / "sisa" / f"{name}{manifest.PARTIAL}"
        for name in ("portal-zi-20250101-000000", "portal-zi-20250102-000000", "catatan")
    )
    for path in (old, young, strange):
        (path / "files").mkdir(parents=True)
        os.utime(path, (0, 0) if path != young else None)
    filled.manage("backup", filled.folder / "sisa")
    assert [path.exists() for path in (old, young, strange)] == [False, True, True]


@pytest.mark.case("G6")
def test_a_file_that_the_storage_has_lost_is_named_and_the_backup_still_made(source, elsewhere):
    _, path = source
    elsewhere.manage("restore", path)
    lost_name = min(content_of(path)["files"])
    (elsewhere.folder / "media" / lost_name).unlink()
    output = elsewhere.manage("backup", elsewhere.folder / "cadangan", code=3)
    again = next((elsewhere.folder / "cadangan").iterdir())
    assert lost_name in output and content_of(again)["files_missing"] == [lost_name]


@pytest.mark.case("G6")
def test_a_full_disk_leaves_no_half_backup(source):
    filled, _ = source
    few = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (20480, 20480)); import manage; manage.main()"
    output = filled.run("-c", few, "backup", filled.folder / "penuh", code=REASONS["no_space"][0])
    assert "penuh" in output and "Traceback" not in output
    assert list((filled.folder / "penuh").iterdir()) == []


@ON_POSTGRESQL_TOO
@pytest.mark.case("G7")
def test_an_empty_machine_gets_the_same_rows_files_and_people_back(source, elsewhere):
    _, path = source
    assert "Jejak audit utuh" in elsewhere.manage("restore", path)
    elsewhere.manage("backup", elsewhere.folder / "lagi")
    first, again = content_of(path), content_of(next((elsewhere.folder / "lagi").iterdir()))
    assert {key: again[key] for key in ("models", "files", "migrations")} == {
        key: first[key] for key in ("models", "files", "migrations")
    }
    assert elsewhere.run("-c", SIGN_IN).split()[:2] == ["302", "/"]


@ON_POSTGRESQL_TOO
@pytest.mark.case("G8")
def test_the_old_database_is_kept_under_another_name(source, elsewhere):
    _, path = source
    elsewhere.manage("restore", path)
    output = elsewhere.manage("restore", path)
    old_database = output.partition("disimpan sebagai ")[2].partition(";")[0]
    assert "sebelum" in old_database
    assert SERVER or elsewhere.folder.joinpath(old_database).stat().st_size > 100_000


@pytest.mark.case("G7")
def test_an_older_backup_is_brought_to_the_present_schema(source, elsewhere, tmp_path):
    _, path = source
    elsewhere.manage("restore", path)
    elsewhere.manage("migrate", "jobs", "0002", "-v0")
    elsewhere.manage("backup", elsewhere.folder / "lama")
    old = next((elsewhere.folder / "lama").iterdir())
    assert "jobs.0003_pulse" not in content_of(old)["migrations"]
    elsewhere.manage("migrate", "-v0")
    assert "Skema diperbarui" in elsewhere.manage("restore", old)
    elsewhere.manage("migrate", "--check")


@pytest.mark.case("G7")
def test_another_key_is_said_and_its_seal_accepted_only_on_demand(source, elsewhere):
    _, path = source
    elsewhere.env["SECRET_KEY"] = "kunci-lain-" + "l" * 50
    assert "SECRET_KEY" in elsewhere.manage("restore", path, code=REASONS["other_key"][0])
    assert "TIDAK diperiksa" in elsewhere.manage("restore", path, "--other-key")


@ON_POSTGRESQL_TOO
@pytest.mark.case("G9", "G5")
@pytest.mark.parametrize("times", [2, pytest.param(5, marks=pytest.mark.long)])
def test_backups_made_while_others_write_are_each_consistent(source, tmp_path, times):
    _, path = source
    with portal(tmp_path / "sibuk") as busy:
        busy.manage("restore", path)
        report = json.loads(busy.run("-m", "tests.zi_portal.backup.backup_rounds", times, 3).splitlines()[-1])
    assert report["rest"] == []
    assert [(backup["missing"], backup["broken"]) for backup in report["backups"]] == [([], [])] * times
    counts = [backup["rows"] for backup in report["backups"]]
    assert counts == sorted(set(counts)), "the writers wrote between the backups"


@pytest.mark.django_db
def test_a_job_that_ran_while_the_backup_was_made_is_done_again_after_its_lease():
    past = timezone.now() - timedelta(hours=1)
    running_job = Job.objects.create(kind="uji", key="uji", state=JobState.RUNNING, attempts=1, lease_until=past)
    assert list(Job.objects.due()) == [running_job]
    queue.run(running_job.pk)
    running_job.refresh_from_db()
    assert running_job.attempts == 2 and running_job.state == JobState.WAITING


@pytest.mark.django_db
def test_mails_that_waited_in_a_backup_are_held_with_their_jobs(django_user_model):
    person = django_user_model.objects.create(email="sari@contoh.id", name="Sari")
    job = Job.objects.create(kind="send_mail", key="surel:1")
    message = apps.get_model("mail", "Message")
    facts = {"kind": "uji", "user": person, "address": person.email, "subject": "Uji"}
    waits = message.objects.create(key="1", message_id="1", job=job, **facts)
    sent_mail = message.objects.create(key="2", message_id="2", state="sent", sent_at=timezone.now(), **facts)
    assert aftermath.hold_mails("default") == 1
    for row in (job, waits, sent_mail):
        row.refresh_from_db()
    assert [job.state, waits.state, sent_mail.state] == ["failed", "failed", "sent"]
    assert waits.reason == job.reason == aftermath.MAYBE_SENT and waits.retryable
