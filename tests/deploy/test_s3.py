"""The production profile with its files in a bucket: printed by the worker, sent by the web, nothing on disk."""

import boto3
import pytest
from moto.server import ThreadedMotoServer

from deploy.trial import stack
from tests.deploy.conftest import Visitor, skip_where_incomplete
from tests.deploy.test_trial import print_copy

pytestmark = [pytest.mark.trial, pytest.mark.long]
KEYS = {"aws_access_key_id": "uji", "aws_secret_access_key": "uji", "region_name": "us-east-1"}


@pytest.fixture
def bucket():
    """(environment of a portal, boto3 client) of an empty bucket on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    client = boto3.client("s3", endpoint_url=endpoint, **KEYS)
    client.create_bucket(Bucket="portal")
    names = {"S3_BUCKET": "portal", "S3_ENDPOINT": endpoint, "S3_REGION": "us-east-1"}
    yield names | {"S3_ACCESS_KEY": "uji", "S3_SECRET_KEY": "uji"}, client
    client.close()
    server.stop()


def test_a_print_lies_in_the_bucket_alone_and_is_downloaded(tmp_path, bucket):
    skip_where_incomplete()
    env, client = bucket
    with stack.running(tmp_path, workers=1, env=env) as running_stack:
        dewi = Visitor(running_stack.address)
        dewi.sign_in("dewi@demo.test")
        download = dewi.get(print_copy(running_stack, dewi))
        assert download.status == 200 and download.body.startswith(b"%PDF")
        assert download.headers["Content-Security-Policy"].startswith("sandbox")
        keys = [row["Key"] for row in client.list_objects_v2(Bucket="portal")["Contents"]]
        assert any(key.endswith(".pdf") for key in keys)
        assert [path for path in running_stack.data.rglob("*.pdf") if "static" not in path.parts] == []
