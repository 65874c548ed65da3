"""Packages and the look at all files where these lie in an S3 bucket (moto's server on loopback)."""

import hashlib
import io
from unittest import mock
from zipfile import ZipFile

import pytest

from evidence.files import verifying
from evidence.models import StoredFile
from evidence.packages import building, packing, rekap, rekap_files
from evidence.states import Scan, Verdict
from tests.evidence.ground import a_proof, judged, owing
from tests.zi_portal.files.test_bucket import KEYS, endpoint, keys, s3
from zi_portal.jobs import queue
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.files.storage import StorageDown

__all__ = ["endpoint", "s3"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world, settings, s3, endpoint, monkeypatch):
    """A plan with an accepted file; everything that is stored lies in the bucket."""
    options = KEYS | {"bucket_name": "portal", "endpoint_url": endpoint, "addressing_style": "path"}
    bucket = {"BACKEND": "zi_portal.lib.files.bucket.BucketStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": bucket}
    monkeypatch.setattr(rekap_files, "render_pdf", lambda html, tick=None: (b"%PDF-1.7 rekap", 1))
    monkeypatch.setattr(verifying, "GRACE_SECONDS", 0)
    office = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    office.sari, office.proof = world.sari, a_proof(office.obligations[:1], world.sari)
    StoredFile.objects.update(scan=Scan.CLEAN)
    judged(office.proof, (Verdict.ACCEPT, world.lukas))
    return office


def test_a_package_is_made_from_the_bucket_and_into_it(office, world, s3):
    package, _ = building.request(office.plan, rekap.YEAR, office.sari)
    queue.run(package.job_id)
    package.refresh_from_db()
    content = b"".join(world.client("sari").get(f"/bukti/paket/{package.pk}/berkas/").streaming_content)
    assert hashlib.sha256(content).hexdigest() == package.sha256 and package.broken == []
    assert any(name.endswith("notula.pdf") for name in ZipFile(io.BytesIO(content)).namelist())
    assert sorted(keys(s3)) == sorted([package.file.name, StoredFile.objects.get().file.name])


def test_a_file_that_is_gone_from_the_bucket_is_named(office, s3):
    s3.delete_object(Bucket="portal", Key=StoredFile.objects.get().file.name)
    assert packing.fill(io.BytesIO(), office.plan, rekap.YEAR)["broken"][0]["why"] == packing.GONE


def test_a_bucket_that_does_not_answer_makes_no_package_and_is_tried_again(office, s3):
    package, _ = building.request(office.plan, rekap.YEAR, office.sari)
    with mock.patch.object(packing, "pieces", side_effect=StorageDown), pytest.raises(JobFailed) as failed:
        building.build(package.pk, lambda percent=None: None)
    assert not failed.value.permanent and keys(s3) == [StoredFile.objects.get().file.name]


def test_all_files_of_the_bucket_are_looked_at(office, s3):
    name = StoredFile.objects.get().file.name
    s3.put_object(Bucket="portal", Key=name, Body=b"lain")
    s3.put_object(Bucket="portal", Key="bukti/sisa.pdf", Body=b"sisa")
    findings = verifying.check_all()
    assert (findings.changed, findings.missing, findings.orphaned) == ([name], [], ["bukti/sisa.pdf"])
    s3.delete_object(Bucket="portal", Key=name)
    assert verifying.check_all().missing == [name]
