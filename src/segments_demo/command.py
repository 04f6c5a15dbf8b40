"""The command `segments demo`: one story on an embedded Amazon Pinpoint, told by the commands themselves."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import click

from aws_emulator.core.types import Body
from aws_emulator.emulator import Emulator
from segments_as_code.cli.command import run
from segments_as_code.files import FolderFiles
from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.evaluate import is_in
from segments_as_code.meaning.example_person import read_person
from segments_as_code.meaning.folder_meaning import find_mentioned, read_folder
from segments_as_code.pipeline import check_definitions
from segments_as_code.providers.pinpoint.provider import PinpointDialect

APPLICATION = "app-123456"

BIG_SPENDERS = """\
Name: Big spenders
SegmentGroups:
  Include: ALL
  Groups:
    - SourceSegments: [{Ref: reachable}]
      SourceType: ALL
      Type: ALL
      Dimensions:
        - Metrics:
            spentEuro: {ComparisonOperator: GREATER_THAN_OR_EQUAL, Value: 500}
"""

OTHERS = {
    "reachable.yaml": """\
Name: Reachable by e-mail
Dimensions:
  UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}
  Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [EMAIL]}}
""",
    "new.yaml": """\
Name: New customers
Dimensions: {Attributes: {kind: {AttributeType: INCLUSIVE, Values: [new]}}}
""",
    "nordic.yaml": "Name: Nordic customers\nDimensions: {Location: {Country: {DimensionType: INCLUSIVE, Values: [DK, SE]}}}\n",
}

PEOPLE = {
    "Ada": ("EMAIL", "yes", 350),
    "Ben": ("EMAIL", "yes", 480),
    "Cem": ("EMAIL", "yes", 900),
    "Dora": ("EMAIL", "yes", 120),
    "Eve": ("SMS", "yes", 400),
    "Finn": ("EMAIL", "no", 420),
    "Gus": ("EMAIL", "yes", 510),
    "Hal": ("EMAIL", "no", 2000),
}
"""Made-up people: their channel, their consent, and what they spent."""

_ENDS_WELL, _IS_REFUSED = 0, 1
_ALL, _FIRST, _LAST = slice(None), slice(1), slice(-1, None)
_WITHOUT_TABLE, _REFUSAL = slice(None, None, 2), slice(-2, -1)


@click.command("demo", context_settings={"help_option_names": ["-h", "--help"]})
def demo() -> None:
    """Show a change from the file to the audience, on an embedded Amazon Pinpoint.

    It needs no AWS account, no credentials and no network, and it leaves nothing behind. It stops with 1 at a step that
    does not end as the story says.
    """
    with TemporaryDirectory() as scratch, _surroundings(Path(scratch)), Emulator(applications=[APPLICATION]) as emulator:
        _Story(emulator).tell()


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

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._service = [
            "--application-id",
            APPLICATION,
            "--endpoint-url",
            emulator.endpoint_url,
            "--region",
            "eu-central-1",
            "--owner",
            "demo/segments",
        ]

    def tell(self) -> None:
        """Play all steps."""
        click.secho("Each audience is one file. This one builds on another, by its key:", bold=True)
        for name, content in {**OTHERS, "big-spenders.yaml": BIG_SPENDERS}.items():
            _write(f"segments/{name}", content)
        click.echo(BIG_SPENDERS.rstrip())
        _say("Four such files are deployed:")
        self._run("apply", "--yes", paragraphs=_LAST)
        _say("Somebody lowers 500 to 300. The reviewer sees who comes in, and the proof:")
        before = _find_people_in("big-spenders")
        _write("segments/big-spenders.yaml", BIG_SPENDERS.replace("500", "300"))
        self._run("plan", paragraphs=_WITHOUT_TABLE)
        _say(_count_made_up(before, _find_people_in("big-spenders")))
        _say("Somebody deletes the file of an audience that a campaign uses: refused.")
        self._start_a_campaign()
        Path("segments/big-spenders.yaml").unlink()
        self._run("plan", ends_with=_IS_REFUSED, paragraphs=_REFUSAL)
        _say("With the file back as it was, there is nothing to do:")
        _write("segments/big-spenders.yaml", BIG_SPENDERS)
        self._run("plan")
        _say("Pinpoint's support has ended. Another of the files, to Customer Profiles:")
        click.echo(OTHERS["new.yaml"].rstrip())
        self._show("convert", "segments/new.yaml", "--to", "customer-profiles", "--mapping", "aws-script", paragraphs=_FIRST)
        click.secho("Next: segments init. segments audience counts people in an export of yours.", bold=True)

    def _run(self, command: str, *options: str, ends_with: int = _ENDS_WELL, paragraphs: slice = _ALL) -> None:
        """Run a command on the deployed segments and show what it prints, or some paragraphs of it."""
        self._show(command, "segments", *options, hidden=self._service, ends_with=ends_with, paragraphs=paragraphs)

    def _show(self, command: str, *options: str, hidden: Sequence[str] = (), ends_with: int = _ENDS_WELL, paragraphs: slice = _ALL) -> None:
        click.echo(click.style(" ".join(["$ segments", command, *options]), dim=True))
        printed = StringIO() if command == "apply" else _Screen(sys.stdout)  # without apply's progress
        with redirect_stdout(printed):
            ended = run([command, *options, *hidden])
        click.echo("\n\n".join(printed.getvalue().strip("\n").split("\n\n")[paragraphs]))
        if ended != ends_with:
            raise click.ClickException(f"segments {command} ended with {ended}, and was to end with {ends_with}.")

    def _start_a_campaign(self) -> None:
        listed = json.loads(self._emulator.respond("GET", f"/v1/apps/{APPLICATION}/segments").content)["Item"]
        (segment_id,) = (segment["Id"] for segment in listed if segment["Name"] == "Big spenders")
        schedule: Body = {"Frequency": "DAILY", "StartTime": "2099-12-01T09:00:00Z"}
        campaign: Body = {"Name": "Winter sale", "SegmentId": segment_id, "Schedule": schedule}
        self._emulator.load_seed({"applications": [{"Id": APPLICATION, "campaigns": [campaign]}]})


def _find_people_in(key: str) -> frozenset[str]:
    """Return which of the made-up people are in a segment of the files, as they stand."""
    dialect = PinpointDialect()
    checked = check_definitions(FolderFiles(Path(), "segments"), dialect, scope=APPLICATION)
    folder = read_folder(checked.segments, dialect.read_criteria, declare(checked.settings, dialect.read_criteria))
    mentioned = find_mentioned(folder)
    found = set()
    for name, (channel, consent, spent) in PEOPLE.items():
        says: Body = {"Channel": channel, "UserAttributes": {"consent": consent}, "Metrics": {"spentEuro": spent}}
        person, _ = read_person(says, mentioned, as_of=None)
        if is_in(person, folder.settled[key], folder.settled):
            found.add(name)
    return frozenset(found)


def _count_made_up(before: frozenset[str], after: frozenset[str]) -> str:
    come, go = sorted(after - before), sorted(before - after)
    moved = f"In: {', '.join(come) or 'nobody'}. Out: {', '.join(go) or 'nobody'}."
    return f"Of {len(PEOPLE)} made-up people: {len(before)} today, {len(after)} with the change. {moved}"


def _say(caption: str) -> None:
    click.echo(f"\n{click.style(caption, bold=True)}")


def _write(path: str, content: str) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(content, encoding="utf-8")


class _Screen(StringIO):
    """Keeps what is printed, styled and wrapped as for ``screen``."""

    def __init__(self, screen: TextIO) -> None:
        super().__init__()
        self._screen = screen

    def isatty(self) -> bool:
        return self._screen.isatty()

    def fileno(self) -> int:
        return self._screen.fileno()
