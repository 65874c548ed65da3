"""Stored files against their rows: what is missing, changed or without a row is found and named, in slices too."""

import os
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from evidence.files import verifying
from evidence.models import FilePage, Package, StoredFile, UploadBatch, UploadItem, UploadPart, Verification
from evidence.tasks.verifying import verify_evidence
from tests.evidence.ground import a_file
from tests.factories import PlanFactory
from zi_portal.health import checks, examining
from zi_portal.jobs.models import Job
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.files.storage import ASIDE, StorageDown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_storage(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(verifying, "GRACE_SECONDS", 0)


def stored(world, number=9):
    """So many stored files of the kabupaten, each with other bytes."""
    return [a_file(world.kabupaten, b"%PDF-1.7 berkas " + bytes([65 + n])) for n in range(number)]


def damage(files):
    """Of the stored files three go, three change; three without a row come: (missing, changed, orphaned)."""
    names = [row.file.name for row in files]
    for name in names[:3]:
        default_storage.delete(name)
    for name in names[3:6]:
        default_storage.delete(name)
        assert default_storage.save(name, ContentFile(b"lain")) == name
    left = [default_storage.save(f"bukti/2026/sisa-{n}.pdf", ContentFile(b"sisa")) for n in range(3)]
    return names[:3], names[3:6], sorted(left)


def age(name, span=timedelta(days=3)):
    then = time.time() - span.total_seconds()
    os.utime(default_storage.path(name), (then, then))


def sorted_findings(row):
    return sorted(row.missing), sorted(row.changed), sorted(row.orphaned)


@pytest.mark.case("A18")
def test_nine_planted_faults_are_found_named_and_end_with_exit_1(world, capsys):
    missing, changed, orphaned = damage(stored(world))
    with pytest.raises(CommandError, match="9 berkas bermasalah") as error:
        call_command("verify_files")
    lines = capsys.readouterr().out.splitlines()
    named = [f"hilang: {n}" for n in missing] + [f"berubah: {n}" for n in changed]
    assert sorted(lines[:-1]) == sorted(named + [f"tanpa pemilik: {n}" for n in orphaned])
    assert lines[-1] == "9 berkas diperiksa: 3 hilang, 3 berubah, 3 tanpa pemilik." and error.value.returncode == 1
    assert sorted_findings(Verification.objects.get()) == (sorted(missing), sorted(changed), orphaned)


def test_a_whole_storage_ends_well(world, capsys):
    stored(world, 2)
    call_command("verify_files")
    assert capsys.readouterr().out == "2 berkas diperiksa: 0 hilang, 0 berubah, 0 tanpa pemilik.\n"
    assert Verification.objects.get().finished_at


def test_files_of_every_model_are_looked_at(world):
    file = stored(world, 1)[0]
    page = FilePage(file=file, number=1)
    page.image.save("a.webp", ContentFile(b"gambar"))
    plan = PlanFactory(satker=world.kabupaten)
    package = Package(satker=world.kabupaten, plan=plan, sha256="0" * 64)
    package.file.save("p.zip", ContentFile(b"PK"))
    world.kabupaten.emblem.save("lambang.png", ContentFile(b"png"))
    default_storage.delete(page.image.name)
    default_storage.delete(world.kabupaten.emblem.name)
    findings = verifying.check_all()
    assert findings.checked == 4 and findings.changed == [package.file.name]
    assert sorted(findings.missing) == sorted([page.image.name, world.kabupaten.emblem.name])


def test_parts_of_an_upload_have_rows_and_working_folders_are_named_only_when_asked_for(world, capsys):
    batch = UploadBatch.objects.create(
        satker=world.kabupaten, plan=PlanFactory(satker=world.kabupaten), user=world.sari
    )
    item = UploadItem.objects.create(batch=batch, path="a.pdf", size=3, fingerprint="f", part_size=3)
    UploadPart(item=item, number=1, size=3).file.save("1", ContentFile(b"abc"))
    half = default_storage.save(f"{ASIDE}/separuh", ContentFile(b"x"))
    call_command("verify_files")
    with pytest.raises(CommandError, match="1 berkas"):
        call_command("verify_files", "--all")
    assert f"tanpa pemilik: {half}" in capsys.readouterr().out


def test_a_file_whose_row_goes_meanwhile_is_not_missing(world):
    file = stored(world, 1)[0]
    rows = list(verifying.rows())
    default_storage.delete(file.file.name)
    StoredFile.objects.all().delete()
    findings = verifying.Findings()
    verifying.check(*rows[0], findings, lambda: None)
    assert findings.number == 0


def test_a_storage_that_does_not_answer_finds_nothing_missing(world, monkeypatch):
    stored(world, 1)
    monkeypatch.setattr(verifying, "pieces", lambda *_: (_ for _ in ()).throw(StorageDown))
    with pytest.raises(CommandError, match="tidak dapat dihubungi") as error:
        call_command("verify_files")
    assert error.value.returncode == 2 and not Verification.objects.exists()
    with pytest.raises(JobFailed) as failed:
        verifying.run_slice({}, lambda percent=None: None)
    assert not failed.value.permanent


# By night


def nightly(**options):
    """All slices, as workers do them; how many."""
    verify_evidence(SimpleNamespace(payload={}), lambda percent=None: None)
    number = 1
    while job := Job.objects.filter(kind=verifying.KIND, state="waiting").first():
        job.delete()
        verify_evidence(job, lambda percent=None: None)
        number += 1
    return number


def test_by_night_only_old_files_without_a_row_are_told(world):
    missing, changed, orphaned = damage(stored(world))
    age(orphaned[0])
    assert nightly() == 1
    assert sorted_findings(Verification.objects.get()) == (sorted(missing), sorted(changed), orphaned[:1])


@pytest.mark.case("F3")
def test_a_long_look_goes_on_where_the_last_slice_ended(world, monkeypatch):
    damaged = damage(stored(world))
    for name in damaged[2]:
        age(name)
    monkeypatch.setattr(verifying, "SLICE_SECONDS", 0)
    assert nightly() == 10  # nine rows, and the files without one
    last = Verification.objects.get()
    assert sorted_findings(last) == tuple(sorted(names) for names in damaged) and last.checked == 9 and last.finished_at


@pytest.mark.case("F3")
def test_a_slice_that_is_done_twice_counts_once(world, monkeypatch):
    damage(stored(world))
    monkeypatch.setattr(verifying, "SLICE_SECONDS", 0)
    verifying.run_slice({}, lambda percent=None: None)
    job = Job.objects.get(kind=verifying.KIND)
    for _ in range(2):
        verifying.run_slice(job.payload, lambda percent=None: None)
    assert Verification.objects.get().checked == 2 and Job.objects.filter(kind=verifying.KIND).count() == 2


def test_a_look_that_lost_its_worker_at_once_begins_no_second_one(world):
    Verification.objects.create()
    verifying.run_slice({}, lambda percent=None: None)
    assert Verification.objects.get().finished_at


def test_reading_gives_signs_of_life(world, monkeypatch):
    monkeypatch.setattr(verifying.time, "monotonic", iter(range(0, 10**6, 2)).__next__)
    stored(world, 2)
    signs = []
    verifying.run_slice({}, lambda percent=None: signs.append(percent))
    assert len(signs) >= 2


# The health page


def health_says():
    return examining._finding(next(check for check in checks.CHECKS if check.name == "files"))


def test_the_health_page_tells_what_was_found(world):
    assert health_says().ok
    verifying.save(verifying.Findings(checked=7, missing=["a"], orphaned=["b", "c"]))
    finding = health_says()
    assert finding.state == "degraded" and finding.detail.endswith("1 hilang, 2 tanpa pemilik")
    verifying.save(verifying.Findings(checked=7))
    assert health_says().ok and health_says().detail.startswith("7 berkas diperiksa")


def test_the_health_page_tells_that_nobody_looks_any_more(world):
    verifying.save(verifying.Findings())
    Verification.objects.update(finished_at=timezone.now() - timedelta(hours=27))
    assert health_says().state == "degraded"
    Verification.objects.all().delete()
    stored(world, 1)
    assert health_says().ok
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=27))
    assert health_says().detail == "berkas bukti belum pernah diperiksa"
