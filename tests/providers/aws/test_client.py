"""The client of a provider on AWS: where it goes, whose credentials it has, and which calls it makes."""

from __future__ import annotations

from pathlib import Path

import boto3.session
import pytest

from segments_as_code.model.problem import ServiceError
from segments_as_code.ports import Connection, Remedies
from segments_as_code.providers.aws.boto_client import ForbiddenCallError, open_client
from segments_as_code.providers.pinpoint.api import PINPOINT, READS

REMEDIES = Remedies(set_region="name a region.", give_credentials="log in.")


@pytest.mark.parametrize(
    ("given", "aws_region", "default", "expected"),
    [
        ("eu-north-1", "us-east-1", "us-west-2", "eu-north-1"),
        (None, "us-east-1", "us-west-2", "us-east-1"),
        (None, None, "us-west-2", "us-west-2"),
        (None, "", "us-west-2", "us-west-2"),
    ],
)
def test_the_region_given_comes_first_then_aws_region_then_boto3s_own(
    monkeypatch: pytest.MonkeyPatch, given: str | None, aws_region: str | None, default: str, expected: str
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", default)
    if aws_region is not None:
        monkeypatch.setenv("AWS_REGION", aws_region)
    assert open_client(PINPOINT, Connection("a", given), READS).region == expected


def test_a_profile_gives_region_and_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "crm")
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text("[profile crm]\nregion = eu-south-1\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = x\n")
    client = open_client(PINPOINT, Connection("a"), READS)
    assert client.region == "eu-south-1"
    assert client.boto3_client._request_signer._credentials.access_key == "AKIAPROFILE"  # noqa: SLF001  # boto3 shows them nowhere else


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1", "cn-north-1", "eu-north-99"])
def test_a_client_goes_where_boto3_would_send_it(region: str) -> None:
    theirs = boto3.session.Session(region_name=region).client("pinpoint")
    assert open_client(PINPOINT, Connection("a", region), READS).boto3_client.meta.endpoint_url == theirs.meta.endpoint_url


def test_each_request_is_sent_once_and_named_as_ours() -> None:
    config = open_client(PINPOINT, Connection("a", "eu-west-1", read_timeout_s=7), READS).boto3_client.meta.config
    assert (config.retries["total_max_attempts"], config.read_timeout, config.connect_timeout) == (1, 7, 10)
    assert "segments-as-code/" in config.user_agent_extra


def test_a_call_that_is_not_allowed_is_stopped_before_anything_is_sent() -> None:
    client = open_client(PINPOINT, Connection("a", "eu-west-1", "http://127.0.0.1:9"), {"GetSegments"}).boto3_client
    with pytest.raises(ForbiddenCallError, match="DeleteSegment is not a call that this run may make"):
        client.delete_segment(ApplicationId="a", SegmentId="s")


def test_the_remedies_are_those_of_the_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(ServiceError) as caught:
        open_client(PINPOINT, Connection("a", remedies=REMEDIES), READS)
    assert (caught.value.code, caught.value.remedy) == ("no-region", "name a region.")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(ServiceError) as caught:
        open_client(PINPOINT, Connection("a", "eu-west-1", remedies=REMEDIES), READS)
    assert (caught.value.code, caught.value.remedy) == ("credentials-missing", "log in.")
