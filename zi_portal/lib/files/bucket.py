"""Files in an S3 bucket behind the same door as files on disk: private, never overwritten, StorageFailed on trouble."""

import logging
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from zi_portal.lib.files.storage import StorageDown, StorageFailed

logger = logging.getLogger(__name__)

PIECE = 256 << 10
SPOOL = 1 << 20
"""Bytes of an opened file that may stand in memory; what is more lies in a temporary file."""

TROUBLE = (BotoCoreError, ClientError, Boto3Error, OSError, StorageDown)
LIMITS = {
    "connect_timeout": 3,
    "read_timeout": 15,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
    "request_checksum_calculation": "when_required",  # services other than Amazon's refuse the newer sums
    "response_checksum_validation": "when_required",
}
WRITING = "PutObject", "CompleteMultipartUpload"
"""Calls that give an object its name."""
TAKEN = "PreconditionFailed", "ConditionalRequestConflict"
UNKNOWN = "NotImplemented"
TRIES = 5


class BucketStorage(S3Storage):
    """django-storages' S3 with limits; every failure is StorageFailed (writing) or StorageDown (all else)."""

    def __init__(self, **options):
        fixed = {"file_overwrite": False, "default_acl": None, "querystring_auth": True, "max_memory_size": SPOOL}
        super().__init__(**options, **fixed)
        self.client_config = self.client_config.merge(Config(**LIMITS))

        self.exclusive = True  # until the service says that it cannot

    @property
    def connection(self):
        """The thread's connection; what it writes names no object that is there."""
        known = getattr(self._connections, "connection", None)
        connection = super().connection
        if known is None:
            for call in WRITING:
                connection.meta.client.meta.events.register(f"provide-client-params.s3.{call}", self._alone)
        return connection

    def _alone(self, params, **_):
        return params | {"IfNoneMatch": "*"} if self.exclusive else params

    def save(self, name, content, max_length=None):
        """An object appears in a bucket when all of it has arrived: nothing half to clean up."""
        with _told(StorageFailed):
            for _ in range(TRIES):
                try:
                    return super().save(name, content, max_length=max_length)
                except ClientError as error:
                    self._may_try_again(error)
            raise StorageDown

    def _may_try_again(self, error):
        """Under another name where somebody was faster; without a condition where the service knows none."""
        code = error.response["Error"]["Code"]
        if code == UNKNOWN and self.exclusive:
            logger.warning("The bucket's service knows no exclusive writing; names are random all the same.")
            self.exclusive = False
        elif code not in TAKEN:
            raise error

    def open(self, name, mode="rb"):
        with _told(StorageDown):
            return super().open(name, mode)

    def delete(self, name):
        with _told(StorageDown):
            super().delete(name)

    def exists(self, name):
        with _told(StorageDown):
            return super().exists(name)

    def size(self, name):
        with _told(StorageDown):
            return super().size(name)

    def listdir(self, name):
        with _told(StorageDown):
            return super().listdir(name)

    def url(self, name, parameters=None, expire=None, http_method=None):
        """None: files are sent by zi_portal.lib.files.downloads alone, after it was asked who may see them."""
        raise NotImplementedError("Stored files have no public address.")

    def pieces(self, name):
        """(size in bytes, iterator of bytes) straight from the bucket; raises FileNotFoundError, StorageDown."""
        with _told(StorageDown):
            try:
                found = self.bucket.Object(self._normalize_name(name)).get()
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(name) from error
                raise
        return found["ContentLength"], _pieces(found["Body"])


def _pieces(body):
    """Of one object; the connection goes back when the receiver is done or has gone."""
    try:
        yield from body.iter_chunks(PIECE)
    finally:
        body.close()


@contextmanager
def _told(failure):
    """Trouble of the bucket as the failure that pages and jobs know; a missing file stays one."""
    try:
        yield
    except FileNotFoundError:
        raise
    except TROUBLE as error:
        raise failure from error
