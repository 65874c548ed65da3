"""Files in an S3 bucket, with the interface of files on disk: private, never overwritten, StorageFailed on trouble."""

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
"""Bytes of an opened file that may be in memory; beyond that it is a temporary file."""

TROUBLE = (BotoCoreError, ClientError, Boto3Error, OSError, StorageDown)
LIMITS = {
    "connect_timeout": 3,
    "read_timeout": 15,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
    "request_checksum_calculation": "when_required",  # services other than Amazon's refuse the newer checksums
    "response_checksum_validation": "when_required",
}
WRITING = "PutObject", "CompleteMultipartUpload"
"""Calls that create an object under its name."""
NAME_TAKEN = "PreconditionFailed", "ConditionalRequestConflict"
UNKNOWN = "NotImplemented"
TRIES = 5


class BucketStorage(S3Storage):
    """django-storages' S3 with limits; every failure becomes StorageFailed (writing) or StorageDown (all else)."""

    def __init__(self, **options):
        fixed = {"file_overwrite": False, "default_acl": None, "querystring_auth": True, "max_memory_size": SPOOL}
        super().__init__(**options, **fixed)
        self.client_config = self.client_config.merge(Config(**LIMITS))

        self.exclusive = True  # until the service says that it does not support it

    @property
    def connection(self):
        """Return the thread's connection, which never writes over an existing object."""
        existing = getattr(self._connections, "connection", None)
        connection = super().connection
        if existing is None:
            for call in WRITING:
                connection.meta.client.meta.events.register(f"provide-client-params.s3.{call}", self._add_condition)
        return connection

    def _add_condition(self, params, **_):
        return params | {"IfNoneMatch": "*"} if self.exclusive else params

    def save(self, name, content, max_length=None):
        """Save the content and return its name; an object appears only when complete, so nothing needs cleaning up."""
        with _raising(StorageFailed):
            for _ in range(TRIES):
                try:
                    return super().save(name, content, max_length=max_length)
                except ClientError as error:
                    self._prepare_retry(error)
            raise StorageDown

    def _prepare_retry(self, error):
        """Raise the error unless another try makes sense: the name was just taken, or conditions are not supported."""
        code = error.response["Error"]["Code"]
        if code == UNKNOWN and self.exclusive:
            logger.warning("The bucket's service knows no exclusive writing; names are random all the same.")
            self.exclusive = False
        elif code not in NAME_TAKEN:
            raise error

    def open(self, name, mode="rb"):
        with _raising(StorageDown):
            return super().open(name, mode)

    def delete(self, name):
        with _raising(StorageDown):
            super().delete(name)

    def exists(self, name):
        with _raising(StorageDown):
            return super().exists(name)

    def size(self, name):
        with _raising(StorageDown):
            return super().size(name)

    def listdir(self, name):
        with _raising(StorageDown):
            return super().listdir(name)

    def url(self, name, parameters=None, expire=None, http_method=None):
        """Raise NotImplementedError: only zi_portal.lib.files.downloads sends files, after a check of rights."""
        raise NotImplementedError("Stored files have no public address.")

    def pieces(self, name):
        """Return (size in bytes, iterator of bytes) straight from the bucket; raise FileNotFoundError, StorageDown."""
        with _raising(StorageDown):
            try:
                answer = self.bucket.Object(self._normalize_name(name)).get()
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(name) from error
                raise
        return answer["ContentLength"], _pieces(answer["Body"])


def _pieces(body):
    """Yield the bytes of one object; the connection is released when the receiver is done or gone."""
    try:
        yield from body.iter_chunks(PIECE)
    finally:
        body.close()


@contextmanager
def _raising(failure):
    """Turn trouble of the bucket into the failure that pages and jobs know; FileNotFoundError passes."""
    try:
        yield
    except FileNotFoundError:
        raise
    except TROUBLE as error:
        raise failure from error
