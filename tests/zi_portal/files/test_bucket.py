"""Files in an S3 bucket (moto's server on loopback): stored, sent, deleted; trouble is told, nothing is half."""

import socket
from contextlib import ExitStack

import boto3
import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from moto.server import ThreadedMotoServer

from plans.models import Document
from tests.factories import DecreeFactory
from zi_portal.backup import files
from zi_portal.lib.files.bucket import BucketStorage
from zi_portal.lib.files.storage import StorageDown, StorageFailed, delete_on_failure

KEYS = {"access_key": "uji", "secret_key": "uji", "region_name": "us-east-1"}
BIG = bytes(range(256)) * (12 << 10)  # 3 MiB


@pytest.fixture(scope="module")
def endpoint():
    """Address of moto's S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint):
    names = {"aws_access_key_id": "uji", "aws_secret_access_key": "uji", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=endpoint, **names)
    client.create_bucket(Bucket="portal")
    yield client
    for row in client.list_objects_v2(Bucket="portal").get("Contents", []):
        client.delete_object(Bucket="portal", Key=row["Key"])
    client.delete_bucket(Bucket="portal")
    client.close()


@pytest.fixture
def storage(s3, endpoint):
    return storage_at(endpoint)


def storage_at(endpoint, bucket="portal"):
    return BucketStorage(bucket_name=bucket, endpoint_url=endpoint, addressing_style="path", **KEYS)


def keys(s3):
    return [row["Key"] for row in s3.list_objects_v2(Bucket="portal").get("Contents", [])]


@pytest.fixture
def silent_endpoint():
    """Address at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_a_file_is_stored_opened_and_deleted(storage, s3):
    name = storage.save("decree/a.pdf", ContentFile(BIG))
    assert storage.exists(name) and storage.size(name) == len(BIG) and keys(s3) == [name]
    with storage.open(name) as file:
        assert file.read() == BIG
    storage.delete(name)
    assert not storage.exists(name) and keys(s3) == []


def test_a_second_file_of_the_same_name_gets_another(storage):
    first = storage.save("a.pdf", ContentFile(b"satu"))
    second = storage.save("a.pdf", ContentFile(b"dua"))
    assert first != second
    with storage.open(first) as file:
        assert file.read() == b"satu"


@pytest.mark.parametrize("size", [4, 9 << 20], ids=["one_piece", "many_pieces"])
@pytest.mark.case("A22")
def test_two_who_save_under_one_name_at_once_get_two(storage, monkeypatch, size):
    first = storage.save("a.pdf", ContentFile(b"satu"))
    answers = iter([False])  # the second asked before the first was there
    look = storage.exists
    monkeypatch.setattr(storage, "exists", lambda name: next(answers, look(name)))
    second = storage.save("a.pdf", ContentFile(b"2" * size))
    assert first != second
    assert [b"".join(storage.pieces(name)[1]) for name in (first, second)] == [b"satu", b"2" * size]


def test_a_service_that_knows_no_condition_takes_the_file_all_the_same(storage, monkeypatch):
    conditions = []

    def unknown(params, **_):
        conditions.append("If-None-Match" in params["headers"])
        if conditions[-1]:
            raise ClientError({"Error": {"Code": "NotImplemented"}}, "PutObject")

    storage.connection.meta.client.meta.events.register_last("before-call.s3.PutObject", unknown)
    assert storage.exists(storage.save("a.pdf", ContentFile(b"isi")))
    assert storage.exists(storage.save("b.pdf", ContentFile(b"isi"))) and conditions == [True, False, False]


