"""Uploads to a bucket (moto's server on loopback): the same way as to a disk, nothing left behind."""

import boto3
import pytest
from moto.server import ThreadedMotoServer

from evidence.models import StoredFile
from evidence.uploads import receiving
from tests.evidence.files import hostile
from tests.evidence.uploads.sending import a_batch, announced, send_parts, upload

pytestmark = pytest.mark.django_db
NAMES = {"aws_access_key_id": "uji", "aws_secret_access_key": "uji", "region_name": "us-east-1"}
KEYS = {"access_key": "uji", "secret_key": "uji", "region_name": "us-east-1"}


@pytest.fixture
def bucket(settings):
    """boto3's Bucket that is the portal's storage."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    bucket = boto3.resource("s3", endpoint_url=endpoint, **NAMES).create_bucket(Bucket="portal")
    options = {"bucket_name": "portal", "endpoint_url": endpoint, "addressing_style": "path", **KEYS}
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "zi_portal.lib.files.bucket.BucketStorage", "OPTIONS": options}
    }
    settings.EVIDENCE_PART_KB = 1
    yield bucket
    bucket.objects.all().delete()  # moto keeps buckets for the whole process
    bucket.meta.client.close()
    server.stop()


def keys(bucket):
    return sorted(stored_object.key.partition("/")[0] for stored_object in bucket.objects.all())


def test_parts_files_and_archives_come_and_go_in_a_bucket(bucket, staged, ground, django_capture_on_commit_callbacks):
    batch = a_batch(ground.plan, staged.sari)
    inside = {"a.pdf": hostile.pdf(pages=9), "foto.jpg": hostile.photo(), "b.pdf": b"MZ"}
    with django_capture_on_commit_callbacks(execute=True):
        item = upload(batch, "Bukti.zip", hostile.archive(inside))
        (left,) = announced(batch, {"c.pdf": 3000})
        send_parts(left, bytes(3000))
    assert [child.state for child in item.children.order_by("pk")] == ["ready", "ready", "refused"]
    assert keys(bucket) == ["bukti"] * 2 + ["unggahan"] * 3
    with django_capture_on_commit_callbacks(execute=True):
        for upload_item in (left, *item.children.all()):
            receiving.cancel(upload_item)
    assert keys(bucket) == [] and not StoredFile.objects.exists()
