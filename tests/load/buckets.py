"""The production profile with its files in a bucket of moto's S3, which holds the large file."""

import subprocess
import sys
import time
from contextlib import contextmanager

import boto3
from botocore.exceptions import BotoCoreError

from deploy.trial.ports import free_port
from tests.load import download
from tests.load.portals import running

KEYS = {"S3_BUCKET": "portal", "S3_REGION": "us-east-1", "S3_ACCESS_KEY": "uji", "S3_SECRET_KEY": "uji"}


@contextmanager
def in_a_bucket(folder):
    """A running Portal whose bucket holds download.NAME; folder: for both."""
    folder.mkdir()
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "moto.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _fill(endpoint, folder / "besar.pdf")
        with running("production", folder / "portal", S3_ENDPOINT=endpoint, **KEYS) as portal:
            portal.profile = "production, S3"
            yield portal
    finally:
        server.terminate()
        server.wait(20)


def _fill(endpoint, file):
    with file.open("wb") as opened:
        opened.truncate(download.MEGABYTES << 20)
    names = {"aws_access_key_id": "uji", "aws_secret_access_key": "uji", "region_name": KEYS["S3_REGION"]}
    client = boto3.client("s3", endpoint_url=endpoint, **names)
    end = time.monotonic() + 60
    while True:
        try:
            client.create_bucket(Bucket=KEYS["S3_BUCKET"])
            break
        except BotoCoreError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
    client.upload_file(str(file), KEYS["S3_BUCKET"], download.NAME)
    client.close()
    file.unlink()
