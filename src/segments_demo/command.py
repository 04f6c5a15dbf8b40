"""The command `segments demo`: one story on an embedded Amazon Pinpoint, told by the commands themselves."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager, nullcontext, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from aws_emulator.core.types import Body
from aws_emulator.emulator import Emulator
from segments_as_code.cli.command import run

APPLICATION = "app-123456"

REACHABLE = """\
Name: Reachable by e-mail
Dimensions:
  UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}
  Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [EMAIL]}}
"""

BIG_SPENDERS = """\
Name: Big spenders
SegmentGroups:
  Include: ALL
  Groups:
    - SourceSegments: [{Ref: reachable}]
      SourceType: ALL
      Type: ALL
      Dimensions:
        - Metrics: {spentEuro: {ComparisonOperator: GREATER_THAN_OR_EQUAL, Value: 500}}
"""

_ENDS_WELL, _IS_REFUSED = 0, 1


@click.command("demo", context_settings={"help_option_names": ["-h", "--help"]})
def demo() -> None:
    """Show a change from the file to the audience, on an embedded Amazon Pinpoint.

    It needs no AWS account, no credentials and no network, and it leaves nothing behind. It stops with 1 at a step that
    does not end as the story says.
    """
    with TemporaryDirectory() as scratch, _surroundings(Path(scratch)), Emulator(applications=[APPLICATION]) as emulator:
        _Story(Path(scratch), emulator).tell()


@contextmanager
def _surroundings(folder: Path) -> Iterator[None]:
    """Work in ``folder``, with made-up credentials and none of the user's own AWS settings."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("AWS_", "SEGMENTS_", "GITHUB_"))]:
        del os.environ[name]
    os.environ |= {"AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo", "AWS_EC2_METADATA_DISABLED": "true"}
    os.environ |= {"AWS_CONFIG_FILE": str(folder / "none"), "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none")}
    try:
        with chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class _Story:
    """The steps, each with one caption."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self._segments = folder / "segments"
        self._given = ["segments", "--application-id", APPLICATION, "--region", "eu-west-1", "--endpoint-url", emulator.endpoint_url]
        self._given += ["--owner", "demo/segments"]
        self._emulator = emulator

    def tell(self) -> None:
        """Play all steps."""
        self._segments.mkdir()
        self._say("Two audiences, a file each. The second builds on the first:")
        self._write("reachable.yaml", REACHABLE)
        self._write("big-spenders.yaml", BIG_SPENDERS)
        click.echo(BIG_SPENDERS.rstrip())
        self._say("They are deployed:")
        self._run("apply", "--yes", paragraphs=2)
        self._say("Somebody lowers 500 to 300. The reviewer sees who comes in, proven from the definitions alone:")
        self._write("big-spenders.yaml", BIG_SPENDERS.replace("500", "300"))
        self._run("plan")
        self._say("Somebody deletes the file of an audience that a campaign uses. That is refused:")
        self._start_a_campaign()
        (self._segments / "big-spenders.yaml").unlink()
        self._run("plan", ends_with=_IS_REFUSED, paragraphs=2)
        self._say("With the file back as it was, there is nothing to do:")
        self._write("big-spenders.yaml", BIG_SPENDERS)
        self._run("plan")

    def _say(self, caption: str) -> None:
        click.echo(f"\n{click.style(caption, bold=True)}")

    def _write(self, name: str, content: str) -> None:
        (self._segments / name).write_text(content, encoding="utf-8")

    def _run(self, command: str, *options: str, ends_with: int = _ENDS_WELL, paragraphs: int | None = None) -> None:
        """Run a command and show what it prints, or only its last ``paragraphs``."""
        click.echo(click.style(" ".join(["$ segments", command, "segments", *options]), dim=True))
        printed = StringIO()
        with redirect_stdout(printed) if paragraphs else nullcontext():
            ended = run([command, *self._given, *options])
        if paragraphs:
            click.echo("…\n" + "\n\n".join(printed.getvalue().rstrip().split("\n\n")[-paragraphs:]))
        if ended != ends_with:
            raise click.ClickException(f"segments {command} ended with {ended}, and was to end with {ends_with}.")

    def _start_a_campaign(self) -> None:
        listed = json.loads(self._emulator.respond("GET", f"/v1/apps/{APPLICATION}/segments").content)["Item"]
        (segment_id,) = (segment["Id"] for segment in listed if segment["Name"] == "Big spenders")
        schedule: Body = {"Frequency": "DAILY", "StartTime": "2099-12-01T09:00:00Z"}
        campaign: Body = {"Name": "Winter sale", "SegmentId": segment_id, "Schedule": schedule}
        self._emulator.load_seed({"applications": [{"Id": APPLICATION, "campaigns": [campaign]}]})