def test_an_object_is_private_and_has_no_address(storage, s3):
    name = storage.save("a.pdf", ContentFile(b"isi"))
    grants = s3.get_object_acl(Bucket="portal", Key=name)["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
    with pytest.raises(NotImplementedError):
        storage.url(name)


def test_pieces_come_straight_from_the_bucket_and_are_small(storage):
    size, pieces = storage.pieces(storage.save("a.pdf", ContentFile(BIG)))
    received = list(pieces)
    assert size == len(BIG) and b"".join(received) == BIG
    assert max(map(len, received)) <= 256 << 10


def test_a_receiver_that_goes_away_gives_the_connection_back(storage):
    _, pieces = storage.pieces(storage.save("a.pdf", ContentFile(BIG)))
    body = pieces.gi_frame.f_locals["body"]
    next(pieces)
    pieces.close()
    assert body._raw_stream.closed


def test_a_missing_file_is_a_missing_file(storage):
    for reading in (storage.open, storage.pieces):
        with pytest.raises(FileNotFoundError):
            reading("tidak/ada.pdf")


def test_a_missing_bucket_is_told_and_stores_nothing(storage, s3, endpoint):
    with pytest.raises(StorageFailed, match="berkas tidak disimpan"):
        storage_at(endpoint, bucket="lain").save("a.pdf", ContentFile(b"isi"))
    assert keys(s3) == []


def test_a_bucket_that_does_not_answer_is_told_whatever_is_asked(silent_endpoint):
    away = storage_at(silent_endpoint)
    with pytest.raises(StorageFailed, match="berkas tidak disimpan"):
        away.save("a.pdf", ContentFile(b"isi"))
    for operation in (away.exists, away.open, away.delete, away.size, away.pieces, away.listdir):
        with pytest.raises(StorageDown, match="tidak dapat dihubungi"):
            operation("a.pdf")


class Breaking(ContentFile):
    """A file that cannot be read to its end."""

    def read(self, *sizes):
        raise OSError("gone")


def test_a_file_that_breaks_off_leaves_nothing_in_the_bucket(storage, s3):
    with pytest.raises(StorageFailed):
        storage.save("a.pdf", Breaking(b"isi"))
    assert keys(s3) == [] and s3.list_multipart_uploads(Bucket="portal").get("Uploads", []) == []


def test_a_file_whose_row_was_not_written_goes_away(storage, s3):
    name = storage.save("a.pdf", ContentFile(b"isi"))
    with pytest.raises(LookupError), delete_on_failure(storage, name):
        raise LookupError
    assert keys(s3) == []


@pytest.fixture
def document(world, storage, monkeypatch):
    """A document whose file lies in the bucket."""
    monkeypatch.setattr(Document._meta.get_field("file"), "storage", storage)
    name = storage.save("decree/a.pdf", ContentFile(BIG))
    decree = DecreeFactory(satker=world.kabupaten)
    return Document.objects.create(decree=decree, edition="salinan", is_draft=True, source_sha256="0" * 64, file=name)


def test_the_portal_sends_a_file_from_the_bucket_in_pieces(world, document):
    response = world.client("sari").get(f"/keputusan/dokumen/{document.pk}/")
    assert response.status_code == 200 and response.streaming
    assert response["Content-Length"] == str(len(BIG)) and response["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(response.streaming_content) == BIG


def test_the_portal_tells_a_file_that_is_gone_from_the_bucket(world, document, storage):
    storage.delete(document.file.name)
    response = world.client("sari").get(f"/keputusan/dokumen/{document.pk}/")
    assert response.status_code == 404 and "berkasnya tidak ada lagi" in response.content.decode()


def test_the_portal_tells_a_bucket_that_does_not_answer(world, document, silent_endpoint, monkeypatch):
    monkeypatch.setattr(Document._meta.get_field("file"), "storage", storage_at(silent_endpoint))
    response = world.client("sari").get(f"/keputusan/dokumen/{document.pk}/")
    assert response.status_code == 503 and "tidak dapat dihubungi" in response.content.decode()


@pytest.mark.case("G7")
def test_files_of_a_backup_come_back_into_a_bucket_that_lost_or_spoiled_them(storage, s3, tmp_path):
    names, have = [storage.save(f"decree/{name}.pdf", ContentFile(BIG)) for name in "ab"], {}
    files.copy_out(storage, [*names, "decree/tiada.pdf"], tmp_path, have)
    assert have.pop("decree/tiada.pdf") is None and {entry["size"] for entry in have.values()} == {len(BIG)}
    storage.delete(names[0])
    s3.put_object(Bucket="portal", Key=names[1], Body=b"rusak")
    with ExitStack() as undo:
        files.bring_back(storage, tmp_path, have, "kini", undo)
        undo.pop_all()
    assert [files.stored_facts(storage, name) for name in names] == [have[name] for name in names]
    assert sorted(keys(s3)) == [*names, f"sebelum-kini/{names[1]}"]
