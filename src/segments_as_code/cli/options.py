"""The arguments that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, TypeVar

import click

from segments_as_code.checking import CheckResult, check
from segments_as_code.cli.folder import definitions_at
from segments_as_code.model.problem import SegmentsError
from segments_as_code.ports import Connection, Provider, Remedies
from segments_as_code.providers import PROVIDERS

if TYPE_CHECKING:
    from segments_as_code.snapshot import Snapshot

REMEDIES = Remedies(
    confirm_deletes="pass --allow-deletes {deletes}",
    check_target="check PATH, --owner and --application-id",
    set_owner="pass --owner {owner}",
    set_region="pass --region, or set AWS_REGION.",
    give_credentials="configure AWS credentials: run aws configure, or aws sso login.",
)

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Reach(TypedDict):
    """What says where the segments are, and whose, by click's names."""

    path: str
    application_id: str | None
    region: str | None
    endpoint_url: str | None
    owner: str | None


class Given(Reach):
    """What plan and apply were given."""

    delete: Literal["owned", "never"]
    allow_deletes: int | None
    strict: bool
    as_json: bool
    snapshot: NotRequired[Path | None]


def filled(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse text that is empty: ``--owner "$NAME"`` with NAME unset must not mean something else."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty; leave it out, or give a value.", context, parameter)
    return value


def filled_paths(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse empty text among several paths."""
    for path in value:
        filled(context, parameter, path)
    return value


def folder_argument(command: _Command) -> _Command:
    """Add the folder of definitions."""
    return click.argument("path", default="segments", type=click.Path(), callback=filled)(command)


def strict_option(command: _Command) -> _Command:
    """Add ``--strict``."""
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text for people.")(command)


def application_option(command: _Command) -> _Command:
    """Add ``--application-id``."""
    text = "The Pinpoint application; needed where the definitions do not name it."
    option = click.option("--application-id", callback=filled, metavar="ID", envvar="SEGMENTS_APPLICATION_ID", show_envvar=True, help=text)
    return option(command)


def reading_options(command: _Command) -> _Command:
    """Add what every command has that holds the definitions against what is deployed."""
    for option in reversed([folder_argument, application_option, service_options, owner_option, strict_option, json_option]):
        command = option(command)
    return command


def planning_options(command: _Command) -> _Command:
    """Add what plan and apply share."""
    shared = [folder_argument, application_option, service_options, owner_option, _deployment_options, strict_option, json_option]
    for option in reversed(shared):
        command = option(command)
    return command


def service_options(command: _Command) -> _Command:
    """Add what says where Pinpoint is reached."""
    text = "The AWS region; AWS's own variables and profiles where left out."
    region = click.option("--region", callback=filled, metavar="NAME", help=text)
    text = "Another address to reach Pinpoint at, such as that of segments emulator."
    endpoint = click.option(
        "--endpoint-url", callback=filled, metavar="URL", envvar="AWS_ENDPOINT_URL_PINPOINT", show_envvar=True, help=text
    )
    return region(endpoint(command))


def owner_option(command: _Command) -> _Command:
    """Add ``--owner``."""
    text = "Whose segments these are: the owner tag; the git remote's owner/name where left out."
    option = click.option("--owner", callback=filled, metavar="NAME", envvar="GITHUB_REPOSITORY", show_envvar=True, help=text)
    return option(command)


def yes_option(command: _Command) -> _Command:
    """Add ``--yes``."""
    return click.option("--yes", is_flag=True, help="Do not ask.")(command)


def _deployment_options(command: _Command) -> _Command:
    """Add what a plan may delete."""
    text = "Delete segments of ours that no file names any more, or none ever."
    delete = click.option("--delete", type=click.Choice(["owned", "never"]), default="owned", show_default=True, help=text)
    text = "Confirm exactly N deletions where the plan is refused for having too many."
    allow = click.option("--allow-deletes", type=click.IntRange(min=0), metavar="N", help=text)
    return delete(allow(command))


def snapshot_option(command: _Command) -> _Command:
    """Add ``--snapshot``: what is deployed, from a file."""
    text = "Read what is deployed from a file that segments pull --snapshot wrote; no network, no AWS account."
    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option("--snapshot", type=kind, metavar="FILE", help=text)(command)


def service_of(provider: Provider, snapshot: Snapshot | None) -> Provider:
    """Return what to read from: ``provider`` itself, or the snapshot that stands in for it."""
    if snapshot is None:
        return provider
    from segments_as_code.snapshot import FromSnapshot  # noqa: PLC0415  # only where a snapshot was read, by which it is loaded

    return FromSnapshot(provider, snapshot)


def pinpoint() -> Provider:
    """Return the provider; there is one."""
    return PROVIDERS["pinpoint"]()


def check_folder(path: str, provider: Provider, application_id: str | None) -> CheckResult:
    """Read and check the definitions in ``path``."""
    return check(definitions_at(path), provider.dialect, scope=application_id)


def connection_to(checked: CheckResult, given: Reach, snapshot: Snapshot | None = None) -> Connection:
    """Return where the segments of ``checked`` are deployed; a snapshot says it where nothing else does."""
    scope = given["application_id"] or checked.scope or (snapshot.scope if snapshot else None)
    return connection_of(scope, given["region"], given["endpoint_url"])


def connection_of(scope: str | None, region: str | None, endpoint_url: str | None) -> Connection:
    """Return the way to ``scope``; raise SegmentsError where nothing named one."""
    if scope is None:
        remedy = "give --application-id, or write ApplicationId in the definitions."
        raise SegmentsError("no-application", "neither the command line nor any definition names an application.", remedy)
    return Connection(scope, region, endpoint_url, remedies=REMEDIES)
