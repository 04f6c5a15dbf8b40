"""Objects in Amazon S3: list those of an export, and download them in threads.

No message has a bucket's name, an ARN or an account: they end up in comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from segments_as_code.model.problem import SegmentsError, ServiceError
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import Client, ForbiddenCallError, open_client
from segments_as_code.providers.aws.errors import Service, explain, unreadable

_S3: Final = Service("s3", "Amazon S3", "s3", "bucket")
_SCHEME: Final = "s3://"
_TRIES: Final = 5
_THREADS: Final = 8
_ARCHIVED: Final = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_PERMISSIONS: Final = (
    "allow s3:ListBucket on the bucket and s3:GetObject on the objects; if a KMS key encrypts them, kms:Decrypt on that key too. "
    "AWS also answers so if the bucket is of another account, or the object does not exist and may not be listed."
)
_IS_ARCHIVED: Final = (
    "export-missing",
    "the export in S3 is archived: its objects cannot be read before they are restored.",
    "restore them (aws s3api restore-object), then try again.",
)
_IS_ELSEWHERE: Final = ("service-refused", "the bucket is in another region.", "set AWS_REGION to the region of the bucket.")
"""If S3 names the region, botocore goes there. Otherwise it calls HeadBucket, without end if that names none either: so it may not."""
_NO_OBJECT: Final = ("export-missing", "there is no such object in S3.", "check what stands after the bucket's name.")
_BY_CODE: Final[Mapping[str, tuple[str, str, str]]] = {
    "NoSuchBucket": ("export-missing", "there is no such bucket in S3.", "check the name after s3://, and the account."),
    "NoSuchKey": _NO_OBJECT,
    "404": _NO_OBJECT,
    "InvalidObjectState": _IS_ARCHIVED,
    "PermanentRedirect": _IS_ELSEWHERE,
    "AuthorizationHeaderMalformed": _IS_ELSEWHERE,
    "301": _IS_ELSEWHERE,
    "RequestTimeTooSkewed": ("credentials-rejected", "S3 refuses the request, because this machine's clock is wrong.", "set the clock."),
}
"""By S3's code (an answer to a HEAD has none but its status): the code, the message and the remedy."""
_NOT_ALLOWED: Final = frozenset({"AllAccessDisabled", "KMS.DisabledException"})


@dataclass(frozen=True, slots=True)
class Location:
    """A bucket, and the key of an object or, with a slash at its end (or nothing, for the whole bucket), of a folder."""

    bucket: str
    key: str

    @property
    def name(self) -> str:
        """Return the last part of the key, which is what pages call an export; no bucket's name, which can hold an account."""
        return self.key.rstrip("/").rpartition("/")[2] or "export"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object: its key, its size in bytes, and its ETag, which changes with its content."""

    key: str
    size: int
    etag: str


def read_location(text: str) -> Location | None:
    """Return the place that ``s3://bucket/key`` names; None for a path.

    Raises:
        SegmentsError: it names no bucket.
    """
    if not text.lower().startswith(_SCHEME):
        return None
    bucket, _, key = text[len(_SCHEME) :].partition("/")
    if not bucket:
        raise SegmentsError("export-missing", f"{text} names no bucket.", "write it as s3://bucket/folder/.")
    return Location(bucket, key)


class ObjectStore:
    """One bucket. Credentials and region come from boto3's default chain."""

    def __init__(self, bucket: str) -> None:
        connection = Connection("of the export")  # which is what messages call it
        try:
            self._client: Client = open_client(_S3, connection, {"ListObjectsV2", "GetObject", "HeadObject"}, tries=_TRIES)
        except ServiceError as error:
            raise _without_names(error) from error
        self._bucket = bucket

    def find(self, prefix: str) -> list[StoredObject]:
        """Return the objects whose keys begin with ``prefix``.

        Raises:
            ServiceError: access is denied, there is no such bucket, or S3 cannot be reached.
            SegmentsError: one of them is archived, and cannot be read as it is.
        """
        try:
            return list(self._find(prefix))
        except (BotoCoreError, ClientError) as error:
            raise self._explain(error, "ListObjectsV2") from error
        except ForbiddenCallError as error:
            raise ServiceError(*_IS_ELSEWHERE) from error
        except self._client.unreadable as error:
            raise unreadable("ListObjectsV2", _S3) from error

    def _find(self, prefix: str) -> Iterator[StoredObject]:
        pages = self._client.boto3_client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        for page in pages:
            for each in page.get("Contents", []):
                if each.get("StorageClass") in _ARCHIVED:
                    raise SegmentsError(*_IS_ARCHIVED)
                yield StoredObject(str(each["Key"]), int(each["Size"]), str(each["ETag"]))

    def download(self, files: Mapping[str, Path]) -> None:
        """Write the objects with these keys to files, several at a time; an interrupt ends all of them.

        Raises:
            ServiceError: an object cannot be read, or S3 cannot be reached.
            SegmentsError: the files cannot be written.
        """
        from boto3.s3.transfer import TransferConfig, create_transfer_manager  # noqa: PLC0415  # a quarter of a second that only S3 needs
        from s3transfer.exceptions import RetriesExceededError, S3DownloadFailedError  # noqa: PLC0415  # comes with boto3

        config = TransferConfig(max_concurrency=_THREADS, preferred_transfer_client="classic")
        try:
            with create_transfer_manager(self._client.boto3_client, config) as manager:
                for future in [manager.download(self._bucket, key, str(file)) for key, file in files.items()]:
                    future.result()
        except (BotoCoreError, ClientError) as error:
            raise self._explain(error, "GetObject") from error
        except ForbiddenCallError as error:
            raise ServiceError(*_IS_ELSEWHERE) from error
        except (RetriesExceededError, S3DownloadFailedError) as error:
            raise ServiceError("connection-lost", "the connection to S3 was lost during a download.", "run again.") from error
        except OSError as error:
            message = f"an object of S3 cannot be written to a file: {error.strerror}."
            raise SegmentsError("unwritable", message, "set TMPDIR to a folder with more room.") from error

    def _explain(self, error: BotoCoreError | ClientError, operation: str) -> ServiceError:
        """Return an explanation without AWS's or botocore's own words, which name accounts, roles and buckets."""
        if isinstance(error, ParamValidationError):
            return ServiceError("export-missing", "what stands after s3:// is no name of a bucket.", "write it as s3://bucket/folder/.")
        if not isinstance(error, ClientError):
            return _without_names(explain(error, operation, _S3, self._client.connection))
        code, status = str(error.response["Error"].get("Code", "?")), error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
        if code in _BY_CODE:
            return ServiceError(*_BY_CODE[code])
        error.response["Error"]["Message"] = ""
        explained = explain(error, operation, _S3, self._client.connection)
        if code in _NOT_ALLOWED or explained.code == "access-denied":
            return ServiceError("access-denied", f"S3 does not allow {operation}{_answer(status, code)}.", _PERMISSIONS)
        if explained.code in {"not-found", "service-refused"}:
            return ServiceError("service-refused", f"S3 refuses {operation}{_answer(status, code)}.", "check what stands after s3://.")
        return explained


def _without_names(error: ServiceError) -> ServiceError:
    """Return ``error`` without botocore's words about credentials, which name profiles, roles and commands."""
    is_named = error.code == "credentials-missing"
    return ServiceError(error.code, "there are no usable AWS credentials.", error.remedy) if is_named else error


def _answer(status: int, code: str) -> str:
    """Return S3's answer; one to HeadObject has no code but the status."""
    return f" ({status})" if code == str(status) else f" ({status} {code})"
