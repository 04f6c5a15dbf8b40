"""What S3 refuses is said without its own words: they name accounts, roles and buckets, and end up in comments."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.audience.test_s3 import BUCKET, FOLDER, refused
from tests.moto_server import REGION


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": REGION}.items():
        monkeypatch.setenv(name, value)


class Refusing(BaseHTTPRequestHandler):
    """S3 that gives every request one answer, with a message that names everything."""

    answer: tuple[int, str]

    def do_GET(self) -> None:
        status, code = self.answer
        secret = f"arn:aws:iam::123456789012:user/bob may not read {BUCKET}"
        body = f"<Error><Code>{code}</Code><Message>{secret}</Message><Bucket>{BUCKET}</Bucket></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "code", "expected", "says"),
    [
        (403, "RequestTimeTooSkewed", "credentials-rejected", "clock is wrong"),
        (403, "InvalidObjectState", "export-missing", "is archived"),
        (403, "AccountProblem", "access-denied", "S3 does not allow ListObjectsV2 (403 AccountProblem)."),
        (403, "InvalidAccessKeyId", "credentials-rejected", "AWS does not accept these credentials"),
        (400, "KMS.DisabledException", "access-denied", "(400 KMS.DisabledException)"),
        (400, "ExpiredToken", "credentials-expired", "have expired"),
        (400, "InvalidRequest", "service-refused", "S3 refuses ListObjectsV2 (400 InvalidRequest)."),
        (404, "NoSuchUpload", "service-refused", "S3 refuses ListObjectsV2 (404 NoSuchUpload)."),
        (301, "PermanentRedirect", "service-refused", "the bucket is in another region."),
        (400, "AuthorizationHeaderMalformed", "service-refused", "the bucket is in another region."),
    ],
)
def test_a_rare_refusal_is_said_in_our_own_words(status: int, code: str, expected: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``refused`` looks for the account and the bucket; also not there are the role, and a permission that IAM does not know."""
    answering = type("Answering", (Refusing,), {"answer": (status, code)})
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.server_port}")
        try:
            found, message, remedy = refused(FOLDER)
        finally:
            server.shutdown()
    assert (found, says in message, "bob" in message + remedy) == (expected, True, False), message
    assert "s3:ListObjectsV2" not in remedy


def test_a_name_that_is_none_of_a_bucket_is_not_repeated() -> None:
    code, message, _ = refused("s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/x/")
    assert (code, message) == ("export-missing", "what stands after s3:// is no name of a bucket.")


def test_a_profile_that_is_not_there_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", BUCKET)
    assert refused(FOLDER)[0] == "credentials-missing"
